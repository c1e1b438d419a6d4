import { existsSync, globSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '#lib/checks/check.ts';
import { allChecks, allWindows } from '#lib/runbook/registry.ts';
import { checksOf } from '#lib/runbook/window.ts';
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

  it('ask for nothing that could change the cluster or read a Secret', () => {
    for (const permission of sources.flatMap((source) => source.permissions(configWith()))) {
      expect(['get', 'list']).toContain(permission.verb);
      expect(permission.resource).not.toMatch(/^(secrets|pods\/exec|\*)/);
    }
  });
});

describe('the windows', () => {
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
