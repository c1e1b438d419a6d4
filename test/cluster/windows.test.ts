import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { coversPermission, type Permission, splitPermission } from '#lib/cluster/permission.ts';
import { probeLabel } from '#lib/cluster/probes/manifest.ts';
import type { AnySource } from '#lib/cluster/source.ts';
import { permissionsOf } from '#lib/runbook/permissions.ts';
import { allWindows } from '#lib/runbook/registry.ts';
import { checksOf, type Window } from '#lib/runbook/window.ts';
import { type Platform, startPlatform } from './platform/platform.ts';
import { checksOfRun, platformConfig, prepareWindow, type WindowRuns } from './support/window-runs.ts';

let platform: Platform;
let servedGroups: ReadonlySet<string>;
beforeAll(async () => {
  platform = await startPlatform();
  const { groups } = await platform.api.json<{ groups: readonly { readonly name: string }[] }>('/apis');
  servedGroups = new Set(['', ...groups.map(({ name }) => name)]);
});
afterAll(() => platform?.stop());

/** The checks of the window that need a right: those that read a source which declares it. */
function needing(window: Window, permission: Permission): string[] {
  const declares = (source: AnySource) =>
    source
      .permissions(platformConfig)
      .flatMap(splitPermission)
      .some((other) => coversPermission(permission, other));
  const checks = [...new Set(window.steps.flatMap((step) => checksOf(step)))];
  return checks
    .filter((check) => check.reads.some(declares))
    .map((check) => check.id)
    .toSorted();
}

/** Of an add-on that is not there only the first read is tried, and events of a test pod explain only a failure. */
const isUnused = ({ group, resource, namespaces }: Permission) =>
  !servedGroups.has(group) || (resource === 'events' && namespaces !== 'all');

const unknownOf = (document: Parameters<typeof checksOfRun>[0]) => [
  ...new Map(
    checksOfRun(document)
      .filter(({ status }) => status === 'unknown')
      .map(({ id, reason }) => [id, reason]),
  ),
];

describe.each(allWindows.map((window) => [window.id, window] as const))(
  '%s under exactly its own rights',
  (_id, window) => {
    let runs: WindowRuns;
    beforeAll(async () => {
      runs = await prepareWindow(platform, window);
      await runs.grant(runs.permissions);
    });

    test('looks everywhere, and nothing that it asks is refused', async () => {
      const { document } = await runs.run();
      expect(unknownOf(document)).toEqual([]);
      const asked = await platform.audit({ user: runs.user });
      expect(asked.filter(({ isAllowed }) => !isAllowed).map(({ verb, uri }) => `${verb} ${uri}`)).toEqual([]);
    });

    const rights = permissionsOf(window, platformConfig);
    const names = rights.map(
      ({ verb, resource, group, names: of, namespaces }) =>
        `${verb} ${resource}.${group} ${of?.join() ?? ''} ${namespaces.toString()}`,
    );
    // A test that may not delete its pod leaves it behind, as it must; the next one waits until it is gone.
    afterEach(() => platform.kubectl('delete', 'pods', '-n', 'ecommerce', '-l', probeLabel, '--grace-period=0'));

    test.each(names.map((name, i) => [name, i] as const))('has none to spare: %s', async (_name, i) => {
      const missing = runs.permissions[i] as Permission;
      await runs.grant(runs.permissions.filter((permission) => permission !== missing));
      const { document } = await runs.run();
      const unknown = unknownOf(document).map(([id]) => id);
      expect(unknown.length > 0 || isUnused(missing)).toBe(true);
      expect(unknown.filter((id) => !needing(window, missing).includes(id))).toEqual([]);
    });
  },
);
