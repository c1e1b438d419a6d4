import { describe, expect, it } from 'vitest';
import { templateOf } from '#lib/checks/logs/template.ts';

describe('the template of a line', () => {
  it.each([
    ['user 4711 not found after 3.5s', 'user <n> not found after <n>s'],
    ['session 0f4ce598 lost', 'session <id> lost'],
    ['order 123e4567-e89b-12d3-a456-426614174000 lost', 'order <id> lost'],
    ['dial tcp 10.0.1.7:5432: refused', 'dial tcp <address>: refused'],
    ['dial tcp [fe80::1:2:3]:80: refused', 'dial tcp [<address>]:<n>: refused'],
    ['at 2026-03-02T06:50:01.123Z and 2026-03-02 06:50:01,123', 'at <time> and <time>'],
    ['pointer 0xc0000a2000', 'pointer <id>'],
    ['pod cart-p4xnvjxkd8-tf95z gone', 'pod <id> gone'],
    ['a  b\t c', 'a b c'],
    ['facade decade added', 'facade decade added'],
  ])('%s', (line, template) => {
    expect(templateOf(line)).toBe(template);
  });

  it('is short, and quick for a long line', () => {
    expect(templateOf('x '.repeat(500_000)).length).toBeLessThanOrEqual(300);
  });
});
