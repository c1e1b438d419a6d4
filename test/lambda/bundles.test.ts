import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { permissionsOf } from '#lib/runbook/permissions.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { bundleOptions, functionEntries, mayExec } from '../../scripts/function-bundle.ts';
import { configWith } from '../support/config.ts';

const names = Object.keys(functionEntries);
type Output = Metafile['outputs'] extends Record<string, infer One> ? One : never;
const bundles = new Map<string, Metafile['outputs']>();

beforeAll(async () => {
  for (const [name, file] of Object.entries(functionEntries)) {
    const entryPoints = { index: file };
    const { metafile } = await build({
      ...bundleOptions(name),
      entryPoints,
      outdir: 'out',
      write: false,
      metafile: true,
    });
    bundles.set(name, metafile.outputs);
  }
}, 120_000);

/** The files that are loaded before a function can take its first event. */
function startupOf(name: string): Output[] {
  const outputs = bundles.get(name) ?? {};
  const loaded = new Set(['out/index.mjs']);
  for (const file of loaded) {
    for (const { kind, path, external } of outputs[file]?.imports ?? [])
      if (kind === 'import-statement' && !external) loaded.add(path);
  }
  return [...loaded].flatMap((file) => outputs[file] ?? []);
}

const inputsOf = (outputs: readonly Output[]) => outputs.flatMap(({ inputs }) => Object.keys(inputs));
const clientNode = /node_modules\/(@kubernetes\/client-node|undici)\//;

describe('the functions', () => {
  it('are those of windows, the sweep, the acknowledgements and the RBAC manifest', () => {
    expect(names).toContain('daily-morning');
    expect([...allWindows.map(({ id }) => id), 'sweep', 'acknowledge', 'apply-rbac']).toEqual(
      expect.arrayContaining(names),
    );
  });

  it.each(names)('%s loads at most 800 kB at its start, the SDK included', (name) => {
    const bytes = startupOf(name).reduce((sum, output) => sum + output.bytes, 0);
    expect(bytes).toBeGreaterThan(200_000);
    expect(bytes).toBeLessThanOrEqual(800_000);
  });

  it.each(names)('%s starts without the parts that only others need', (name) => {
    const heavy =
      /node_modules\/aws-cdk-lib\/|^lib\/(cli|infra)\/|^lib\/cluster\/embedded\/serve-|^lib\/runbook\/registry/;
    const inputs = inputsOf(startupOf(name));
    expect(inputs.filter((input) => heavy.test(input) || clientNode.test(input))).toEqual([]);
  });

  it.each(names.filter((name) => !['sweep', 'acknowledge'].includes(name)))(
    '%s starts without what only reads configuration: YAML files, and the large zod',
    (name) => {
      const forReading = /node_modules\/(yaml|zod\/v4\/classic)\/|^lib\/config\/.*schema/;
      expect(inputsOf(startupOf(name)).filter((input) => forReading.test(input))).toEqual([]);
    },
  );

  it.each(names)('%s carries what exec takes only when its window may exec', (name) => {
    const carried = inputsOf(Object.values(bundles.get(name) ?? {})).some((input) => clientNode.test(input));
    expect(carried).toBe(mayExec.has(name));
  });
});

it('the windows that may exec are those whose checks need it', () => {
  const config = configWith();
  const need = allWindows.filter((window) =>
    permissionsOf(window, config).some(({ resource }) => resource === 'pods/exec'),
  );
  expect(need.map(({ id }) => id).filter((id) => !mayExec.has(id))).toEqual([]);
});
