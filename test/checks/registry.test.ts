import { existsSync, globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '#lib/checks/check.ts';
import type { Permission } from '#lib/cluster/permission.ts';
import { permissionsOf } from '#lib/runbook/permissions.ts';
import { allChecks, allWindows } from '#lib/runbook/registry.ts';
import { checksOf, type Window } from '#lib/runbook/window.ts';
import { windowIds } from '#lib/runbook/windows.ts';
import { configWith } from '../support/config.ts';

const files = globSync('lib/checks/*/*.ts');
const camelCase = (id: string) => id.replaceAll(/[-/](\w)/g, (_whole, letter: string) => letter.toUpperCase());

async function definedIn(file: string): Promise<[string, AnyCheck][]> {
  const module = (await import(`../../${file}`)) as Record<string, unknown>;
  return Object.entries(module).filter(
    (entry): entry is [string, AnyCheck] => typeof entry[1] === 'object' && entry[1] !== null && 'reads' in entry[1],
  );
}

describe('the checks', () => {
  it('each stand in a file of their id, under a const of that name, and in a window', async () => {
    const defined = (await Promise.all(files.map(definedIn))).flat();
    for (const [name, check] of defined) {
      expect(existsSync(`lib/checks/${check.id}.ts`), check.id).toBe(true);
      expect(name).toBe(camelCase(check.id));
    }
    expect(defined.map(([, check]) => check.id).toSorted()).toEqual(allChecks.map((check) => check.id));
  });

  it('have ids that are used once', () => {
    expect(new Set(allChecks.map((check) => check.id)).size).toBe(allChecks.length);
  });

  it.each(allChecks.map((check) => [check.id, check] as const))(
    '%s says what to do, looking first, and has a docs page',
    (id, check) => {
      expect(check.remediation.length).toBeGreaterThan(0);
      expect(check.title).toMatch(/^[A-Z].*[^.]$/);
      expect(existsSync(`docs/checks/${id}.md`)).toBe(true);
    },
  );
});

describe('the sources', () => {
  const sources = [...new Set(allChecks.flatMap((check) => check.reads))];

  it('each have a name of their own', () => {
    expect(new Set(sources.map((source) => source.name)).size).toBe(sources.length);
  });
});

describe('the rights of a window', () => {
  const rights = (windows: readonly Window[]) => windows.flatMap((window) => permissionsOf(window, configWith()));
  const isRecovery = ({ id }: Window) => id.endsWith('-recovery');
  const isConfiguration = ({ id }: Window) => id === 'weekly-configuration';

  it('change nothing, but for the test pods of the recovery windows in the namespace that is named for them', () => {
    const isWriting = ({ verb }: Permission) => verb !== 'get' && verb !== 'list';
    expect(rights(allWindows.filter((window) => !isRecovery(window))).filter(isWriting)).toEqual([]);
    for (const { resource, namespaces } of rights(allWindows.filter(isRecovery)).filter(isWriting)) {
      expect([resource, namespaces]).toEqual(['pods', ['ecommerce']]);
    }
  });

  it('touch Secrets in one window only, by name, and never all of them', () => {
    const isSecret = ({ resource }: Permission) => resource === 'secrets';
    expect(rights(allWindows.filter((window) => !isConfiguration(window))).filter(isSecret)).toEqual([]);
    for (const { verb, names, namespaces } of rights(allWindows.filter(isConfiguration)).filter(isSecret)) {
      expect({ verb, names, namespaces }).toEqual({
        verb: 'get',
        names: ['postgresql-secrets'],
        namespaces: ['ecommerce'],
      });
    }
  });

  it('execute nothing in a pod unless the configuration allows it, and name no wildcard', () => {
    for (const { resource, group, verb } of rights(allWindows)) {
      expect(resource).not.toMatch(/exec|attach|\*/);
      expect([group, verb]).not.toContain('*');
    }
  });
});

describe('the windows', () => {
  it('are loaded by the ids that they bear', () => {
    expect(allWindows.map((window) => window.id)).toEqual(windowIds);
  });

  it.each(allWindows.map((window) => [window.id, window] as const))(
    '%s carries each action by checks of its own',
    (_id, window) => {
      const own = new Set(window.steps.flatMap((step) => checksOf(step)));
      const carried = window.steps.flatMap((step) => step.actions.flatMap((action) => action.checks));
      expect(carried.filter((check) => !own.has(check))).toEqual([]);
      expect([...own].filter((check) => !carried.includes(check)).map((check) => check.id)).toEqual([]);
    },
  );
});
