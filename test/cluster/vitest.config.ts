import { defineConfig } from 'vitest/config';

// Every cluster takes half a gigabyte and both cores while it starts: one file at a time.
export default defineConfig({
  test: {
    include: ['test/cluster/**/*.test.ts'],
    globalSetup: ['test/cluster/global-setup.ts'],
    fileParallelism: false,
    testTimeout: 120_000,
    hookTimeout: 240_000,
  },
});
