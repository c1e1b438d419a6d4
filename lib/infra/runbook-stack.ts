import { CfnOutput, Stack } from 'aws-cdk-lib';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import type { Construct } from 'constructs';
import { hasReader, topicPlaces } from '#lib/config/references.ts';
import { Alarms } from './alarms.ts';
import { createDashboard } from './dashboard.ts';
import { createDeadLetters } from './dead-letters.ts';
import type { DeployedCluster, Deployment } from './deployment.ts';
import { EmergencyStart } from './emergency-alarms.ts';
import { createFunctions, type Functions } from './functions.ts';
import { joinNetwork } from './network.ts';
import { askRights, examineRights, publishRights, tableRights } from './rights.ts';
import { findOrCreateTable } from './runbook-table.ts';
import { Schedules, scheduleGroupsOf } from './schedules.ts';
import { secretRights } from './secrets.ts';
import { timetableOf } from './timetable.ts';
import { createTopics } from './topics.ts';
import type { PlannedWindow } from './window-plan.ts';

/** The whole runbook, except what it may do inside the clusters: see `AccessStack`. */
export class RunbookStack extends Stack {
  constructor(scope: Construct, deployment: Deployment, windows: readonly PlannedWindow[]) {
    const { stackName, clusters, region, reserveConcurrency, otherKeyArns } = deployment;
    const description = 'EKS runbook: looks at clusters on schedule, tells what changed, and watches itself.';
    super(scope, stackName, { description, ...(region && { env: { region } }) });
    // Nothing deployed reads it: it lets `cdk diff` show what changes in the configuration.
    const configurations = clusters.map(({ name, config }) => [name, config] as const);
    this.templateOptions.metadata = { Configuration: Object.fromEntries(configurations) };

    const table = findOrCreateTable(this, deployment.tableName);
    const { reports, phones, alarms, key } = createTopics(this, deployment);
    const deadLetters = createDeadLetters(this);
    // With all defaults, so that no function needs the schema to read it.
    const files = Object.fromEntries(clusters.map(({ name, config }) => [`${name}.json`, JSON.stringify(config)]));
    const keyArns = key ? [key.keyArn] : [];
    const named = clusters.flatMap(({ config }) => topicPlaces(config).map(({ arn }) => arn));
    const topicArns = new Set([reports.topicArn, ...(phones ? [phones.topicArn] : []), ...named]);
    const functions = createFunctions(this, {
      stackName,
      windows,
      deadLetters,
      reserveConcurrency,
      files,
      network: deployment.network && joinNetwork(this, deployment.network),
      // What lib/lambda/environment.ts reads.
      environment: {
        TABLE_NAME: table.tableName,
        TOPIC_ARN: reports.topicArn,
        ...(phones && { PHONE_TOPIC_ARN: phones.topicArn }),
        CONFIG: Object.keys(files).join(','),
      },
      rights: {
        keep: tableRights(table),
        tell: [...publishRights([reports.topicArn], keyArns), ...secretRights(this, clusters, 'window', otherKeyArns)],
        own: {
          sweep: [
            ...publishRights([...topicArns], [...keyArns, ...otherKeyArns]),
            ...examineRights([...topicArns]),
            ...secretRights(this, clusters, 'sweep', otherKeyArns),
          ],
          acknowledge: [
            ...secretRights(this, clusters, 'acknowledge', otherKeyArns),
            ...(clusters.some(startsEmergency) ? askRights(this, [`${stackName}-emergency`]) : []),
          ],
        },
      },
    });
    const timetable = timetableOf(windows, functions);
    if (timetable.length > 0) new Schedules(this, stackName, timetable, deadLetters);
    const emergency = functions.get('emergency');
    if (emergency) new EmergencyStart(this, deployment.emergencyAlarms, emergency, deadLetters);
    const daily = { group: scheduleGroupsOf(stackName).daily, hours: countDailyHours(windows) };
    const isAcknowledgeUsed = clusters.some(({ config }) => hasReader(config, 'acknowledge'));
    const sweep = functions.get('sweep');
    const acknowledge = isAcknowledgeUsed ? functions.get('acknowledge') : undefined;
    new Alarms(this, { stackName, deadLetters, reports, phones, daily, sweep, acknowledge }, alarms);
    createDashboard(this, { stackName, functions, deadLetters, reports });

    this.output('TableName', table.tableName, 'Where runs are kept.');
    this.output('ReportTopicArn', reports.topicArn, 'Where runs tell what they found.');
    if (phones) this.output('PhoneTopicArn', phones.topicArn, 'Where pages go as text messages.');
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

/** Whether PagerDuty's incidents start its emergency window. */
function startsEmergency({ config: { escalation } }: DeployedCluster): boolean {
  return escalation.delivery.pagerdutyStartsEmergency;
}

/** In how many hours of a day a daily window starts; of several clusters the one with the most, since hours can meet. */
function countDailyHours(windows: readonly PlannedWindow[]): number {
  const schedules = windows.flatMap((planned) => planned.schedules);
  const byCluster = Map.groupBy(schedules, ({ cluster }) => cluster).values();
  const counts = byCluster.map((own) => new Set(own.flatMap(({ dailyHours }) => [...dailyHours])).size);
  return Math.max(0, ...counts);
}
