import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { type Lockfile, missingBuilds } from '../scripts/lockfile.ts';

const text = readFileSync('package-lock.json', 'utf8');

it('has every build that a package names, or npm ci refuses it (node scripts/complete-lockfile.ts adds them)', () => {
  expect(Object.keys(missingBuilds(JSON.parse(text) as Lockfile))).toEqual([]);
});

it('names no registry', () => {
  expect(text).not.toContain('"resolved": "http');
});

it('is completed by builds that other platforms would take', () => {
  const packages = {
    'node_modules/tool': {
      version: '1.0.0',
      dev: true,
      optionalDependencies: { '@tool/linux-x64-musl': '1.0.0', '@tool/darwin-arm64': '1.0.0', '@tool/here': '1.0.0' },
    },
    'node_modules/@tool/here': { version: '1.0.0' },
  };
  expect(missingBuilds({ packages })).toEqual({
    'node_modules/@tool/linux-x64-musl': {
      version: '1.0.0',
      cpu: ['x64'],
      dev: true,
      libc: ['musl'],
      optional: true,
      os: ['linux'],
    },
    'node_modules/@tool/darwin-arm64': { version: '1.0.0', cpu: ['arm64'], dev: true, optional: true, os: ['darwin'] },
  });
});
