import { describe, expect, it } from 'vitest';
import { coversPermission, describePermission, type Permission, splitPermission } from '#lib/cluster/permission.ts';

const list: Permission = { verb: 'list', group: '', resource: 'pods', namespaces: 'all' };
const inShop: Permission = { ...list, namespaces: ['shop'] };
const named: Permission = { ...inShop, names: ['web'] };

describe('a permission', () => {
  it('is told as an operator says it', () => {
    expect(describePermission(list)).toBe('list pods in API group "" (all namespaces)');
    expect(describePermission(named)).toBe('list pods named web in API group "" (namespace shop)');
  });

  it('is split by namespace and name', () => {
    expect(splitPermission({ ...list, namespaces: ['a', 'b'], names: ['x', 'y'] })).toEqual([
      { ...list, namespaces: ['a'], names: ['x'] },
      { ...list, namespaces: ['a'], names: ['y'] },
      { ...list, namespaces: ['b'], names: ['x'] },
      { ...list, namespaces: ['b'], names: ['y'] },
    ]);
    expect(splitPermission(list)).toEqual([list]);
  });

  it.each<[string, Permission, Permission, boolean]>([
    ['everywhere', list, inShop, true],
    ['one namespace', inShop, list, false],
    ['any name', inShop, named, true],
    ['one name', named, inShop, false],
    ['itself', named, { ...named }, true],
    ['another namespace', inShop, { ...list, namespaces: ['bank'] }, false],
    ['another verb', list, { ...inShop, verb: 'get' }, false],
    ['another resource', list, { ...inShop, resource: 'pods/log' }, false],
  ])('of %s covers another, or does not', (_case, wide, narrow, expected) => {
    expect(coversPermission(wide, narrow)).toBe(expected);
  });
});
