import { App, type AppProps, Tags, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { allWindows } from '#lib/runbook/registry.ts';
import { AccessStack } from './access-stack.ts';
import { readDeployment } from './deployment.ts';
import { writeRbacManifests } from './rbac-manifests.ts';
import { RunbookStack } from './runbook-stack.ts';
import { planWindows } from './window-plan.ts';

/** Where the app is built. */
export interface AppPlace {
  /** What the paths in `cdk.json` are relative to. */
  readonly folder: string;
  /** From when on clock changes count. */
  readonly now: Date;
}

/** The CDK app: the runbook's stack, and one that lets it into each cluster. Throws `UsageError`. */
export function buildApp({ folder, now }: AppPlace, props: AppProps = {}): App {
  const app = new App(props);
  const deployment = readDeployment(app.node.tryGetContext('eks-runbook'), folder, now);
  const windows = planWindows(allWindows, deployment.clusters);
  const runbook = new RunbookStack(app, deployment, windows);
  for (const cluster of deployment.clusters) {
    // Another account's access entries are made there, since this one cannot.
    if (cluster.config.cluster.roleArn !== undefined) continue;
    new AccessStack(app, deployment, cluster, windows).addStackDependency(runbook);
  }
  writeRbacManifests(app.outdir, deployment.clusters, windows);
  const tags = { Application: 'eks-runbook', ...deployment.tags };
  for (const [key, value] of Object.entries(tags)) Tags.of(app).add(key, value);
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}
