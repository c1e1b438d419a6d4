import { describe, expect, it } from 'vitest';
import { renderSignOff } from '#lib/report/sign-off.ts';

const row = (capability: string, scope = 'cluster', name = 'ann') => ({
  subject: { kind: 'User', namespace: null, name },
  capability,
  scope,
  via: ['ClusterRoleBinding/b', 'ClusterRole/r'],
});
const escape = (text: string) => text.replaceAll('|', '\\|');

describe('the sign-off sheet', () => {
  it('has a row for each grantee and binding, and a place to decide and sign', () => {
    const rows = [row('read-secrets'), row('run-code'), row('tokens', 'shop', 'a|b')];
    expect(renderSignOff({ 'access/capabilities': rows }, escape)).toBe(
      [
        '### Sign-off: who can do what is dangerous',
        '',
        '| Who | Where | Can | Through | Keep or revoke |',
        '|---|---|---|---|---|',
        '| User ann | whole cluster | read-secrets, run-code | ClusterRoleBinding/b, ClusterRole/r |  |',
        '| User a\\|b | shop | tokens | ClusterRoleBinding/b, ClusterRole/r |  |',
        '',
        'Reviewed by: ____________________  ',
        'Date: ____________________  ',
        'Next review: ____________________',
      ].join('\n'),
    );
  });

  it('says first what has changed since the review before', () => {
    const rows = [row('read-secrets'), row('run-code')];
    const changes = {
      since: { run: 'r', at: '2026-02-24T08:00:00.000Z' },
      appeared: rows,
      gone: [row('tokens', 'shop', 'a|b'), row('tokens', 'web', 'bob')],
    };
    const sheet = renderSignOff({ 'access/capabilities': rows, 'access/changes': changes }, escape);
    expect(sheet.split('\n').slice(2, 7)).toEqual([
      'Since the review of 2026-02-24: 1 new, 2 gone.',
      '',
      '- New: User ann (whole cluster): read-secrets, run-code, through ClusterRoleBinding/b, ClusterRole/r',
      '- Gone: User a\\|b (shop): tokens, through ClusterRoleBinding/b, ClusterRole/r',
      '- Gone: User bob (web): tokens, through ClusterRoleBinding/b, ClusterRole/r',
    ]);
  });

  it.each([
    [{ since: { at: '2026-02-24T08:00:00.000Z' } }, 'Since the review of 2026-02-24: 0 new, 0 gone.'],
    [{ since: null }, 'There is no earlier review to compare this one with.'],
  ])('says that nothing has changed, or that nothing is known of before', (since, said) => {
    const changes = { ...since, appeared: [], gone: [] };
    const sheet = renderSignOff({ 'access/capabilities': [row('tokens')], 'access/changes': changes }, escape);
    expect(sheet.split('\n').slice(2, 5)).toEqual([said, '', '| Who | Where | Can | Through | Keep or revoke |']);
  });

  it('lists fifty changes of a kind at most', () => {
    const appeared = Array.from({ length: 60 }, (_, index) => row('tokens', 'cluster', `u${index}`));
    const changes = { since: { at: '2026-02-24T08:00:00.000Z' }, appeared, gone: [] };
    const sheet = renderSignOff({ 'access/capabilities': [], 'access/changes': changes }, escape);
    expect(sheet).toContain('60 new, 0 gone');
    expect(sheet).toContain('- New: 10 more, in access/changes of the JSON document');
  });

  it('is cut where there are very many', () => {
    const rows = Array.from({ length: 600 }, (_, index) => row('tokens', 'cluster', `u${index}`));
    expect(renderSignOff({ 'access/capabilities': rows }, escape)).toContain('And 100 more: see access/capabilities');
  });

  it('is not there for a run that measured no access', () => {
    expect(renderSignOff({}, escape)).toBe('');
  });
});
