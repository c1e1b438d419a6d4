import { describe, expect, it } from 'vitest';
import { configurationSecretsPresent } from '#lib/checks/configuration/secrets-present.ts';
import { configWith } from '../../support/config.ts';
import { observe } from '../../support/observe.ts';
import { buildSecret } from './build-configuration.ts';

const config = configWith({ configuration: { secrets: ['shop/db'], requiredKeys: { 'shop/db': ['user'] } } });
const judge = (values: Record<string, string> | null) =>
  observe(configurationSecretsPresent, { namedSecrets: [buildSecret(values)] }, { config });

describe('configuration/secrets-present', () => {
  it.each<[Record<string, string> | null, string]>([
    [null, 'is named in the configuration and is not in the cluster'],
    [{ password: 'a' }, 'lacks the key user'],
    [{ user: 'a', password: '' }, 'has nothing under the key password'],
  ])('tells of %j', (values, what) => {
    expect(judge(values).observations.map(({ message }) => message)).toEqual([`Secret shop/db ${what}`]);
  });

  it('is quiet for a complete one', () => {
    expect(judge({ user: 'a' })).toEqual({ observations: [], conclusion: 1 });
  });
});
