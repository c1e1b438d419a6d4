import { expect, it } from 'vitest';
import { judgeRecheck } from '#lib/incidents/judge-recheck.ts';
import type { CheckResult, ReadRecord } from '#lib/runs/run-document.ts';
import { checkOf, documentOf, findingOf } from '../store/support/documents.ts';
import { openIncident } from './support.ts';

const critical = findingOf('a', { severity: 'critical' });

/** What a second look with these results means for an incident of nodes/ready. */
const judge = (...checks: CheckResult[]) => judgeRecheck(documentOf(2, { checks }), openIncident());

it('is failing while any of its checks finds something of its severity', () => {
  const recheck = judge(checkOf('nodes/ready', [critical, findingOf('b')]), checkOf('pods/ready', [critical]));
  expect(recheck).toMatchObject({ result: 'failing', trouble: { checks: ['nodes/ready'], findingCount: 1 } });
});

it('is passing when all of its checks looked and found nothing of its severity', () => {
  expect(judge(checkOf('nodes/ready', [findingOf('b')]))).toEqual({ result: 'passing' });
});

it('is unknown when one of them could not look, and says why', () => {
  const blind = { status: 'unknown', reason: '403' } as const;
  expect(judge(checkOf('nodes/ready', [], blind))).toEqual({ result: 'unknown', reason: '403' });
  const { reason: _reason, ...mute } = checkOf('nodes/ready', [], blind);
  expect(judge(mute)).toEqual({ result: 'unknown', reason: 'nodes/ready could not look' });
});

it('of a cluster that did not answer is passing once any read is answered', () => {
  const unreachable = { ...openIncident(), checks: ['cluster/reachable'] };
  const read = (status: ReadRecord['status']): ReadRecord => {
    return { source: status, requests: 1, bytes: 0, items: 0, durationMs: 1, status };
  };
  const lookWith = (...reads: ReadRecord[]) => judgeRecheck({ ...documentOf(2), reads }, unreachable);
  expect(lookWith(read('failed'), read('denied'))).toEqual({ result: 'passing' });
  const { findings, findingCount, checks } = unreachable;
  expect(lookWith(read('failed'))).toEqual({ result: 'failing', trouble: { checks, findings, findingCount } });
});
