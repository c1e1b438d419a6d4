import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cluster/**', 'test/aws/**'],
    setupFiles: ['test/support/property-seed.ts'],
    // Modules are pure, and loading them anew for each file would be half of the time.
    isolate: false,
    maxWorkers: '100%',
    testTimeout: 60_000, // a busy machine is no failure; synthesizing the stack takes seconds
  },
});
