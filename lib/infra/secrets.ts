import { ArnFormat, type Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type SecretPlace, type SecretReader, secretReferences } from '#lib/config/references.ts';
import { secretsManagerPath } from '#lib/notify/secrets.ts';
import type { DeployedCluster } from './deployment.ts';

/** Names that both the Parameter Store and Secrets Manager take; an ARN is none. */
const namePattern = /^[\w./-]+$/;

/** What is wrong with the secrets of a configuration that is to be deployed, a line for each. */
export function secretMistakes(places: readonly SecretPlace[]): string[] {
  return places.flatMap(({ key, reference }) => {
    const { kind, name } = split(reference);
    if (kind === 'env' || kind === 'file') {
      return `${key}: ${reference} is not there for the functions; put the secret into the Parameter Store and write ssm:NAME, or into Secrets Manager and write secretsmanager:NAME`;
    }
    return namePattern.test(name)
      ? []
      : `${key}: ${reference} has no name that can be granted; expected letters, digits and . _ - /, no ARN`;
  });
}

/**
 * lib/notify/secrets.ts: each secret that configurations have this function read, and no other. Secrets Manager ends the
 * ARN of a secret in six characters of its own. Where a key of the team's own encrypts them, it must be named: the keys
 * of both services need no right.
 */
export function secretRights(
  stack: Stack,
  clusters: readonly DeployedCluster[],
  reader: SecretReader,
  keyArns: readonly string[],
): PolicyStatement[] {
  const places = clusters.flatMap(({ config }) => secretReferences(config));
  const references = new Set(places.filter(({ readers }) => readers.includes(reader)).map((one) => one.reference));
  if (references.size === 0) return [];
  const secrets = [...references].map(split);
  const kept = secrets.filter(({ kind }) => kind === 'secretsmanager');
  return [
    new PolicyStatement({
      sid: 'ReadParameters',
      actions: ['ssm:GetParameter'],
      resources: secrets.map((secret) => parameterArn(stack, secret)),
    }),
    ...(kept.length > 0
      ? [
          new PolicyStatement({
            sid: 'ReadSecrets',
            actions: ['secretsmanager:GetSecretValue'],
            resources: kept.map(({ name }) => secretArn(stack, name)),
          }),
        ]
      : []),
    ...(keyArns.length > 0
      ? [new PolicyStatement({ sid: 'DecryptSecrets', actions: ['kms:Decrypt'], resources: [...keyArns] })]
      : []),
  ];
}

interface Reference {
  readonly kind: string;
  readonly name: string;
}

function split(reference: string): Reference {
  const colon = reference.indexOf(':');
  return { kind: reference.slice(0, colon), name: reference.slice(colon + 1) };
}

function parameterArn(stack: Stack, { kind, name }: Reference): string {
  const path = kind === 'ssm' ? name : `${secretsManagerPath}${name}`;
  return stack.formatArn({ service: 'ssm', resource: 'parameter', resourceName: path.replace(/^\//, '') });
}

function secretArn(stack: Stack, name: string): string {
  const resourceName = `${name}-??????`;
  return stack.formatArn({
    service: 'secretsmanager',
    resource: 'secret',
    resourceName,
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
  });
}
