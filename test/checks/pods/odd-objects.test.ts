import fc from 'fast-check';
import type { CronJob as RawCronJob, Job as RawJob } from 'kubernetes-types/batch/v1.d.ts';
import type { Event as RawEvent, Node as RawNode, Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import { describe, expect, it } from 'vitest';
import { toWarningEvent } from '#lib/cluster/sources/events.ts';
import { toCronJob, toJob } from '#lib/cluster/sources/jobs.ts';
import { toNode } from '#lib/cluster/sources/nodes.ts';
import { toPod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asPods } from './build-pod.ts';
import { checks } from './cluster-health-checks.ts';

/** An object that may lack any of its fields, but for those that the API requires. */
function record(fields: Record<string, fc.Arbitrary<unknown>>, requiredKeys: string[] = []) {
  return fc.record(fields, { requiredKeys });
}

function some(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown[]> {
  return fc.array(value, { maxLength: 3 });
}

const at = fc.integer({ min: -10_000, max: 50_000 }).map(minutesAgo);
const name = fc.constantFrom('a', 'b', 'constructor', '');
const text = fc.constantFrom(
  '',
  'Unschedulable',
  'OOMKilled',
  'Error',
  'ImagePullBackOff',
  'CrashLoopBackOff',
  '{name}',
);
const status = fc.constantFrom('True', 'False', 'Unknown', 'Perhaps');
const type = fc.constantFrom(
  'Ready',
  'PodScheduled',
  'DiskPressure',
  'KernelReady',
  'x/gate',
  'Failed',
  'Complete',
  '__proto__',
);
const condition = record({ type, status, reason: text, message: text, lastTransitionTime: at }, ['type', 'status']);
const owner = fc.record({
  kind: fc.constantFrom('ReplicaSet', 'Job', 'CronJob', 'Dream'),
  name,
  uid: name,
  apiVersion: name,
  controller: fc.boolean(),
});
const metadata = record({
  name,
  namespace: name,
  creationTimestamp: at,
  deletionTimestamp: at,
  labels: record({ 'pod-template-hash': name, 'eks.amazonaws.com/nodegroup': name }),
  ownerReferences: some(owner),
  finalizers: some(name),
});
const terminated = record({ exitCode: fc.integer(), reason: text, message: text, startedAt: at, finishedAt: at }, [
  'exitCode',
]);
const state = fc.oneof(
  record({ waiting: record({ reason: text, message: text }) }),
  record({ running: record({ startedAt: at }) }),
  record({ terminated }),
);
const containerStatus = record({ name, ready: fc.boolean(), restartCount: fc.integer(), state, lastState: state }, [
  'name',
]);
const container = record(
  {
    name,
    image: text,
    restartPolicy: text,
    resources: record({ limits: record({ memory: text }) }),
  },
  ['name'],
);
const pod = record({
  metadata,
  spec: record({ nodeName: name, restartPolicy: text, containers: some(container), initContainers: some(container) }),
  status: record({
    phase: fc.constantFrom('Pending', 'Running', 'Failed', 'Succeeded', 'Dreaming'),
    reason: text,
    message: text,
    conditions: some(condition),
    containerStatuses: some(containerStatus),
    initContainerStatuses: some(containerStatus),
  }),
});
const taint = record({ key: fc.constantFrom('node.kubernetes.io/unschedulable', 'x'), effect: name, timeAdded: at }, [
  'key',
]);
const node = record({
  metadata,
  spec: record({ unschedulable: fc.boolean(), taints: some(taint), providerID: text }),
  status: record({
    conditions: some(condition),
    nodeInfo: record({ kubeletVersion: fc.constantFrom('v1.35.1', 'v2', '') }),
  }),
});
const event = record({
  metadata,
  reason: text,
  message: text,
  lastTimestamp: at,
  involvedObject: record({ kind: fc.constant('Pod'), name, namespace: name }),
});
const job = record({
  metadata,
  spec: record({ suspend: fc.boolean() }),
  status: record({ startTime: at, failed: fc.nat(), conditions: some(condition) }),
});
const cronJob = record({ metadata, status: record({ lastSuccessfulTime: at }) });

describe('whatever objects an API server holds', () => {
  it.each(checks.map((check) => [check.id, check] as const))('%s judges them without failing', (_, check) => {
    const cluster = fc.record({
      pods: some(pod),
      nodes: some(node),
      events: some(event),
      jobs: some(job),
      cronJobs: some(cronJob),
    });
    fc.assert(
      fc.property(cluster, (raw) => {
        const data = {
          pods: asPods(...raw.pods.map((item) => toPod(item as RawPod))),
          nodes: raw.nodes.map((item) => toNode(item as RawNode)),
          warningEvents: raw.events.map((item) => toWarningEvent(item as RawEvent)),
          jobs: raw.jobs.map((item) => toJob(item as RawJob)),
          cronJobs: raw.cronJobs.map((item) => toCronJob(item as RawCronJob)),
          serverVersion: { gitVersion: 'v1.35.2', major: 1, minor: 35 },
        };
        for (const observation of observe(check, data).observations) {
          expect(observation.message).not.toMatch(/undefined|null|NaN|\[object/);
        }
      }),
      { numRuns: 200 },
    );
  });
});
