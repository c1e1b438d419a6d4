import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/cluster/**', 'test/aws/**'],
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 60_000, // a busy machine is no failure; synthesizing the stack takes seconds
  },
});
