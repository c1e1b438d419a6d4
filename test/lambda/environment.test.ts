import { describe, expect, it } from 'vitest';
import { loadDeployedConfigs } from '#lib/lambda/deployed-configs.ts';
import { readEnvironment } from '#lib/lambda/environment.ts';
import { configWith } from '../support/config.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

const topic = 'arn:aws:sns:eu-west-1:111122223333:reports';
const variables = {
  TABLE_NAME: 'runs',
  TOPIC_ARN: topic,
  CONFIG: 'shop.json,staging.json',
  LAMBDA_TASK_ROOT: '/var/task',
};

describe('readEnvironment', () => {
  it('gives the table, the topics and the files beside the code', () => {
    const said = {
      tableName: 'runs',
      topicArn: topic,
      phoneTopicArn: undefined,
      configPaths: ['/var/task/shop.json', '/var/task/staging.json'],
    };
    expect(readEnvironment(variables)).toEqual(said);
    expect(readEnvironment({ ...variables, PHONE_TOPIC_ARN: topic })).toEqual({ ...said, phoneTopicArn: topic });
  });

  it('tells all that is wrong at once', () => {
    expect(() => readEnvironment({ TOPIC_ARN: 'reports', CONFIG: ',', PHONE_TOPIC_ARN: 'phones' })).toThrow(
      'the function\'s environment is not right (TABLE_NAME: expected the name of a table, found ""; TOPIC_ARN: expected the ARN of an SNS topic, found "reports"; PHONE_TOPIC_ARN: expected the ARN of an SNS topic, or nothing, found "phones"; CONFIG: expected at least one file, found ","); the stack sets it: deploy it again',
    );
  });
});

describe('loadDeployedConfigs', () => {
  it('takes configurations as they were validated, by cluster', () => {
    const folder = makeScratchFolder();
    const [a, b] = [configWith({ cluster: { name: 'a' } }), configWith()];
    const paths = [folder.write('a.json', JSON.stringify(a)), folder.write('b.json', JSON.stringify(b))];
    expect([...loadDeployedConfigs(paths)]).toEqual([
      ['a', a],
      ['ecommerce-production', b],
    ]);
  });

  it.each([
    ['{', /broken\.json cannot be read \(.*JSON.*\); the stack writes it: deploy it again$/],
    [undefined, /broken\.json cannot be read \(ENOENT.*\); the stack writes it: deploy it again$/],
  ])('refuses %j', (text, message) => {
    const folder = makeScratchFolder();
    if (text !== undefined) folder.write('broken.json', text);
    expect(() => loadDeployedConfigs([`${folder.path}/broken.json`])).toThrow(message);
  });
});
