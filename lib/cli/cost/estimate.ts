import { firingsPerMonth } from './firings.ts';
import type { Prices } from './prices.ts';
import type { Resource } from './template.ts';

/** What one run of a function is taken to use; stated with the estimate, since no template says it. */
export interface RunUse {
  readonly seconds: number;
  readonly readUnits: number;
  readonly writeUnits: number;
  readonly messages: number;
  readonly logBytes: number;
  readonly metrics: number;
}

/** A window: some fifty kilobytes of findings, each written in a transaction (twice the units), half of them indexed. */
export const windowUse: RunUse = {
  seconds: 30,
  readUnits: 100,
  writeUnits: 150,
  messages: 1,
  logBytes: 50_000,
  metrics: 3,
};
/** A sweep of one cluster at rest: nine reads, of which one lists the last runs, and the heartbeat, written in a transaction. */
export const sweepUse: RunUse = { seconds: 0.2, readUnits: 12, writeUnits: 2, messages: 0, logBytes: 600, metrics: 0 };

/** What is kept: runs of thirteen months, and messages in flight. */
const keptGb = 0.1;
const hoursPerMonth = 730;

export interface CostLine {
  readonly part: string;
  readonly quantity: string;
  readonly dollars: number;
}

type Resources = Readonly<Record<string, Resource>>;

/** What a month costs at list prices, dearest part first: from the templates' resources and how often schedules fire. */
export function estimateCost(resources: Resources, prices: Prices): CostLine[] {
  const lines = [...runCosts(resources, prices), ...standingCosts(resources, prices)];
  return lines.filter(({ dollars }) => dollars > 0).toSorted((a, b) => b.dollars - a.dollars);
}

/** The sum of the lines, in dollars a month. */
export function totalOf(lines: readonly CostLine[]): number {
  return lines.reduce((sum, { dollars }) => sum + dollars, 0);
}

function standingCosts(resources: Resources, prices: Prices): CostLine[] {
  const count = (type: string) => Object.values(resources).filter(({ Type }) => Type === type).length;
  const times = (part: string, type: string, price: number) => {
    return { part, quantity: String(count(type)), dollars: count(type) * price };
  };
  return [
    times('CloudWatch dashboard', 'AWS::CloudWatch::Dashboard', prices.dashboardMonth),
    times('KMS key', 'AWS::KMS::Key', prices.kmsKeyMonth),
    alarmCost(resources, prices),
    {
      part: 'DynamoDB storage and recovery',
      quantity: `${keptGb} GB`,
      dollars: count('AWS::DynamoDB::GlobalTable') * keptGb * (prices.tableGbMonth + prices.recoveryGbMonth),
    },
  ];
}

/** An alarm on an expression pays for each metric in it. */
function alarmCost(resources: Resources, prices: Prices): CostLine {
  const alarms = Object.values(resources).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm');
  const metrics = alarms.reduce((sum, { Properties }) => sum + countMetrics(Properties['Metrics']), 0);
  const quantity = `${alarms.length} on ${metrics} metrics`;
  return { part: 'CloudWatch alarms', quantity, dollars: metrics * prices.alarmMetricMonth };
}

function countMetrics(metrics: unknown): number {
  if (!Array.isArray(metrics)) return 1;
  return metrics.filter((metric: Readonly<Record<string, unknown>>) => 'MetricStat' in metric).length;
}

/** One schedule: how often it fires, and what it starts. */
interface Firing {
  readonly perMonth: number;
  readonly use: RunUse;
  readonly memoryGb: number;
}

function firingsOf(resources: Resources): Firing[] {
  return Object.values(resources).flatMap(({ Type, Properties }) => {
    if (Type !== 'AWS::Scheduler::Schedule') return [];
    const target = Properties['Target'] as { Arn?: { 'Fn::GetAtt'?: readonly [string, string] } };
    const started = resources[target.Arn?.['Fn::GetAtt']?.[0] ?? '']?.Properties ?? {};
    const expression = String(Properties['ScheduleExpression']);
    return {
      perMonth: firingsPerMonth(expression),
      // Windows have a time of day; the sweep is the one that runs at a rate.
      use: expression.startsWith('rate') ? sweepOf(countClusters(started)) : windowUse,
      memoryGb: Number(started['MemorySize'] ?? 128) / 1024,
    };
  });
}

/** A sweep goes through its clusters one after the other; each has a file of configuration. */
function countClusters(started: Resource['Properties']): number {
  const { Variables } = (started['Environment'] ?? {}) as { Variables?: { CONFIG?: string } };
  return Variables?.CONFIG?.split(',').length ?? 1;
}

/** What a sweep of so many clusters uses. */
function sweepOf(clusters: number): RunUse {
  const { seconds, readUnits, writeUnits, logBytes, ...rest } = sweepUse;
  return {
    ...rest,
    seconds: seconds * clusters,
    readUnits: readUnits * clusters,
    writeUnits: writeUnits * clusters,
    logBytes: logBytes * clusters,
  };
}

function runCosts(resources: Resources, prices: Prices): CostLine[] {
  const firings = firingsOf(resources);
  const sum = (of: (firing: Firing) => number) => {
    return firings.reduce((total, firing) => total + firing.perMonth * of(firing), 0);
  };
  const runs = sum(() => 1);
  const gbSeconds = sum(({ use, memoryGb }) => use.seconds * memoryGb);
  const messages = sum(({ use }) => use.messages);
  const logGb = sum(({ use }) => use.logBytes) / 1e9;
  // A metric is paid for by the hour in which it is sent.
  const metricHours = sum(({ use }) => use.metrics);
  const units = { read: sum(({ use }) => use.readUnits), write: sum(({ use }) => use.writeUnits) };
  return [
    {
      part: 'Lambda',
      quantity: `${round(runs)} runs, ${round(gbSeconds)} GB-s`,
      dollars: gbSeconds * prices.lambdaGbSecond + runs * prices.lambdaRequest,
    },
    { part: 'EventBridge Scheduler', quantity: `${round(runs)} runs`, dollars: runs * prices.schedulerInvocation },
    {
      part: 'DynamoDB requests',
      quantity: `${round(units.read)} reads, ${round(units.write)} writes`,
      dollars: units.read * prices.readUnit + units.write * prices.writeUnit,
    },
    {
      part: 'SNS messages',
      quantity: `${round(messages)} e-mails`,
      dollars: messages * (prices.snsPublish + prices.emailDelivery + prices.kmsRequest),
    },
    {
      part: 'CloudWatch metrics',
      quantity: `${round(metricHours)} metric-hours`,
      dollars: (metricHours / hoursPerMonth) * prices.customMetricMonth,
    },
    {
      part: 'CloudWatch logs',
      quantity: `${logGb.toFixed(2)} GB`,
      dollars: logGb * (prices.logIngestGb + 3 * prices.logGbMonth),
    },
  ];
}

function round(number: number): string {
  return Math.round(number).toLocaleString('en-US');
}
