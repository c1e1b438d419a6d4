import { globSync } from 'node:fs';
import type { CronJob as RawCronJob, Job as RawJob } from 'kubernetes-types/batch/v1.d.ts';
import type { Event as RawEvent, Node as RawNode, Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import { describe, expect, it } from 'vitest';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import type { Snapshot } from '#lib/cluster/embedded/snapshot.ts';
import { toWarningEvent } from '#lib/cluster/sources/events.ts';
import { toCronJob, toJob } from '#lib/cluster/sources/jobs.ts';
import { toNode } from '#lib/cluster/sources/nodes.ts';
import { toPod } from '#lib/cluster/sources/pods.ts';
import { observe } from '../../support/observe.ts';
import { asPods } from './build-pod.ts';
import { checks } from './cluster-health-checks.ts';

const folder = new URL('../', import.meta.url).pathname;
const fixtures = globSync('{nodes,pods,jobs}/*/fail.*.yaml', { cwd: folder }).toSorted();

function project({ objects }: Snapshot) {
  const ofKind = <Raw, T>(kind: string, project: (raw: Raw) => T) =>
    objects.filter((object) => object.kind === kind).map((object) => project(object as unknown as Raw));
  return {
    pods: asPods(...ofKind<RawPod, ReturnType<typeof toPod>>('Pod', toPod)),
    nodes: ofKind<RawNode, ReturnType<typeof toNode>>('Node', toNode),
    warningEvents: ofKind<RawEvent, ReturnType<typeof toWarningEvent>>('Event', toWarningEvent),
    jobs: ofKind<RawJob, ReturnType<typeof toJob>>('Job', toJob),
    cronJobs: ofKind<RawCronJob, ReturnType<typeof toCronJob>>('CronJob', toCronJob),
    serverVersion: { gitVersion: 'v1.35.2', major: 1, minor: 35 },
  };
}

describe('one fault is told by one check', () => {
  it.each(fixtures)('%s', async (fixture) => {
    const data = project(await loadSnapshot(folder + fixture));
    const telling = checks.filter((check) =>
      observe(check, data).observations.some(({ severity = check.severity }) => severity !== 'info'),
    );
    expect(telling.map(({ id }) => id)).toEqual([fixture.split('/').slice(0, 2).join('/')]);
  });
});
