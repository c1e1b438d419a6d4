import { ArnFormat, Duration, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, type PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, type CfnFunction, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { bundleCode } from './function-code.ts';
import { acknowledgeNetworkRights, type FunctionNetwork } from './network.ts';
import { networkRights, serviceRights } from './rights.ts';
import type { FunctionSize } from './window-size.ts';

/** What all functions of a deployment have in common. */
export interface SharedParts {
  /** The start of the functions' and their roles' names. */
  readonly stackName: string;
  readonly deadLetters: IQueue;
  readonly network: FunctionNetwork | undefined;
  readonly environment: Readonly<Record<string, string>>;
  /** Files that are bundled beside the code: text by name in the bundle. */
  readonly files: Readonly<Record<string, string>>;
}

export interface RunbookFunctionProps extends SharedParts {
  /** The file in functions/, without its ending; also the end of the function's name. */
  readonly name: string;
  readonly description: string;
  readonly size: FunctionSize;
  /** What its code does in AWS; what Lambda itself needs is added. */
  readonly rights: readonly PolicyStatement[];
  /** What its sources read of AWS, besides the cluster. */
  readonly sourceRights?: readonly PolicyStatement[];
  /** So many of its runs may meet, and so much of the account's concurrency is kept for them; default: any number. */
  readonly maxConcurrency?: number;
}

/** The role's name: fixed, so that an access entry in another region can name it. */
export function roleNameOf(stackName: string, name: string): string {
  return `${stackName}-${name}`;
}

/** One Lambda of the runbook: its code, a role with exactly its rights, and a log that ends. */
export class RunbookFunction extends Construct {
  readonly lambda: Function;

  constructor(scope: Construct, props: RunbookFunctionProps) {
    super(scope, props.name);
    const functionName = `${props.stackName}-${props.name}`;
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { network, deadLetters, size } = props;
    this.lambda = new Function(this, 'Function', {
      functionName,
      description: props.description,
      code: bundleCode(props.name, props.files),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: size.memoryMb,
      timeout: size.timeout,
      environment: { ...props.environment, NODE_OPTIONS: '--enable-source-maps' },
      logGroup,
      role: this.createRole(props, functionName, serviceRights(logGroup, deadLetters)),
      // A queue as CDK's destination would be granted more than the sending.
      onFailure: { bind: () => ({ destination: deadLetters.queueArn }) },
      // A run is claimed before it starts, so that another try of the same event does no harm.
      retryAttempts: 2,
      maxEventAge: Duration.hours(1),
      ...(props.maxConcurrency !== undefined && { reservedConcurrentExecutions: props.maxConcurrency }),
      ...network,
    });
    // Its policies are part of the role, which the function refers to: there is nothing else to wait for.
    (this.lambda.node.defaultChild as CfnFunction).addDeletionOverride('DependsOn');
  }

  private createRole(props: RunbookFunctionProps, functionName: string, service: readonly PolicyStatement[]): Role {
    const functionArn = Stack.of(this).formatArn({
      service: 'lambda',
      resource: 'function',
      resourceName: functionName,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const role = new Role(this, 'Role', {
      roleName: roleNameOf(props.stackName, props.name),
      description: `What the function ${functionName} may do in AWS.`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: {
        code: new PolicyDocument({ statements: [...props.rights, ...(props.sourceRights ?? [])] }),
        service: new PolicyDocument({
          statements: [...service, ...(props.network ? networkRights(functionArn) : [])],
        }),
      },
    });
    for (const resource of props.sourceRights?.flatMap(({ resources }) => resources) ?? []) {
      if (!resource.includes('*')) continue;
      Validations.of(role).acknowledge({
        id: `AwsSolutions-IAM5[Resource::${flat(this, resource)}]`,
        reason: 'Reads only; IAM lets nothing be named here, or the names are not known before they are there.',
      });
    }
    if (props.network) acknowledgeNetworkRights(role);
    return role;
  }
}

/** An ARN as cdk-nag writes one: `<AWS::AccountId>` for what only CloudFormation knows. */
function flat(scope: Construct, arn: string): string {
  const resolved: unknown = Stack.of(scope).resolve(arn);
  if (typeof resolved === 'string') return resolved;
  const { 'Fn::Join': parts } = resolved as { 'Fn::Join': readonly [string, readonly (string | { Ref: string })[]] };
  return parts[1].map((part) => (typeof part === 'string' ? part : `<${part.Ref}>`)).join(parts[0]);
}
