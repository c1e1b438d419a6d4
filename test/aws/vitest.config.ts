import { defineConfig } from 'vitest/config';

// The tests that need Python, Maven and Java: the emulated cloud and Amazon's DynamoDB Local, installed when first used.
export default defineConfig({
  test: {
    include: ['test/aws/**/*.test.ts'],
    globalSetup: ['test/aws/support/global-setup.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
