import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { generateDocs } from './generated-docs.ts';

for (const { path, text } of generateDocs()) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
