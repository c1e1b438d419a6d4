import { execFile } from 'node:child_process';
import { Stack } from 'aws-cdk-lib';
import { Queue } from 'aws-cdk-lib/aws-sqs';
import { describe, expect, it } from 'vitest';
import { makeScratchFolder } from '../support/scratch-folder.ts';
import { build, synthesize, synthesizeRunbook } from './synthesize.ts';

/** A resource, as far as its tags go; those of a table stand with its replica. */
interface Made {
  readonly Type: string;
  readonly Properties: { readonly Tags?: Tags; readonly Replicas?: readonly { readonly Tags: Tags }[] };
}
type Tags = readonly { readonly Key: string; readonly Value: string }[];

const network = { vpcId: 'vpc-0123456789abcdef0', subnetIds: ['subnet-0123456789abcdef1'] };

describe('the app', () => {
  it('passes CloudFormation’s schemas and the rules of AwsSolutions, in a network too', () => {
    expect(() => synthesize({ deployment: { network }, isValidated: true })).not.toThrow();
  });

  it('does not pass with a resource that breaks a rule of AwsSolutions', () => {
    const app = build(makeScratchFolder().path);
    const stack = app.node.findChild('eks-runbook');
    expect(new Queue(stack, 'Open').node.path).toBe('eks-runbook/Open');
    expect(() => app.synth()).toThrow(/AwsSolutions-SQS/);
  });

  it('tags everything that can be tagged', () => {
    const { templates } = synthesize({ deployment: { network, tags: { Team: 'platform' } } });
    const resources = Object.values(templates).flatMap((template) => Object.values<Made>(template.toJSON().Resources));
    const untagged = resources.filter(({ Properties: { Tags = [], Replicas } }) => {
      const tags = Replicas?.[0]?.Tags ?? Tags;
      const has = (Key: string, Value: string) => tags.some((tag) => tag.Key === Key && tag.Value === Value);
      return !has('Application', 'eks-runbook') || !has('Team', 'platform');
    });
    const untaggable = new Set([
      'AWS::CloudWatch::Dashboard',
      'AWS::Lambda::EventInvokeConfig',
      'AWS::Lambda::Permission',
      'AWS::Lambda::Url',
      'AWS::SNS::Subscription',
      'AWS::SNS::TopicPolicy',
      'AWS::SQS::QueuePolicy',
      'AWS::Scheduler::Schedule',
    ]);
    expect(resources.length).toBeGreaterThan(untagged.length);
    expect(untagged.map(({ Type }) => Type).filter((type) => !untaggable.has(type))).toEqual([]);
  });

  it('shows the configuration of each cluster in the template, for cdk diff', () => {
    const settings = { 'nodes/ready': { severity: 'critical' } };
    const { Metadata } = synthesizeRunbook({ configs: [{ checks: settings }] }).toJSON();
    expect(Metadata.Configuration['ecommerce-production'].checks).toEqual(settings);
  });

  it('is in the region of the cluster', () => {
    const stacks = build(makeScratchFolder().path).node.children.filter((child) => Stack.isStack(child));
    expect(stacks.map(({ stackName, region }) => [stackName, region])).toEqual([
      ['eks-runbook', 'eu-west-1'],
      ['eks-runbook-access-ecommerce-production', 'eu-west-1'],
    ]);
  });
});

describe('bin/app.ts', () => {
  it('tells a mistake in the configuration without a stack trace', async () => {
    const folder = makeScratchFolder();
    folder.write('runbook.yaml', 'schemaVersion: 1\ncluster: { name: shop }\n');
    const ended = await new Promise<{ code: unknown; stderr: string }>((resolve) => {
      const app = new URL('../../bin/app.ts', import.meta.url).pathname;
      execFile(process.execPath, [app], { cwd: folder.path }, (error, _stdout, stderr) => {
        resolve({ code: error?.code, stderr });
      });
    });
    expect(ended.code).toBe(64);
    expect(ended.stderr.trim()).toMatch(/^the configuration is not right:\nrunbook\.yaml.*namespaces.*$/s);
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
});
