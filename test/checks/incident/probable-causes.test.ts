import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { incidentProbableCauses } from '#lib/checks/incident/probable-causes.ts';
import { connectCluster } from '#lib/cluster/connection.ts';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import type { Denial } from '#lib/cluster/embedded/snapshot.ts';
import { emergency } from '#lib/runbook/emergency.ts';
import { look } from '#lib/runs/look.ts';
import { examineFixture } from '../../support/check-fixtures.ts';
import { configWith } from '../../support/config.ts';

const fixture = (name: string) => `${import.meta.dirname}/probable-causes/${name}.yaml`;
const shipped = (name: string) =>
  fileURLToPath(new URL(`../../../lib/cluster/embedded/snapshots/${name}`, import.meta.url));

async function examine(path: string) {
  const { findings, ...verdict } = await examineFixture(incidentProbableCauses, path);
  return { ...verdict, told: findings.map(({ severity, message }) => `${severity}: ${message}`), findings };
}

/** The emergency window on the shipped example, by a reader without these rights. */
async function lookAtExample(denied: readonly Denial[]) {
  const snapshot = { ...(await loadSnapshot(shipped('example'))), denied };
  const server = await serveSnapshot(snapshot);
  const connection = connectCluster({ url: server.url });
  try {
    return await look(emergency, [], { config: configWith(), now: snapshot.takenAt }, connection);
  } finally {
    connection.close();
    await server.close();
  }
}

describe('incident/probable-causes', () => {
  it('tells of a lost node what failed with it, and how to go on', async () => {
    const { told, findings } = await examine(fixture('fail.node-lost'));
    expect(told).toEqual([
      'critical: Probable cause 1 (certain), 30 min ago: Node ip-10-0-23-180.eu-west-1.compute.internal stopped answering: Kubelet stopped posting node status; since then ecommerce/redis failed',
    ]);
    expect(findings[0]).toMatchObject({
      since: '2026-03-02T06:30:00.000Z',
      evidence: {
        rule: 'node-lost',
        why: 'a node went out of service before its pods failed',
        effects: ['2026-03-02T06:30:05.000Z Pod ecommerce/redis-1 is not Ready'],
      },
    });
    expect(findings[0]?.remediation.map(({ command }) => command)).toEqual([
      'kubectl describe node ip-10-0-23-180.eu-west-1.compute.internal',
      'kubectl delete node ip-10-0-23-180.eu-west-1.compute.internal',
    ]);
  });

  it('tells of a rollout which images it changed, and how soon its pods failed', async () => {
    const { told, findings } = await examine(fixture('fail.rollout'));
    expect(told).toEqual([
      'critical: Probable cause 1 (likely), 10 min ago: Deployment ecommerce/payments was rolled out, revision 7, with payments:3.7.2 in place of payments:3.7.1; 2 min later payments-dp8m5thtnd-dqhbv was not Ready',
    ]);
    expect(findings[0]?.remediation[1]).toMatchObject({
      command: 'kubectl rollout undo deployment/payments -n ecommerce',
    });
  });

  it('tells of the rollout of a StatefulSet as of one of a Deployment', async () => {
    const { told, findings } = await examine(fixture('fail.statefulset-rollout'));
    expect(told).toEqual([
      'critical: Probable cause 1 (likely), 10 min ago: StatefulSet ecommerce/redis was rolled out, revision 2, with redis:8.0.0 in place of redis:7.4.1; 2 min later redis-1 was not Ready',
    ]);
    expect(findings[0]?.remediation[1]).toMatchObject({
      command: 'kubectl rollout undo statefulset/redis -n ecommerce',
      verify: 'kubectl rollout status statefulset/redis -n ecommerce --timeout=5m',
    });
  });

  it('finds on the shipped example what was broken there, the lost node first', async () => {
    const { findings, measurements } = await examine(shipped('example'));
    expect(
      findings.map(({ evidence, subject }) =>
        `${JSON.stringify(evidence['rule'])} ${subject.name}`.replaceAll('"', ''),
      ),
    ).toEqual([
      'node-lost ip-10-0-23-180.eu-west-1.compute.internal',
      'no-room search-indexer',
      'node-pressure ip-10-0-71-16.eu-west-1.compute.internal',
      'rollout payments',
      'memory cart',
      'node-broken ip-10-0-88-133.eu-west-1.compute.internal',
      'broke-first cert-manager-webhook',
      'broke-first checkout',
    ]);
    const rows = measurements['incident/timeline'] as readonly { at: string; sign: string; count: number }[];
    expect(rows.map(({ at }) => at)).toEqual(rows.map(({ at }) => at).toSorted());
    expect(new Set(rows.map(({ sign }) => sign))).toEqual(
      new Set([
        'node-lost',
        'node-pressure',
        'node-broken',
        'pod-lost',
        'pod-evicted',
        'pod-crashed',
        'pod-not-ready',
        'pod-out-of-memory',
        'pod-unscheduled',
        'image-failed',
        'rollout',
        'alert',
        'error-logged',
        'warning',
        'event',
      ]),
    );
    expect(rows.find(({ sign }) => sign === 'pod-crashed')?.count).toBe(47);
  });

  it('without its alerts it is unknown, says so, and tells the causes that it sees all the same', async () => {
    const { verdicts } = await lookAtExample([{ verb: 'get', group: '', resource: 'services/proxy' }]);
    const verdict = verdicts.find(({ check }) => check.id === 'incident/probable-causes');
    expect(verdict).toMatchObject({
      status: 'unknown',
      reason: expect.stringMatching(/^the timeline lacks what could not be read: rules and alerts of Prometheus: /),
    });
    expect(verdict?.findings).toHaveLength(8);
    expect(verdict?.measurements).toHaveProperty('incident/causes');
    expect(verdicts.filter(({ status }) => status === 'unknown')).toHaveLength(1);
  });
});
