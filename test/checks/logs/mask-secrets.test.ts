import { describe, expect, it } from 'vitest';
import { maskLines, maskSecrets } from '#lib/cluster/sources/mask-secrets.ts';
import { toLines } from '#lib/cluster/sources/pod-logs.ts';

// Put together here, so that nothing in the file looks like the real thing.
const jwt = ['eyJhbGciOiJub25l', 'eyJzdWIiOiJ4In0', 'c2lnbmF0dXJl'].join('.');
const privateKey = ['PRIVATE', 'KEY'].join(' ');
const accessKey = `AKIA${'EXAMPLE0'.repeat(2)}`;

describe('a line', () => {
  it.each([
    ['Authorization: Bearer abc.def-123', 'Authorization: Bearer ***'],
    ['curl -H "Basic dXNlcjpwYXNz"', 'curl -H "Basic ***"'],
    ['connect postgres://app:hunter2@db:5432/shop', 'connect postgres://***@db:5432/shop'],
    ['user jane.doe+x@mail.example.org logged in', 'user *** logged in'],
    ['card 4111 1111 1111 1111 refused', 'card *** refused'],
    [`key ${accessKey} used`, 'key *** used'],
    [`token ${jwt} expired`, 'token *** expired'],
    ['password=hunter2 user=app', 'password=*** user=app'],
    ['{"apiKey":"a\\"b","id":7}', '{"apiKey":***,"id":7}'],
    ['{"msg":"{\\"token\\":\\"abc\\"}"}', '{"msg":"{\\"token\\":***}"}'],
    ["db_password: 'two words' next", 'db_password: *** next'],
    ['aws_secret_access_key = abc/def+ghi', 'aws_secret_access_key = ***'],
  ])('loses what is secret: %s', (line, masked) => {
    expect(maskSecrets(line)).toBe(masked);
  });

  it.each([
    'order 4111111111111112 shipped',
    'GET /api/products/4711 200 11ms',
    'token bucket refilled',
    '2026-03-02T06:51:01.059Z INFO c.t.e.Access - retry 2 of 2',
  ])('keeps what is not: %s', (line) => {
    expect(maskSecrets(line)).toBe(line);
  });

  it('of a private key is gone, to its end', () => {
    const lines = ['a', `key: -----BEGIN ${privateKey}-----`, 'abc', `-----END ${privateKey}-----`, 'b'];
    expect(maskLines(lines)).toEqual(['a', 'key: ***', '***', '***', 'b']);
  });

  it('of a million characters is masked quickly, and cut', () => {
    const startedAt = performance.now();
    for (const part of ['a', 'password=', 'a@b', '1 ', '"', 'eyJ', 'http://']) {
      expect(
        toLines(`2026-03-02T06:51:01Z ${part.repeat(1_000_000 / part.length)}`)[0]?.text.length,
      ).toBeLessThanOrEqual(2000);
    }
    expect(performance.now() - startedAt).toBeLessThan(3000);
  });
});

describe('the lines of a log', () => {
  it('lose their instant, and are none where they are empty', () => {
    expect(toLines('2026-03-02T06:51:01.5Z a\n2026-03-02T06:51:02+01:00 \nb\n')).toEqual([
      { at: '2026-03-02T06:51:01.5Z', text: 'a' },
      { at: null, text: 'b' },
    ]);
  });
});
