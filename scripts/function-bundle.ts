import { globSync } from 'node:fs';
import { basename } from 'node:path';
import type { BuildOptions } from 'esbuild';

/** The functions by name (`daily-morning`), each with its file. */
export const functionEntries: Readonly<Record<string, string>> = Object.fromEntries(
  globSync('functions/*.ts').map((file) => [basename(file, '.ts'), file]),
);

/** The functions whose checks run commands in containers: only they carry what that takes, in a part loaded then. */
export const mayExec: ReadonlySet<string> = new Set(['weekly-configuration']);

/**
 * Ways to credentials that the SDK loads only where there are none in the environment; Lambda always puts them there.
 * They bring four clients of their own: 90 kB.
 */
const unusedCredentialSources = ['ini', 'process', 'sso', 'web-identity'].map(
  (source) => `@aws-sdk/credential-provider-${source}`,
);

/**
 * How a function is bundled into a folder: ES modules for the runtime's Node, the SDK included, maps beside the code and
 * without the sources, which would be most of their bytes. What is loaded by `import()` is a file of its own, so that
 * no start waits for it.
 */
export function bundleOptions(name: string) {
  return {
    bundle: true,
    splitting: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    outExtension: { '.js': '.mjs' },
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    // Dependencies that are CommonJS look for Node's built-in modules with require, which a module does not have.
    banner: { js: "import{createRequire as __require}from'node:module';const require=__require(import.meta.url);" },
    external: [...unusedCredentialSources, ...(mayExec.has(name) ? [] : ['@kubernetes/client-node'])],
    logLevel: 'warning',
  } as const satisfies BuildOptions;
}
