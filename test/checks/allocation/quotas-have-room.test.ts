import { describe, expect, it } from 'vitest';
import { allocationQuotasHaveRoom } from '#lib/checks/allocation/quotas-have-room.ts';
import { toQuota } from '#lib/cluster/sources/quotas.ts';
import { observe } from '../../support/observe.ts';

function look(hard: Record<string, string>, used?: Record<string, string>) {
  const quota = toQuota({
    metadata: { name: 'team', namespace: 'shop' },
    spec: { hard },
    ...(used && { status: { hard, used } }),
  });
  return observe(allocationQuotasHaveRoom, { quotas: [quota] });
}

describe('a quota', () => {
  it.each<[string, Record<string, string>, Record<string, string> | undefined, string[]]>([
    ['with room', { pods: '10' }, { pods: '8' }, []],
    ['at 90 %', { pods: '10' }, { pods: '9' }, ['Quota shop/team: 9 of 10 pods are taken (90 %)']],
    [
      'of CPU, in other units',
      { 'requests.cpu': '2' },
      { 'requests.cpu': '1999m' },
      ['Quota shop/team: 1999m of 2 requests.cpu are taken (99 %)'],
    ],
    [
      'of memory, spent',
      { 'limits.memory': '1Gi' },
      { 'limits.memory': '2048Mi' },
      ['Quota shop/team: 2Gi of 1Gi limits.memory are taken (200 %)'],
    ],
    ['of nothing, on purpose', { 'services.nodeports': '0' }, { 'services.nodeports': '0' }, []],
    ['not reckoned yet', { pods: '10' }, undefined, []],
  ])('%s', (_, hard, used, messages) => {
    const { observations, conclusion } = look(hard, used);
    expect(observations.map(({ message }) => message)).toEqual(messages);
    expect(conclusion).toBe(1);
  });

  it('is a finding for each resource', () => {
    expect(look({ pods: '1', secrets: '1' }, { pods: '1', secrets: '1' }).observations).toMatchObject([
      { subject: { kind: 'ResourceQuota', namespace: 'shop', name: 'team' }, discriminator: 'pods' },
      { discriminator: 'secrets', evidence: { resource: 'secrets', percent: 100, used: '1', hard: '1' } },
    ]);
  });
});
