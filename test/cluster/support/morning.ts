import { main } from '#lib/cli/main.ts';
import type { Permission } from '#lib/cluster/permission.ts';
import { rolesFor } from '#lib/cluster/rbac.ts';
import { dailyMorning } from '#lib/runbook/daily-morning.ts';
import { groupOf, permissionsOf } from '#lib/runbook/permissions.ts';
import type { CheckResult, RunDocument } from '#lib/runs/run-document.ts';
import { configWith } from '../../support/config.ts';
import type { Cluster } from './cluster.ts';
import { until } from './until.ts';

export const morningUser = 'morning-reader';

/** What the shipped configuration asks of a cluster for the morning. */
export const morningPermissions: readonly Permission[] = permissionsOf(dailyMorning, configWith());

/** Faults are made a moment before they are looked for: no grace for them. */
const withoutGrace = ['nodes/ready', 'pods/scheduled', 'services/have-ready-endpoints', 'pods/start-in-time'].flatMap(
  (check) => ['--set', `checks.${check}.graceMinutes=0`],
);

export interface Morning {
  /** Runs the morning through the command line, as the user whose rights are derived. */
  run(): Promise<{ document: RunDocument; exitCode: number }>;
  /** Grants exactly these rights, and waits until the API server knows. */
  grant(permissions: readonly Permission[]): Promise<void>;
}

/** Prepares a user of the window’s group on this cluster; it has no right before `grant`. */
export async function prepareMorning(cluster: Cluster): Promise<Morning> {
  const kubeconfig = await cluster.kubeconfigFor({ user: morningUser, groups: [groupOf(dailyMorning)] });
  return {
    grant: (permissions) => grant(cluster, permissions),
    async run() {
      let stdout = '';
      let stderr = '';
      const io = {
        stdout: { write: (text: string) => (stdout += text) },
        stderr: { write: (text: string) => (stderr += text) },
        env: { HOME: cluster.folder },
        cwd: cluster.folder,
        clock: () => new Date(),
      };
      const args = ['run', 'daily-morning', '--kubeconfig', kubeconfig, '--no-store', '--output', 'json'];
      const exitCode = await main([...args, ...withoutGrace], io);
      if (stdout === '') throw new Error(`the run ended with ${exitCode}: ${stderr}`);
      return { document: JSON.parse(stdout) as RunDocument, exitCode };
    },
  };
}

async function grant(cluster: Cluster, permissions: readonly Permission[]): Promise<void> {
  const name = 'eks-runbook-daily-morning';
  // The roles of what is missing stay, with fewer rules: a binding to a role without rules grants nothing.
  const all = rolesFor(name, groupOf(dailyMorning), morningPermissions);
  const granted = rolesFor(name, groupOf(dailyMorning), permissions);
  const rulesOf = (kind: string, namespace?: string) =>
    granted.find((object) => object.kind === kind && object.metadata.namespace === namespace)?.rules ?? [];
  await cluster.apply(
    all.map((object) => ({
      ...object,
      ...('rules' in object && { rules: rulesOf(object.kind, object.metadata.namespace) }),
    })) as never,
  );
  for (const permission of morningPermissions) {
    const isGranted = permissions.includes(permission);
    await until(async () => (await isAllowed(cluster, permission)) === isGranted, {
      what: 'the API server knows the roles',
    });
  }
}

async function isAllowed(cluster: Cluster, { verb, group, resource, namespaces, names }: Permission): Promise<boolean> {
  const [name, subresource] = resource.split('/');
  const resourceAttributes = {
    verb,
    group,
    resource: name,
    ...(subresource && { subresource }),
    ...(namespaces !== 'all' && { namespace: namespaces[0] }),
    ...(names && { name: names[0] }),
  };
  const spec = { user: morningUser, groups: [groupOf(dailyMorning), 'system:authenticated'], resourceAttributes };
  const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
  const { status } = await cluster.api.json<{ status: { allowed: boolean } }>(path, { method: 'POST', body });
  return status.allowed;
}

export function checksOfRun({ steps }: RunDocument): CheckResult[] {
  return steps.flatMap((step) => step.checks);
}

/** `check: subject` of each finding of severity warning or worse. */
export function seriousFindings(document: RunDocument): string[] {
  return checksOfRun(document)
    .flatMap((check) =>
      check.findings
        .filter(({ severity }) => severity !== 'info')
        .map(({ subject, owner = subject }) => `${check.id}: ${owner.kind} ${owner.name}`),
    )
    .toSorted();
}
