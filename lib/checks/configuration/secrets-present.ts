import { namedSecrets } from '#lib/cluster/sources/named-secrets.ts';
import { defineCheck } from '../check.ts';
import { noNamedSecrets } from './not-configured.ts';
import { judgeRequired } from './required-keys.ts';

/**
 * Every Secret that the configuration names is there, with the keys that it requires, and none of its values is empty.
 *
 * Reads: v1 Secret, each by its name: names of keys and sizes
 * Quiet for: keys besides the required ones
 */
export const configurationSecretsPresent = defineCheck({
  id: 'configuration/secrets-present',
  title: 'Every required Secret is there with its keys',
  severity: 'critical',
  remediation: [
    { text: 'Look which keys it has; values are not shown.', command: 'kubectl describe secret {name} -n {namespace}' },
    {
      text: 'Create it again from where its values are kept, or have the controller that makes it do so.',
      verify: 'kubectl describe secret {name} -n {namespace}',
    },
  ],
  reads: [namedSecrets],
  *run(data, { config }) {
    for (const secret of data.namedSecrets) {
      const observation = judgeRequired('Secret', secret, secret.found?.entries ?? null, config.configuration);
      if (observation) yield observation;
    }
    return data.namedSecrets.length > 0 ? data.namedSecrets.length : { notApplicable: noNamedSecrets };
  },
});
