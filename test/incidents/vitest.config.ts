import { defineConfig } from 'vitest/config';

// What mutation testing runs for each change of lib/incidents: its own tests, each of which takes milliseconds. The
// properties and the stories would find more, and take a second for each of a thousand changes.
export default defineConfig({
  test: {
    include: ['test/incidents/**/*.test.ts'],
    exclude: ['test/incidents/*properties.test.ts', 'test/incidents/links.test.ts'],
    isolate: false, // they share no state, and start a third sooner
    fileParallelism: false,
  },
});
