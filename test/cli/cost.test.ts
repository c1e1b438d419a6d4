import { describe, expect, it } from 'vitest';
import { runCommand } from '#lib/cli/command.ts';
import { costText } from '#lib/cli/cost/describe.ts';
import { estimateCost, totalOf } from '#lib/cli/cost/estimate.ts';
import { firingsPerMonth } from '#lib/cli/cost/firings.ts';
import { type Prices, pricesByRegion } from '#lib/cli/cost/prices.ts';
import { cost } from '#lib/cli/cost.ts';
import { makeScratchFolder } from '../support/scratch-folder.ts';

const prices = pricesByRegion['us-east-1'] as Prices;

describe('how often a schedule fires in a month', () => {
  it.each([
    ['rate(1 minute)', 43_830],
    ['rate(2 hours)', 365.25],
    ['cron(0 8 * * ? *)', 30.4375],
    ['cron(0,30 8 ? * MON,TUE *)', (30.4375 * 4) / 7],
    ['cron(0 10 1 1,4,7,10 ? *)', 4 / 12],
  ])('%s', (expression, expected) => {
    expect(firingsPerMonth(expression)).toBeCloseTo(expected, 6);
  });
});

const looking = { Type: 'AWS::Lambda::Function', Properties: { MemorySize: 512 } };
const daily = {
  Type: 'AWS::Scheduler::Schedule',
  Properties: { ScheduleExpression: 'cron(0 8 * * ? *)', Target: { Arn: { 'Fn::GetAtt': ['Looking', 'Arn'] } } },
};

describe('the estimate', () => {
  it('prices runs by memory and how often they are', () => {
    const lines = estimateCost({ Looking: looking, Daily: daily }, prices);
    const lambda = lines.find(({ part }) => part === 'Lambda');
    // 30.4375 runs of 30 s with half a gigabyte.
    expect(lambda?.quantity).toBe('30 runs, 457 GB-s');
    expect(lambda?.dollars).toBeCloseTo(30.4375 * (15 * 0.0000133334 + 0.2e-6), 9);
  });

  it('prices a sweep by its clusters', () => {
    const Target = { Arn: { 'Fn::GetAtt': ['Sweeping', 'Arn'] } };
    const minutely = { Type: 'AWS::Scheduler::Schedule', Properties: { ScheduleExpression: 'rate(1 minute)', Target } };
    const readsOf = (CONFIG: string) => {
      const Properties = { MemorySize: 256, Environment: { Variables: { CONFIG } } };
      const lines = estimateCost(
        { Sweeping: { Type: 'AWS::Lambda::Function', Properties }, Minutely: minutely },
        prices,
      );
      return lines.find(({ part }) => part === 'DynamoDB requests')?.quantity;
    };
    expect(readsOf('a.json')).toBe('525,960 reads, 87,660 writes');
    expect(readsOf('a.json,b.json')).toBe('1,051,920 reads, 175,320 writes');
  });

  it('prices what stands, an alarm by its metrics, dearest first', () => {
    const expression = { Id: 'sum', Expression: 'a+b' };
    const metric = { Id: 'a', MetricStat: {} };
    const lines = estimateCost(
      {
        Key: { Type: 'AWS::KMS::Key', Properties: {} },
        Plain: { Type: 'AWS::CloudWatch::Alarm', Properties: {} },
        Sum: { Type: 'AWS::CloudWatch::Alarm', Properties: { Metrics: [expression, metric, metric] } },
        Shown: { Type: 'AWS::CloudWatch::Dashboard', Properties: {} },
      },
      prices,
    );
    expect(lines.map(({ part, quantity, dollars }) => [part, quantity, Number(dollars.toFixed(4))])).toEqual([
      ['CloudWatch dashboard', '1', 3],
      ['KMS key', '1', 1],
      ['CloudWatch alarms', '2 on 3 metrics', 0.3],
    ]);
    expect(totalOf(lines)).toBeCloseTo(4.3, 9);
    expect(costText(lines, 'us-east-1')).toContain('The dearest part is the CloudWatch dashboard: 70 % of it.');
  });
});

describe('runbook cost', () => {
  const run = async (cwd: string, ...args: string[]) => {
    let stdout = '';
    const stream = { write: (text: string) => (stdout += text) };
    const io = { stdout: stream, stderr: stream, env: {}, cwd, clock: () => new Date() };
    return { exitCode: await runCommand(cost, args, io), stdout };
  };

  it('adds up the templates of the folder', async () => {
    const folder = makeScratchFolder();
    folder.write('a.template.json', JSON.stringify({ Resources: { Looking: looking, Daily: daily } }));
    folder.write('b.template.json', JSON.stringify({ Resources: { Key: { Type: 'AWS::KMS::Key' } } }));
    const { exitCode, stdout } = await run(folder.path, '--templates', '.');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^Dollars a month:\n\nKMS key +1 +\$1\.00\n/);
    expect(stdout).toMatch(/\nTotal +\$1\.05\n/);
  });

  it.each([
    [
      'no templates',
      [],
      /no template in .*cdk\.out; write them with npm run synth, or name their folder with --templates/,
    ],
    ['a region without prices', ['--region', 'mars-1'], 'no prices of mars-1; there are those of us-east-1, eu-west-1'],
  ])('refuses %s', async (_name, args, message) => {
    await expect(run(makeScratchFolder().path, ...args)).rejects.toThrow(message);
  });

  it('refuses a file that is no template', async () => {
    const folder = makeScratchFolder();
    folder.write('a.template.json', '[');
    await expect(run(folder.path, '--templates', '.')).rejects.toThrow(
      /a\.template\.json is not a CloudFormation template/,
    );
  });
});
