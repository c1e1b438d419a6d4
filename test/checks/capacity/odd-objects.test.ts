import * as fc from 'fast-check';
import type { HorizontalPodAutoscaler } from 'kubernetes-types/autoscaling/v2.d.ts';
import type { Node as RawNode, Pod as RawPod, ResourceQuota } from 'kubernetes-types/core/v1.d.ts';
import { describe, expect, it } from 'vitest';
import type { AnyCheck } from '#lib/checks/check.ts';
import { toAutoscaler } from '#lib/cluster/sources/autoscalers.ts';
import { toNodeMetrics } from '#lib/cluster/sources/node-metrics.ts';
import { toNode } from '#lib/cluster/sources/nodes.ts';
import { toPodMetrics } from '#lib/cluster/sources/pod-metrics.ts';
import { toPodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { toQuota } from '#lib/cluster/sources/quotas.ts';
import { toVolume, toVolumeClaim } from '#lib/cluster/sources/volumes.ts';
import { capacityPlanning } from '#lib/runbook/steps/capacity-planning.ts';
import { performanceMetricsReview } from '#lib/runbook/steps/performance-metrics-review.ts';
import { checksOf } from '#lib/runbook/window.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

const checks = [performanceMetricsReview, capacityPlanning]
  .flatMap(checksOf)
  .filter((check) => /^(allocation|autoscaling|capacity|usage\/(requests|cpu|nodes-))/.test(check.id));

/** An object that may lack any of its fields. */
function some(fields: Record<string, fc.Arbitrary<unknown>>) {
  return fc.record(fields, { requiredKeys: [] });
}

function list(value: fc.Arbitrary<unknown>) {
  return fc.array(value, { maxLength: 3 });
}

const name = fc.constantFrom('a', 'b', 'constructor', '');
const at = fc.integer({ min: -10_000, max: 50_000 }).map(minutesAgo);
const quantity = fc.constantFrom('0', '1', '1.5Gi', '100m', '1e3', '0.5', '9E', '-1', 'lots', '');
const amounts = some({ cpu: quantity, memory: quantity, pods: quantity, 'nvidia.com/gpu': quantity });
const labels = some({ a: name, b: name, 'topology.kubernetes.io/zone': name, 'karpenter.sh/nodepool': name });
const controller = fc.record({
  kind: fc.constantFrom('ReplicaSet', 'DaemonSet', 'Dream'),
  name,
  controller: fc.boolean(),
});
const metadata = some({ name, namespace: name, labels, creationTimestamp: at, ownerReferences: list(controller) });
const operator = fc.constantFrom('In', 'NotIn', 'Exists', 'DoesNotExist', 'Gt', 'Lt', 'Dream');
const requirement = fc.record({ key: name, operator, values: fc.option(list(name)) });
const selector = some({ matchLabels: labels, matchExpressions: list(requirement) });
const nodeTerm = some({ matchExpressions: list(requirement), matchFields: list(requirement) });
const podTerm = some({
  topologyKey: name,
  labelSelector: selector,
  namespaceSelector: selector,
  namespaces: list(name),
  matchLabelKeys: list(name),
});
const required = (terms: fc.Arbitrary<unknown>) => some({ requiredDuringSchedulingIgnoredDuringExecution: terms });
const container = fc.record(
  {
    name,
    restartPolicy: fc.constantFrom('Always', 'Dream'),
    resources: some({ requests: amounts, limits: amounts }),
    ports: list(some({ hostPort: fc.nat(3), hostIP: name })),
  },
  { requiredKeys: ['name'] },
);
const pod = some({
  metadata,
  spec: some({
    nodeName: name,
    containers: list(container),
    initContainers: list(container),
    overhead: amounts,
    resources: some({ requests: amounts, limits: amounts }),
    nodeSelector: labels,
    tolerations: list(some({ key: name, operator: fc.constantFrom('Exists', 'Equal', 'Dream'), effect: name })),
    affinity: some({
      nodeAffinity: required(some({ nodeSelectorTerms: list(nodeTerm) })),
      podAffinity: required(list(podTerm)),
      podAntiAffinity: required(list(podTerm)),
    }),
    topologySpreadConstraints: list(
      some({
        maxSkew: fc.nat(2),
        topologyKey: name,
        whenUnsatisfiable: fc.constant('DoNotSchedule'),
        labelSelector: selector,
      }),
    ),
    volumes: list(some({ name, persistentVolumeClaim: fc.record({ claimName: name }) })),
  }),
  status: some({ phase: fc.constantFrom('Pending', 'Running', 'Failed', 'Dreaming') }),
});
const condition = fc.record({
  type: fc.constantFrom('AbleToScale', 'ScalingActive', 'ScalingLimited', 'Ready', '__proto__'),
  status: fc.constantFrom('True', 'False', 'Unknown', 'Perhaps'),
  reason: fc.constantFrom('', 'TooManyReplicas', 'FailedGetScale', 'ScalingDisabled', 'Dream'),
});
const node = some({
  metadata,
  spec: some({ unschedulable: fc.boolean(), taints: list(fc.record({ key: name, effect: name })) }),
  status: some({ capacity: amounts, allocatable: amounts, conditions: list(condition) }),
});
const target = some({ type: name, averageUtilization: fc.nat(100) });
const metric = some({ resource: some({ name, target }), containerResource: some({ name, container: name, target }) });
const autoscaler = some({
  metadata,
  spec: some({
    scaleTargetRef: some({ kind: name, name }),
    minReplicas: fc.nat(3),
    maxReplicas: fc.nat(3),
    metrics: list(metric),
  }),
  status: some({ conditions: list(condition) }),
});
const cluster = fc.record({
  nodes: list(node),
  pods: list(pod),
  autoscalers: list(autoscaler),
  quotas: list(some({ metadata, spec: some({ hard: amounts }), status: some({ used: amounts }) })),
  claims: list(some({ metadata, spec: some({ volumeName: name }) })),
  volumes: list(
    some({ metadata, spec: some({ nodeAffinity: some({ required: some({ nodeSelectorTerms: list(nodeTerm) }) }) }) }),
  ),
  podMetrics: list(
    some({
      metadata,
      containers: fc.option(list(fc.record({ name, usage: some({ cpu: quantity, memory: quantity }) }))),
    }),
  ),
  nodeMetrics: list(some({ metadata, usage: some({ cpu: quantity }) })),
  figure: fc.double({ noNaN: true, noDefaultInfinity: true }),
});

/** Nine days of growth up to a figure. */
function keptRequests(most: number) {
  const runs = Array.from({ length: 9 }, (_, index) => {
    const amounts = { requests: most / (index + 1), allocatable: most };
    const at = minutesAgo((index + 1) * 1440);
    return { run: `run-${index}`, at, value: { cpu: amounts, memory: amounts, pods: amounts } };
  });
  return { isKept: true, runs, unreadable: 0 };
}

describe('whatever objects an API server holds', () => {
  it.each(checks.map((check): [string, AnyCheck] => [check.id, check]))(
    '%s judges them without failing',
    (_, check) => {
      fc.assert(
        fc.property(cluster, (raw) => {
          const data = {
            nodes: raw.nodes.map((item) => toNode(item as RawNode)),
            podSpecs: raw.pods.map((item) => toPodSpec(item as RawPod)),
            autoscalers: raw.autoscalers.map((item) => toAutoscaler(item as HorizontalPodAutoscaler)),
            quotas: raw.quotas.map((item) => toQuota(item as ResourceQuota)),
            volumeClaims: raw.claims.map((item) => toVolumeClaim(item as object)),
            volumes: raw.volumes.map((item) => toVolume(item as object)),
            podMetrics: raw.podMetrics.map((item) => toPodMetrics(item as object)),
            nodeMetrics: raw.nodeMetrics.map((item) => toNodeMetrics(item as object)),
            cpuThrottling: { measured: 1, worst: [{ namespace: '', pod: 'a', container: 'a', share: raw.figure }] },
            nodeSaturation: [{ instance: '', loadPerCpu: raw.figure }],
            capacityHistory: { cpu: [], memory: [] },
            earlierRequests: keptRequests(Math.abs(raw.figure)),
          };
          for (const { message } of observe(check, data).observations) {
            expect(message).not.toMatch(/undefined|null|NaN|\[object/);
          }
        }),
        { numRuns: 150 },
      );
    },
  );
});
