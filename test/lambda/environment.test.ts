import { describe, expect, it } from 'vitest';
import { loadDeployedConfigs } from '#lib/lambda/deployed-configs.ts';
import { readEnvironment } from '#lib/lambda/environment.ts';
import { configWith } from '../support/config.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

const variables = {
  TABLE_NAME: 'runs',
  TOPIC_ARN: 'arn:aws:sns:eu-west-1:111122223333:reports',
  CONFIG: 'shop.yaml,staging.yaml',
  LAMBDA_TASK_ROOT: '/var/task',
};

describe('readEnvironment', () => {
  it('gives the table, the topic, the files beside the code and the roles by cluster', () => {
    const CLUSTER_ROLES = 'staging=arn:aws:iam::222222222222:role/looks';
    expect(readEnvironment({ ...variables, CLUSTER_ROLES })).toEqual({
      tableName: 'runs',
      topicArn: variables.TOPIC_ARN,
      configPaths: ['/var/task/shop.yaml', '/var/task/staging.yaml'],
      clusterRoles: new Map([['staging', 'arn:aws:iam::222222222222:role/looks']]),
    });
  });

  it('tells all that is wrong at once', () => {
    expect(() => readEnvironment({ TOPIC_ARN: 'reports', CONFIG: ',', CLUSTER_ROLES: 'staging' })).toThrow(
      'the function\'s environment is not right (TABLE_NAME: Invalid input: expected string, received undefined; TOPIC_ARN: expected the ARN of an SNS topic; CONFIG: expected at least one file; CLUSTER_ROLES: expected CLUSTER=ROLE-ARN, found "staging"); the stack sets it: deploy it again',
    );
  });
});

describe('loadDeployedConfigs', () => {
  it('takes a configuration as written or as validated, to the same end', async () => {
    const folder = makeScratchFolder();
    const json = folder.write('a.json', JSON.stringify(configWith({ cluster: { name: 'a' } })));
    const configs = await loadDeployedConfigs([json, 'runbook.yaml']);
    expect([...configs]).toEqual([
      ['a', configWith({ cluster: { name: 'a' } })],
      ['ecommerce-production', configWith()],
    ]);
  });

  it.each([
    ['namespaces: []', /broken\.yaml: .*namespaces: .*; deploy again with a configuration that is right$/],
    ['a: [', /broken\.yaml: is not YAML \(.*\); deploy again/],
  ])('refuses %j', async (text, message) => {
    const file = makeScratchFolder().write('broken.yaml', text);
    await expect(loadDeployedConfigs([file])).rejects.toThrow(message);
  });
});
