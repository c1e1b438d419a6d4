import {
  CloudFormationClient,
  DescribeStacksCommand,
  paginateListStackResources,
} from '@aws-sdk/client-cloudformation';
import { clientConfig } from '#lib/cluster/eks/sts.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import type { Table } from '#lib/store/table.ts';
import { type AwsPlace, describePlace, explainAwsError } from './explain-aws.ts';

/** The name that a stack has when nobody gave it another: `stackName` in `cdk.json`. */
const defaultStackName = 'eks-runbook';

/** A deployed runbook by its CloudFormation stack; what is not given comes from the SDK's own chain. */
export interface StackChoice {
  readonly stack?: string;
  readonly region?: string;
  readonly profile?: string;
}

/** What the stack says of itself that commands use. */
export type StackOutput = 'TableName' | 'ReportTopicArn' | 'AlarmTopicArn';

/** A runbook in AWS. */
export interface RunbookStack {
  readonly name: string;
  readonly place: AwsPlace;
  /** As CloudFormation says it: `UPDATE_COMPLETE`. */
  readonly status: string;
  /** What the clients of the services that it uses are made with. */
  readonly client: ReturnType<typeof clientConfig>;
  /** Throws `UsageError` where the stack does not have it. */
  output(name: StackOutput): string;
}

/** Finds the stack. Throws `UsageError` with what to mend: its name, the region, the credentials, the rights. */
export async function findStack({ stack: name = defaultStackName, ...asked }: StackChoice): Promise<RunbookStack> {
  const { profile, region: given } = asked;
  const own = { ...(profile && { profile }), ...(given && { region: given }) };
  const cloudFormation = new CloudFormationClient(clientConfig(own));
  const place = { ...own, region: await regionOf(cloudFormation, profile) };
  try {
    const { Stacks } = await cloudFormation.send(new DescribeStacksCommand({ StackName: name }));
    const { StackStatus: status = 'unknown', Outputs = [] } = Stacks?.[0] ?? {};
    const outputs = new Map(Outputs.map(({ OutputKey, OutputValue }) => [OutputKey, OutputValue]));
    const output = (key: StackOutput) => outputs.get(key) ?? refuse(key, name, status, place);
    return { name, place, status, client: clientConfig(place), output };
  } catch (error) {
    throw explainStackError(error, name, place);
  } finally {
    cloudFormation.destroy();
  }
}

/** The names of the stack's functions. Throws as `findStack`. */
export async function listFunctions({ name, place, client }: RunbookStack): Promise<string[]> {
  const cloudFormation = new CloudFormationClient(client);
  const functions: string[] = [];
  try {
    for await (const page of paginateListStackResources({ client: cloudFormation }, { StackName: name })) {
      const own = (page.StackResourceSummaries ?? []).filter((one) => one.ResourceType === 'AWS::Lambda::Function');
      functions.push(...own.flatMap(({ PhysicalResourceId }) => PhysicalResourceId ?? []));
    }
    return functions;
  } catch (error) {
    throw explainAwsError(error, 'cloudformation:ListStackResources', place);
  } finally {
    cloudFormation.destroy();
  }
}

/** The table of a deployed runbook; items expire by `clock`. Its methods reject with `StoreError`. */
export async function openStackTable(stack: RunbookStack, clock: () => Date): Promise<Table> {
  const { openDynamodbTable } = await import('#lib/store/dynamodb-table.ts');
  return openDynamodbTable(stack.output('TableName'), { client: stack.client, now: clock });
}

async function regionOf(client: CloudFormationClient, profile: string | undefined): Promise<string> {
  try {
    return await client.config.region();
  } catch {
    const why = profile === undefined ? '' : ` (there is no profile ${profile}, or it names none)`;
    throw new UsageError(`no AWS region${why}; name the one of the stack with --region, or set AWS_REGION`);
  }
}

function explainStackError(error: unknown, name: string, place: AwsPlace) {
  if (error instanceof Error && error.name === 'ValidationError' && /does not exist/.test(error.message)) {
    return new UsageError(
      `there is no stack ${name} in ${describePlace(place)}; name another with --stack, --region or --profile, or deploy it (docs/deploy.md)`,
    );
  }
  return explainAwsError(error, 'cloudformation:DescribeStacks', place);
}

function refuse(key: StackOutput, name: string, status: string, place: AwsPlace): never {
  throw new UsageError(
    `the stack ${name} in ${describePlace(place)} (${status}) has no output ${key}: it is not the runbook’s, or its deployment did not finish; look at it with aws cloudformation describe-stack-events --stack-name ${name}`,
  );
}
