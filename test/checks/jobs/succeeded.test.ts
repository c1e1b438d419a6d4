import { describe, expect, it } from 'vitest';
import { jobsSucceeded } from '#lib/checks/jobs/succeeded.ts';
import { type Job, toCronJob } from '#lib/cluster/sources/jobs.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildEnded, buildJob, ofCronJob } from './build-job.ts';

function judge(jobs: Job[], lastSuccessfulTime = minutesAgo(5000), settings = {}) {
  const cronJob = toCronJob({ metadata: { name: 'backup', namespace: 'shop' }, status: { lastSuccessfulTime } });
  return observe(jobsSucceeded, { jobs, cronJobs: [cronJob] }, { settings });
}

function run(type: string, minutes: number, metadata: object = {}): Job {
  return buildEnded(type, minutes, { name: `backup-${minutes}`, ...ofCronJob, ...metadata });
}

describe('jobs/succeeded', () => {
  it('tells of a failed Job why, and how many pods were tried', () => {
    const { observations, conclusion } = judge([buildEnded('Failed', 30)]);
    expect(conclusion).toBe(1);
    expect(observations).toEqual([
      {
        subject: { kind: 'Job', namespace: 'shop', name: 'import' },
        owner: { kind: 'Job', namespace: 'shop', name: 'import' },
        message: 'Job shop/import failed 30 min ago: Told, 4 failed pods',
        since: minutesAgo(30),
        evidence: { reason: 'Told', message: 'as told', failedPods: 4, failuresInARow: 1 },
      },
    ]);
  });

  it('tells of a CronJob how many runs in a row failed, in whatever order they are listed', () => {
    const runs = [run('Failed', 1470), run('Failed', 30), run('Complete', 4350), run('Failed', 2910)];
    const { observations, conclusion } = judge(runs);
    expect(conclusion).toBe(4);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Job', namespace: 'shop', name: 'backup-30' },
      owner: { kind: 'CronJob', namespace: 'shop', name: 'backup' },
      message:
        'Job shop/backup-30, the latest run of CronJob backup, failed 30 min ago: Told, 4 failed pods; 3 runs in a row failed',
      evidence: { failuresInARow: 3 },
    });
    expect(observations[0]?.remediation?.at(-1)?.command).toBe(
      'kubectl create job -n {namespace} --from={owner} {name}-again',
    );
  });

  it('counts all runs where none succeeded', () => {
    expect(judge([run('Failed', 30), run('Failed', 1470)]).observations[0]?.evidence?.failuresInARow).toBe(2);
  });

  it('keeps a CronJob’s failure a warning however old, and of another Job for a day', () => {
    expect(judge([run('Failed', 4000)]).observations.map(({ severity }) => severity)).toEqual([undefined]);
    expect(judge([buildEnded('Failed', 1439)]).observations.map(({ severity }) => severity)).toEqual([undefined]);
    expect(judge([buildEnded('Failed', 1440)]).observations.map(({ severity }) => severity)).toEqual(['info']);
  });

  it('still tells of a failure while the next run goes on', () => {
    const next = buildJob({ metadata: { name: 'backup-now', ...ofCronJob } });
    expect(judge([run('Failed', 90), next]).observations.map(({ subject }) => subject.name)).toEqual(['backup-90']);
  });

  it('tells CronJobs of one name in two namespaces apart', () => {
    const runs = [run('Failed', 90), run('Complete', 30, { namespace: 'other' })];
    expect(judge(runs).observations.map(({ subject }) => subject.namespace)).toEqual(['shop']);
  });

  it.each([
    ['a later run that succeeded', [run('Failed', 1470), run('Complete', 30)]],
    [
      'a later run made by hand, as older kubectl makes it',
      [
        run('Failed', 1470),
        run('Complete', 30, { ownerReferences: [{ ...ofCronJob.ownerReferences[0], controller: null }] }),
      ],
    ],
    ['a Job that succeeded at the fifth try', [buildEnded('Complete', 30)]],
    ['a Job that goes on after failures', [buildJob({ status: { failed: 3 } })]],
    ['a Job about to fail', [buildJob({ status: { conditions: [{ type: 'FailureTarget', status: 'True' }] } })]],
    ['a failed Job that is being deleted', [buildEnded('Failed', 30, { deletionTimestamp: minutesAgo(1) })]],
  ])('is quiet for %s', (_, jobs) => {
    expect(judge(jobs)).toEqual({ observations: [], conclusion: jobs.length });
  });

  it('believes a CronJob that had a success since, though its history holds none', () => {
    expect(judge([run('Failed', 30)], minutesAgo(10)).observations).toEqual([]);
    expect(judge([run('Failed', 30)], minutesAgo(40)).observations).toHaveLength(1);
  });
});
