import { describe, expect, it } from 'vitest';
import { rolesFor } from '#lib/cluster/rbac.ts';

describe('rolesFor', () => {
  it('grants what is needed everywhere by a ClusterRole and the rest in its namespace, and nothing more', () => {
    const objects = rolesFor('eks-runbook-w', 'eks-runbook:w', [
      { verb: 'list', group: '', resource: 'pods', namespaces: 'all' },
      { verb: 'list', group: '', resource: 'nodes', namespaces: 'all' },
      { verb: 'get', group: '', resource: 'nodes', namespaces: 'all' },
      { verb: 'list', group: 'metrics.k8s.io', resource: 'pods', namespaces: 'all' },
      { verb: 'get', group: '', resource: 'services/proxy', namespaces: ['shop'], names: ['web:80'] },
    ]);
    expect(objects.map(({ kind, metadata }) => [kind, metadata.namespace])).toEqual([
      ['ClusterRole', undefined],
      ['ClusterRoleBinding', undefined],
      ['Role', 'shop'],
      ['RoleBinding', 'shop'],
    ]);
    expect(objects[0]?.rules).toEqual([
      { apiGroups: [''], resources: ['pods'], verbs: ['list'] },
      { apiGroups: [''], resources: ['nodes'], verbs: ['get', 'list'] },
      { apiGroups: ['metrics.k8s.io'], resources: ['pods'], verbs: ['list'] },
    ]);
    expect(objects[2]?.rules).toEqual([
      { apiGroups: [''], resources: ['services/proxy'], resourceNames: ['web:80'], verbs: ['get'] },
    ]);
    expect(objects[3]).toMatchObject({
      roleRef: { kind: 'Role', name: 'eks-runbook-w' },
      subjects: [{ kind: 'Group', name: 'eks-runbook:w' }],
    });
  });

  it('makes no ClusterRole where nothing is needed everywhere', () => {
    const objects = rolesFor('n', 'g', [
      { verb: 'get', group: '', resource: 'secrets', namespaces: ['a', 'b'], names: ['s'] },
    ]);
    expect(objects.map(({ kind, metadata }) => `${kind} ${metadata.namespace}`)).toEqual([
      'Role a',
      'RoleBinding a',
      'Role b',
      'RoleBinding b',
    ]);
  });
});
