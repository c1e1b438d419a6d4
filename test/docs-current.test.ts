import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { generateDocs } from '../scripts/generated-docs.ts';

describe('generated pages are current (npm run docs writes them)', () => {
  it.each(generateDocs().map(({ path, text }) => [path, text] as const))('%s', (path, text) => {
    expect(existsSync(path) ? readFileSync(path, 'utf8') : '').toBe(text);
  });
});
