import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findCapabilities } from '#lib/checks/access/find-capabilities.ts';
import { judgeControls } from '#lib/checks/compliance/judge-controls.ts';
import { evaluatePod } from '#lib/checks/pod-security/evaluate-pod.ts';
import { toNetworkPolicy } from '#lib/cluster/sources/network-policies.ts';
import { toPodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { toRoleBinding } from '#lib/cluster/sources/role-bindings.ts';
import { toRole } from '#lib/cluster/sources/roles.ts';
import { configWith } from '../support/config.ts';

const text = fc.constantFrom('', 'ALL', 'a', '*', 'pods/exec', 'Unconfined', 'x'.repeat(300), 'constructor');
const texts = fc.array(text, { maxLength: 3 });
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const context = fc.record(
  {
    privileged: fc.boolean(),
    runAsNonRoot: fc.boolean(),
    runAsUser: fc.integer(),
    capabilities: fc.record({ add: maybe(texts), drop: maybe(texts) }),
    seccompProfile: fc.record({ type: text }),
    seLinuxOptions: fc.record({ type: maybe(text), user: maybe(text) }),
    procMount: text,
    windowsOptions: fc.record({ hostProcess: maybe(fc.boolean()) }),
    sysctls: fc.array(fc.record({ name: text, value: text })),
  },
  { requiredKeys: [] },
);
const container = fc.record({ name: text, image: maybe(text), securityContext: maybe(context) });
const spec = fc.record({
  containers: fc.array(container),
  initContainers: maybe(fc.array(container)),
  securityContext: maybe(context),
});
const pod = fc.record({
  metadata: maybe(fc.record({ name: text, namespace: fc.constant('ecommerce') })),
  spec: maybe(spec),
});
const rule = fc.record({ verbs: texts, apiGroups: maybe(texts), resources: maybe(texts), resourceNames: maybe(texts) });
const role = fc.record({ metadata: fc.record({ name: text }), rules: maybe(fc.array(rule)) });
const binding = fc.record({
  metadata: maybe(fc.record({ name: text })),
  roleRef: fc.record({ apiGroup: text, kind: fc.constant('ClusterRole'), name: text }),
  subjects: maybe(fc.array(fc.record({ kind: text, name: text }))),
});

it('no pod makes an evaluation throw, and its level is what its blocks say', () => {
  fc.assert(
    fc.property(pod, fc.integer({ min: 0, max: 40 }), (raw, minor) => {
      const { level, blocks } = evaluatePod(toPodSecuritySpec(raw as Parameters<typeof toPodSecuritySpec>[0]), minor);
      const levels = blocks.map((block) => block.level);
      const expected = levels.includes('baseline') ? 'privileged' : levels.length > 0 ? 'baseline' : 'restricted';
      expect(level).toBe(expected);
    }),
  );
});

it('no pod and no policy make the controls throw', () => {
  fc.assert(
    fc.property(fc.array(pod), (raws) => {
      const pods = raws.map((raw) => toPodSecuritySpec(raw as Parameters<typeof toPodSecuritySpec>[0]));
      const networkPolicies = [toNetworkPolicy({ metadata: { name: 'p', namespace: 'ecommerce' } })];
      const results = judgeControls({ pods, namespaces: [], networkPolicies, clusterMinor: 35, config: configWith() });
      expect(results.every(({ status, objects }) => (status === 'fail') === objects.length > 0)).toBe(true);
    }),
  );
});

it('no role and no binding make the search for capabilities throw', () => {
  fc.assert(
    fc.property(fc.array(role), fc.array(binding), (roles, bindings) => {
      const rows = findCapabilities(
        {
          roles: [],
          clusterRoles: roles.map((raw) => toRole(raw as Parameters<typeof toRole>[0])),
          roleBindings: [],
          clusterRoleBindings: bindings.map((raw) => toRoleBinding(raw as Parameters<typeof toRoleBinding>[0])),
          accessEntries: { status: 'not-read', reason: '' },
        },
        35,
      );
      expect(rows.every(({ scope, via }) => scope === 'cluster' && via.length >= 2)).toBe(true);
    }),
  );
});
