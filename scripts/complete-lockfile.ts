import { readFileSync, writeFileSync } from 'node:fs';
import { type Lockfile, missingBuilds } from './lockfile.ts';

/** Completes package-lock.json after an `npm install` whose registry lacks some packages' builds for other platforms. */
const lockfile = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;
const packages = Object.entries({ ...lockfile.packages, ...missingBuilds(lockfile) });
const sorted = packages.toSorted(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(
  'package-lock.json',
  `${JSON.stringify({ ...lockfile, packages: Object.fromEntries(sorted) }, null, 2)}\n`,
);
