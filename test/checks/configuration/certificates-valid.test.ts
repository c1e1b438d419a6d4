import { describe, expect, it } from 'vitest';
import { configurationCertificatesValid } from '#lib/checks/configuration/certificates-valid.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildSecret } from './build-configuration.ts';

const secret = buildSecret({ a: 'b' });
function judge(...ends: (string | null)[]) {
  const certificates = ends.map((expiresAt) => ({ key: 'tls.crt', subject: 'shop.example', expiresAt }));
  const found = secret.found && { ...secret.found, certificates };
  return observe(configurationCertificatesValid, { namedSecrets: [{ ...secret, found }] });
}
const inDays = (days: number) => minutesAgo(-days * 24 * 60);

describe('configuration/certificates-valid', () => {
  it.each([
    [31, undefined],
    [29, 'info'],
    [13, 'warning'],
    [6, 'critical'],
    [-1, 'critical'],
  ])('%d days before its end: %s', (days, severity) => {
    expect(judge(inDays(days)).observations.map((observation) => observation.severity)).toEqual(
      severity === undefined ? [] : [severity],
    );
  });

  it('tells of the first end of a chain', () => {
    expect(judge(inDays(200), inDays(13)).observations.map(({ message }) => message)).toEqual([
      `Secret shop/db, tls.crt: the certificate of shop.example ends in 13 d (${inDays(13)})`,
    ]);
  });

  it('tells of one that cannot be parsed, and does not apply without any', () => {
    expect(judge(null).observations).toMatchObject([
      { message: 'Secret shop/db, tls.crt: a certificate in it cannot be parsed' },
    ]);
    expect(judge().conclusion).toEqual({ notApplicable: 'no named Secret holds a certificate' });
  });
});
