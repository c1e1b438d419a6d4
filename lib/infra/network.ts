import { Validations } from 'aws-cdk-lib';
import {
  type ISecurityGroup,
  type IVpc,
  Peer,
  Port,
  SecurityGroup,
  Subnet,
  type SubnetSelection,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { Deployment } from './deployment.ts';

/** Where functions are, as their props take it. */
export interface FunctionNetwork {
  readonly vpc: IVpc;
  readonly vpcSubnets: SubnetSelection;
  readonly securityGroups: ISecurityGroup[];
}

/**
 * The given VPC, for clusters whose endpoint is private. Without given security groups the functions get one of their
 * own that only lets HTTPS out; the cluster's security group must let it in.
 */
export function joinNetwork(scope: Construct, given: NonNullable<Deployment['network']>): FunctionNetwork {
  const parts = new Construct(scope, 'Network');
  const { vpcId, subnetIds, securityGroupIds } = given;
  // The zones are those of the subnets, which are named; CDK wants some all the same.
  const vpc = Vpc.fromVpcAttributes(parts, 'Vpc', { vpcId, availabilityZones: ['of the subnets'] });
  const subnets = subnetIds.map((id) => Subnet.fromSubnetId(parts, id, id));
  Validations.of(parts).acknowledge({
    id: 'Annotation::@aws-cdk/aws-ec2:noSubnetRouteTableId',
    reason: 'Functions join the subnets; their routes are not touched.',
  });
  const groups = securityGroupIds.map((id) => SecurityGroup.fromSecurityGroupId(parts, id, id, { mutable: false }));
  return { vpc, vpcSubnets: { subnets }, securityGroups: groups.length > 0 ? groups : [createGroup(parts, vpc)] };
}

function createGroup(scope: Construct, vpc: IVpc): SecurityGroup {
  const description = 'The functions of the runbook: HTTPS out, nothing in.';
  const group = new SecurityGroup(scope, 'FunctionGroup', { vpc, description, allowAllOutbound: false });
  group.addEgressRule(Peer.anyIpv4(), Port.HTTPS, 'The cluster and AWS');
  return group;
}

/** What `networkRights` in a role look like to the checker of the templates. */
export function acknowledgeNetworkRights(role: Construct): void {
  Validations.of(role).acknowledge({
    id: 'AwsSolutions-IAM5[Resource::*]',
    reason: 'Lambda makes network interfaces whose names are not known before; the code itself is denied them.',
  });
}
