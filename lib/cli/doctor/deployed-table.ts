import {
  DescribeContinuousBackupsCommand,
  DescribeTableCommand,
  DescribeTimeToLiveCommand,
  DynamoDBClient,
  type KeySchemaElement,
  type TableDescription,
} from '@aws-sdk/client-dynamodb';
import { tableDefinition } from '#lib/store/table-definition.ts';
import { askAws } from '../deployed/explain-aws.ts';
import type { RunbookStack } from '../deployed/stack.ts';
import type { NextStep, Sight } from './examination.ts';

/** Something about the table that is not as it was created. */
interface Fault {
  readonly says: string;
  readonly next: NextStep;
}

/** The table is there, as the store defines it, and what is kept in it is hard to lose. */
export async function lookAtTable(stack: RunbookStack): Promise<Sight> {
  const name = stack.output('TableName');
  const client = new DynamoDBClient(stack.client);
  const input = { TableName: name };
  const ask = <T>(action: string, answer: Promise<T>) => askAws(answer, `dynamodb:${action}`, stack.place);
  try {
    const [{ Table = {} }, { ContinuousBackupsDescription }, { TimeToLiveDescription }] = await Promise.all([
      ask('DescribeTable', client.send(new DescribeTableCommand(input))),
      ask('DescribeContinuousBackups', client.send(new DescribeContinuousBackupsCommand(input))),
      ask('DescribeTimeToLive', client.send(new DescribeTimeToLiveCommand(input))),
    ]);
    const recovery = ContinuousBackupsDescription?.PointInTimeRecoveryDescription?.PointInTimeRecoveryStatus;
    const { AttributeName, TimeToLiveStatus = 'DISABLED' } = TimeToLiveDescription ?? {};
    const expiry = TimeToLiveStatus.startsWith('ENABL') ? AttributeName : undefined;
    const options = `--table-name ${name} --region ${stack.place.region}`;
    return describe(name, [...faultsOfShape(Table, options), ...faultsOfCare(Table, { recovery, expiry }, options)]);
  } finally {
    client.destroy();
  }
}

function describe(name: string, faults: readonly Fault[]): Sight {
  const [first] = faults;
  if (!first) return { status: 'ok', seen: `${name} is active and as defined, can be recovered, and forgets in time` };
  return { status: 'not-ok', seen: `${name}: ${faults.map(({ says }) => says).join('; ')}`, next: first.next };
}

function* faultsOfShape(table: TableDescription, options: string): Generator<Fault> {
  const look = { text: 'See what it is.', command: `aws dynamodb describe-table ${options}` };
  if (table.TableStatus !== 'ACTIVE') yield { says: `it is ${table.TableStatus}`, next: look };
  const another = { text: 'Give the stack a table that is made as its template makes one (tableName in cdk.json).' };
  if (!hasKeys(table.KeySchema, tableDefinition)) yield { says: 'its keys are not those of the store', next: another };
  for (const index of tableDefinition.indexes) {
    const found = table.GlobalSecondaryIndexes?.find(({ IndexName }) => IndexName === index.name);
    if (!found) yield { says: `it has no index ${index.name}`, next: another };
    else if (!hasKeys(found.KeySchema, index) || found.Projection?.ProjectionType !== index.projection)
      yield { says: `its index ${index.name} is not that of the store`, next: another };
    else if (found.IndexStatus !== undefined && found.IndexStatus !== 'ACTIVE')
      yield { says: `its index ${index.name} is ${found.IndexStatus}`, next: look };
  }
}

function* faultsOfCare(
  { DeletionProtectionEnabled }: TableDescription,
  { recovery, expiry }: { readonly recovery: string | undefined; readonly expiry: string | undefined },
  options: string,
): Generator<Fault> {
  if (recovery !== 'ENABLED') {
    const specification = '--point-in-time-recovery-specification PointInTimeRecoveryEnabled=true';
    const command = `aws dynamodb update-continuous-backups ${options} ${specification}`;
    yield {
      says: 'point-in-time recovery is off',
      next: { text: 'Switch it on: history cannot be made anew.', command },
    };
  }
  if (expiry !== tableDefinition.timeToLiveField) {
    const specification = `--time-to-live-specification Enabled=true,AttributeName=${tableDefinition.timeToLiveField}`;
    const command = `aws dynamodb update-time-to-live ${options} ${specification}`;
    const says = `time to live is ${expiry === undefined ? 'off' : `by ${expiry}`}`;
    yield { says, next: { text: 'Switch it on, or old runs are kept, and paid for, for ever.', command } };
  }
  if (DeletionProtectionEnabled !== true) {
    const command = `aws dynamodb update-table ${options} --deletion-protection-enabled`;
    yield { says: 'deletion protection is off', next: { text: 'Switch it on.', command } };
  }
}

function hasKeys(schema: readonly KeySchemaElement[] = [], keys: { partitionKey: string; sortKey: string }): boolean {
  const nameOf = (type: string) => schema.find(({ KeyType }) => KeyType === type)?.AttributeName;
  return nameOf('HASH') === keys.partitionKey && nameOf('RANGE') === keys.sortKey;
}
