import { CfnOutput, Stack } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { Alarms } from './alarms.ts';
import { createDashboard } from './dashboard.ts';
import { createDeadLetters } from './dead-letters.ts';
import type { DeployedCluster, Deployment } from './deployment.ts';
import { createFunctions, type Functions } from './functions.ts';
import { joinNetwork } from './network.ts';
import { publishRights, tableRights } from './rights.ts';
import { findOrCreateTable } from './runbook-table.ts';
import { Schedules, scheduleGroupsOf } from './schedules.ts';
import { timetableOf } from './timetable.ts';
import { createTopics } from './topics.ts';
import type { PlannedWindow } from './window-plan.ts';

/** The whole runbook, except what it may do inside the clusters: see `AccessStack`. */
export class RunbookStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, windows: readonly PlannedWindow[]) {
    const { stackName, clusters, region, reserveConcurrency } = deployment;
    const description = 'EKS runbook: looks at clusters on schedule, tells what changed, and watches itself.';
    super(scope, stackName, { description, ...(region && { env: { region } }) });
    // Nothing deployed reads it: it lets `cdk diff` show what changes in the configuration.
    const configurations = clusters.map(({ name, config }) => [name, config] as const);
    this.templateOptions.metadata = { Configuration: Object.fromEntries(configurations) };

    const table = findOrCreateTable(this, deployment.tableName);
    const { reports, alarms, key } = createTopics(this, deployment);
    const deadLetters = createDeadLetters(this);
    const files = Object.fromEntries(clusters.map(({ name, configPath }) => [`${name}.yaml`, configPath]));
    const functions = createFunctions(this, {
      stackName,
      windows,
      deadLetters,
      reserveConcurrency,
      files,
      network: deployment.network && joinNetwork(this, deployment.network),
      environment: environmentOf(clusters, Object.keys(files), {
        TABLE_NAME: table.tableName,
        TOPIC_ARN: reports.topicArn,
      }),
      rights: { keep: tableRights(table), tell: publishRights(reports, key) },
    });
    const timetable = timetableOf(windows, functions);
    if (timetable.length > 0) new Schedules(this, stackName, timetable, deadLetters);
    const daily = { group: scheduleGroupsOf(stackName).daily, hours: countDailyHours(windows) };
    const [sweep, acknowledge] = [functions.get('sweep'), functions.get('acknowledge')];
    new Alarms(this, { stackName, deadLetters, reports, daily, sweep, acknowledge }, alarms);
    createDashboard(this, { stackName, functions, deadLetters, reports });

    this.output('TableName', table.tableName, 'Where runs are kept.');
    this.output('ReportTopicArn', reports.topicArn, 'Where runs tell what they found.');
    this.output('AlarmTopicArn', alarms.topicArn, 'Where CloudWatch tells that the runbook itself fails.');
    this.output('DeadLetterQueueUrl', deadLetters.queueUrl, 'What could not be run.');
    this.openAcknowledge(functions);
  }

  private output(name: string, value: string, description: string): void {
    new CfnOutput(this, name, { value, description });
  }

  /** Anyone may call the address: the function itself asks for a signed link or a signed webhook. */
  private openAcknowledge(functions: Functions): void {
    const url = functions.get('acknowledge')?.addFunctionUrl({ authType: FunctionUrlAuthType.NONE });
    if (url) this.output('AcknowledgeUrl', url.url, 'Where acknowledgements are taken.');
  }
}

/** What lib/lambda/environment.ts reads. */
function environmentOf(clusters: readonly DeployedCluster[], files: readonly string[], parts: Record<string, string>) {
  const roles = clusters.flatMap(({ name, roleArn }) => (roleArn ? `${name}=${roleArn}` : []));
  return { ...parts, CONFIG: files.join(','), ...(roles.length > 0 && { CLUSTER_ROLES: roles.join(',') }) };
}

/** In how many hours of a day a daily window starts; of several clusters the one with the most, since hours can meet. */
function countDailyHours(windows: readonly PlannedWindow[]): number {
  const schedules = windows.flatMap((planned) => planned.schedules);
  const byCluster = Map.groupBy(schedules, ({ cluster }) => cluster).values();
  const counts = byCluster.map((own) => new Set(own.flatMap(({ dailyHours }) => [...dailyHours])).size);
  return Math.max(0, ...counts);
}
