import { isUtf8 } from 'node:buffer';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const fileName = 'runbook.yaml';

/**
 * The configuration to use: `explicit` (what `--config` says) if given, else `runbook.yaml` in `cwd`, else the shipped
 * one. The file need not exist; reading it says so.
 */
export function findConfigPath(cwd: string, explicit?: string): string {
  if (explicit !== undefined) return resolve(cwd, explicit);
  const own = join(cwd, fileName);
  return existsSync(own) ? own : (findShipped(dirname(fileURLToPath(import.meta.url))) ?? own);
}

/** The shipped file stands at the package's root, however deep below it this code is: in lib or in a bundle. */
function findShipped(folder: string): string | undefined {
  const path = join(folder, fileName);
  if (existsSync(path)) return path;
  const parent = dirname(folder);
  return parent === folder ? undefined : findShipped(parent);
}

/** The text of the file without a byte order mark, or what is wrong with it and what to do next. */
export function readConfigFile(path: string): { readonly text: string } | { readonly mistake: string } {
  try {
    const bytes = readFileSync(path);
    if (isUtf8(bytes)) return { text: bytes.toString().replace(/^\uFEFF/, '') };
    return { mistake: 'is not UTF-8 text; save it as UTF-8' };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return {
      mistake: readFailures[code] ?? `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

const readFailures: Readonly<Record<string, string>> = {
  ENOENT:
    'no such file; check the path given as --config, or leave --config out to use ./runbook.yaml or the shipped one',
  ENOTDIR: 'no such file: a part of its path is a file, not a folder; check the path given as --config',
  EISDIR: `is a folder; give the file in it, such as --config <folder>/${fileName}`,
  EACCES: 'may not be read; give the user who runs this the right to read it',
};
