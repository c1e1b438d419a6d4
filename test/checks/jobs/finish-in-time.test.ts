import { describe, expect, it } from 'vitest';
import { jobsFinishInTime } from '#lib/checks/jobs/finish-in-time.ts';
import type { Job } from '#lib/cluster/sources/jobs.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildEnded, buildJob, ofCronJob } from './build-job.ts';

function judge(job: Job, settings = {}) {
  return observe(jobsFinishInTime, { jobs: [job] }, { settings });
}

function started(minutes: number, tweak: object = {}): Job {
  return buildJob({ status: { startTime: minutesAgo(minutes) }, ...tweak });
}

describe('jobs/finish-in-time', () => {
  it('tells of a Job that goes on and on', () => {
    expect(judge(started(1740, { metadata: ofCronJob }))).toEqual({
      observations: [
        {
          subject: { kind: 'Job', namespace: 'shop', name: 'import' },
          owner: { kind: 'CronJob', namespace: 'shop', name: 'backup' },
          message: 'Job shop/import has been going on for 1 d 5 h, limit 12 h',
          since: minutesAgo(1740),
          evidence: { failedPods: 0 },
        },
      ],
      conclusion: 1,
    });
  });

  it('finds a Job that was never started', () => {
    const job = buildJob({ metadata: { creationTimestamp: minutesAgo(720) }, status: { startTime: null } });
    expect(judge(job).observations.map(({ message }) => message)).toEqual([
      'Job shop/import has been going on for 12 h, limit 12 h',
    ]);
  });

  it.each([
    ['within its time', started(719)],
    ['made long ago and started late', started(60, { metadata: { creationTimestamp: minutesAgo(5000) } })],
    ['that succeeded', buildEnded('Complete', 1740)],
    ['that failed', buildEnded('Failed', 1740)],
    ['that is suspended', started(1740, { spec: { suspend: true } })],
    ['being deleted', started(1740, { metadata: { deletionTimestamp: minutesAgo(1) } })],
  ])('is quiet for a Job %s', (_, job) => {
    expect(judge(job)).toEqual({ observations: [], conclusion: 1 });
  });

  it('obeys its setting', () => {
    expect(judge(started(60), { limitMinutes: 60 }).observations).toHaveLength(1);
  });
});
