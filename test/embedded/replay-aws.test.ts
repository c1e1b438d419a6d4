import { describe, expect, it } from 'vitest';
import { listAccessEntries } from '#lib/cluster/aws/access-operations.ts';
import { loadSnapshot } from '#lib/cluster/embedded/load-snapshot.ts';
import { replayAws } from '#lib/cluster/embedded/replay-aws.ts';
import type { AwsAnswer } from '#lib/cluster/embedded/snapshot.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { snapshotOf } from './support/serving.ts';

const answer = (more: Partial<AwsAnswer>): AwsAnswer => ({
  action: 'eks:ListAccessEntries',
  input: {},
  output: {},
  ...more,
});
const ask = async (awsAnswers: AwsAnswer[], input: object = {}) =>
  replayAws(snapshotOf({ awsAnswers }))?.call(listAccessEntries, { clusterName: 'test', ...input });

describe('recorded answers of AWS', () => {
  it('are given to the calls whose input they name, the first that matches', async () => {
    const answers = [
      answer({ input: { nextToken: 'more' }, output: { accessEntries: ['b'] } }),
      answer({ output: { accessEntries: ['a'], nextToken: 'more' } }),
    ];
    expect(await ask(answers)).toEqual({ accessEntries: ['a'], nextToken: 'more' });
    expect(await ask(answers, { nextToken: 'more' })).toEqual({ accessEntries: ['b'] });
  });

  it('may be errors', async () => {
    await expect(ask([answer({ error: 'ThrottlingException' })])).rejects.toMatchObject({
      failure: 'failed',
      cause: { name: 'ThrottlingException' },
    });
  });

  it('refuse what was not recorded, which must not look like an empty list', async () => {
    await expect(ask([answer({ action: 'eks:DescribeCluster' })])).rejects.toMatchObject({
      failure: 'denied',
      message:
        'AccessDeniedException, the snapshot has no answer to this call; give this identity eks:ListAccessEntries',
    });
  });

  it('are no AWS where there are none', () => {
    expect(replayAws(snapshotOf({}))).toBeUndefined();
  });

  it('are read from a snapshot, its own before those of its base', async () => {
    const folder = makeScratchFolder();
    const document = (name: string) => `apiVersion: eks-runbook/v1
kind: AwsAnswers
answers: [{ action: "eks:ListAccessEntries", output: { accessEntries: [${name}] } }]
`;
    const head = 'apiVersion: eks-runbook/v1\nkind: Snapshot\n';
    folder.write('base.yaml', `${head}takenAt: "2026-03-02T07:00:00Z"\n---\n${document('base')}`);
    const own = folder.write('own.yaml', `${head}base: base.yaml\n---\n${document('own')}`);
    const { awsAnswers, problems } = await loadSnapshot(own);
    expect(problems).toEqual([]);
    expect(awsAnswers.map(({ output }) => output)).toEqual([{ accessEntries: ['own'] }, { accessEntries: ['base'] }]);
  });
});
