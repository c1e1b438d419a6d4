import { describe, expect, it } from 'vitest';
import { incidentApplicationLogs } from '#lib/checks/incident/application-logs.ts';
import type { ContainerLog, PodLogs } from '#lib/cluster/sources/pod-logs.ts';
import { minutesAgo, observe } from '../../support/observe.ts';

const backend = { kind: 'Deployment', namespace: 'ecommerce', name: 'ecommerce-backend' };

function logOf(texts: readonly string[], differs: Partial<ContainerLog> = {}): ContainerLog {
  const lines = texts.map((text, index) => ({ at: minutesAgo(10 - index), text }));
  return {
    namespace: 'ecommerce',
    pod: 'backend-1',
    owner: backend,
    container: 'app',
    isPrevious: false,
    isApplication: true,
    lines,
    failure: '',
    ...differs,
  };
}

function judge(containers: readonly ContainerLog[], leftOut = 0) {
  const podLogs: PodLogs = { containers, leftOut };
  return observe(incidentApplicationLogs, { podLogs });
}

describe('incident/application-logs', () => {
  it('tells how many errors of how many kinds, the most frequent one, since when, and how to read on', () => {
    const log = logOf(['ERROR order 17 failed', 'INFO well', 'FATAL no disk', 'ERROR order 4711 failed']);
    expect(judge([log])).toEqual({
      conclusion: { examined: 1 },
      observations: [
        {
          subject: backend,
          message:
            'Deployment ecommerce/ecommerce-backend logged 3 errors of 2 kinds in its last 4 lines: ERROR order <n> failed',
          since: minutesAgo(10),
          evidence: {
            pod: 'backend-1',
            errors: [
              { text: 'ERROR order <n> failed', count: 2, pods: ['backend-1'] },
              { text: 'FATAL no disk', count: 1, pods: ['backend-1'] },
            ],
          },
        },
      ],
    });
  });

  it('counts what several pods of one workload say alike as one error', () => {
    const { observations } = judge([logOf(['ERROR no']), logOf(['ERROR no'], { pod: 'backend-2' })]);
    expect(observations.map(({ evidence }) => evidence)).toEqual([
      { pod: 'backend-1', errors: [{ text: 'ERROR no', count: 2, pods: ['backend-1', 'backend-2'] }] },
    ]);
  });

  it.each([
    ['errors of system pods', logOf(['ERROR no'], { isApplication: false })],
    ['warnings', logOf(['WARN no'])],
    ['a word that tells of no error', logOf(['sync finished errors=0'])],
  ])('is quiet for %s', (_case, log) => {
    expect(judge([log]).observations).toEqual([]);
  });

  it('is unknown when a log could not be read, and tells what the others say', () => {
    const { observations, conclusion } = judge([
      logOf(['ERROR no']),
      logOf([], { pod: 'backend-2', failure: 'no answer' }),
    ]);
    expect(observations).toHaveLength(1);
    expect(conclusion).toEqual({ unknown: 'could not read every log: backend-2/app: no answer' });
  });

  it('says how many logs were not read', () => {
    expect(judge([logOf([])], 3).conclusion).toEqual({ examined: 1, note: '3 more logs were not read' });
  });
});
