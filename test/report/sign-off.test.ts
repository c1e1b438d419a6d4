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

  it('is cut where there are very many', () => {
    const rows = Array.from({ length: 600 }, (_, index) => row('tokens', 'cluster', `u${index}`));
    expect(renderSignOff({ 'access/capabilities': rows }, escape)).toContain('And 100 more: see access/capabilities');
  });

  it('is not there for a run that measured no access', () => {
    expect(renderSignOff({}, escape)).toBe('');
  });
});
