import { describe, expect, it } from 'vitest';
import { configurationSecretsRotated } from '#lib/checks/configuration/secrets-rotated.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { buildSecret, writtenBy } from './build-configuration.ts';

const days = (count: number) => count * 24 * 60;
const judge = (metadata: object, type = 'Opaque') =>
  observe(configurationSecretsRotated, { namedSecrets: [buildSecret({ a: 'b' }, { metadata, type })] });

describe('configuration/secrets-rotated', () => {
  it('tells of one that has stood for more than 90 days', () => {
    expect(judge({ creationTimestamp: minutesAgo(days(91)) }).observations).toMatchObject([
      {
        message: 'Secret shop/db has not been changed for 91 days, 90 are allowed',
        since: minutesAgo(days(91)),
        evidence: { days: 91 },
      },
    ]);
  });

  it.each<[string, object, string?]>([
    ['of 90 days', { creationTimestamp: minutesAgo(days(90)) }],
    ['changed since', { creationTimestamp: minutesAgo(days(300)), ...writtenBy('vault', ['a'], days(3)) }],
    ['that is a certificate', { creationTimestamp: minutesAgo(days(300)) }, 'kubernetes.io/tls'],
    ['without a time', { creationTimestamp: null }],
  ])('is quiet for one %s', (_, metadata, type) => {
    expect(judge(metadata, type).observations).toEqual([]);
  });
});
