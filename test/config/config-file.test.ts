import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findConfigPath } from '#lib/config/config-file.ts';
import { formatProblems } from '#lib/config/format-problems.ts';
import { loadConfig } from '#lib/config/load-config.ts';
import { knownNames, leastConfig } from './sample-config.ts';

const shipped = resolve(import.meta.dirname, '../../runbook.yaml');
const now = new Date('2026-11-02T08:00:00Z');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'runbook-config-'));
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'runbook.yaml'), `\uFEFF${leastConfig}`);
  writeFileSync(join(folder, 'marked.yaml'), `\uFEFF${leastConfig.replace('1', '2')}`);
  writeFileSync(join(folder, 'latin-1.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xfc]));
});

afterAll(() => rmSync(folder, { recursive: true }));

describe('the file that is used', () => {
  it('is the one given, from where the user stands', () => {
    expect(findConfigPath(folder, 'other.yaml')).toBe(join(folder, 'other.yaml'));
    expect(findConfigPath(folder, '/etc/shop.yaml')).toBe('/etc/shop.yaml');
  });

  it('else the one in the folder', () => {
    expect(findConfigPath(folder)).toBe(join(folder, 'runbook.yaml'));
  });

  it('else the shipped one', () => {
    expect(findConfigPath(join(folder, 'empty'))).toBe(shipped);
  });
});

describe('reading it', () => {
  const complaint = (name: string) => {
    const loaded = loadConfig({ path: join(folder, name), now, ...knownNames });
    return 'problems' in loaded ? formatProblems(loaded.problems, folder) : '';
  };

  it('skips a byte order mark', () => {
    expect(complaint('runbook.yaml')).toBe('');
    expect(complaint('marked.yaml')).toBe('marked.yaml:1:16  schemaVersion: expected 1, found 2\n');
  });

  it.each([
    [
      'none.yaml',
      'no such file; check the path given as --config, or leave --config out to use ./runbook.yaml or the shipped one',
    ],
    ['empty', 'is a folder; give the file in it, such as --config <folder>/runbook.yaml'],
    ['runbook.yaml/more', 'no such file: a part of its path is a file, not a folder; check the path given as --config'],
    ['latin-1.yaml', 'is not UTF-8 text; save it as UTF-8'],
  ])('says what is wrong with %s', (name, message) => {
    expect(complaint(name)).toBe(`${name}  ${message}\n`);
  });

  it('names a file elsewhere by its whole path', () => {
    const place = { file: '/etc/runbook.yaml', position: { line: 2, column: 3 } };
    expect(formatProblems([{ place, key: 'cluster', message: 'x' }], folder)).toBe(
      '/etc/runbook.yaml:2:3  cluster: x\n',
    );
  });
});

it('the shipped configuration is right', () => {
  const loaded = loadConfig({ path: shipped, now, ...knownNames });
  expect(loaded).toMatchObject({ config: { cluster: { name: 'ecommerce-production' }, namespaces: ['ecommerce'] } });
});
