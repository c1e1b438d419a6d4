import { createHash } from 'node:crypto';
import { ArnFormat, Aws, CustomResource, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnAccessEntry } from 'aws-cdk-lib/aws-eks';
import { PolicyDocument, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function, Runtime } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import type { RbacObject } from '#lib/cluster/rbac.ts';
import { bundleCode } from './function-code.ts';
import { acknowledgeNetworkRights, type FunctionNetwork } from './network.ts';
import { networkRights } from './rights.ts';

export interface AppliedRbacProps {
  readonly stackName: string;
  readonly cluster: string;
  /** The roles and bindings of the windows' groups in this cluster. */
  readonly objects: readonly RbacObject[];
  readonly network: FunctionNetwork | undefined;
}

/**
 * The RBAC manifest of a cluster as a part of the stack. Who gives rights away must have them: the function that does
 * it is the cluster's administrator, runs only when the stack changes, and takes nothing from outside but its order.
 */
export class AppliedRbac extends Construct {
  constructor(scope: Construct, { stackName, cluster, objects, network }: AppliedRbacProps) {
    super(scope, 'Rbac');
    const functionName = `${stackName}-apply-rbac-${cluster}`.slice(0, 64);
    const text = JSON.stringify(objects);
    const logGroup = new LogGroup(this, 'Log', {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: RetentionDays.THREE_MONTHS,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.createRole(functionName, cluster, logGroup, network);
    const lambda = new Function(this, 'Function', {
      functionName,
      description: `Applies the RBAC manifest of ${cluster} when the stack changes.`,
      code: bundleCode('apply-rbac', { 'rbac.json': text }),
      handler: 'index.handler',
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: 256,
      timeout: Duration.minutes(3),
      logGroup,
      role,
      ...network,
    });
    const applied = new CustomResource(this, 'Applied', {
      resourceType: 'Custom::EksRunbookRbac',
      serviceToken: lambda.functionArn,
      serviceTimeout: Duration.minutes(5),
      // CloudFormation asks again when its properties have changed
      properties: { Cluster: cluster, Digest: createHash('sha256').update(text).digest('hex') },
    });
    applied.node.addDependency(this.letIn(role, cluster));
  }

  private createRole(functionName: string, cluster: string, logGroup: LogGroup, network: FunctionNetwork | undefined) {
    const stack = Stack.of(this);
    const place = { service: 'lambda', resource: 'function', arnFormat: ArnFormat.COLON_RESOURCE_NAME };
    const statements = [
      new PolicyStatement({
        sid: 'FindCluster',
        actions: ['eks:DescribeCluster'],
        resources: [stack.formatArn({ service: 'eks', resource: 'cluster', resourceName: cluster })],
      }),
      new PolicyStatement({
        sid: 'WriteLog',
        actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
        resources: [logGroup.logGroupArn],
      }),
      ...(network ? networkRights(stack.formatArn({ ...place, resourceName: functionName })) : []),
    ];
    const role = new Role(this, 'Role', {
      description: `Gives the groups of the EKS runbook their rights in the cluster ${cluster}.`,
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      inlinePolicies: { code: new PolicyDocument({ statements }) },
    });
    if (network) acknowledgeNetworkRights(role);
    return role;
  }

  private letIn(role: Role, clusterName: string): CfnAccessEntry {
    const policyArn = `arn:${Aws.PARTITION}:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy`;
    return new CfnAccessEntry(this, 'Entry', {
      clusterName,
      principalArn: role.roleArn,
      type: 'STANDARD',
      accessPolicies: [{ policyArn, accessScope: { type: 'cluster' } }],
    });
  }
}
