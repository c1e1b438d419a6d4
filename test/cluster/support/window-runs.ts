import { main } from '#lib/cli/main.ts';
import type { Permission } from '#lib/cluster/permission.ts';
import { rolesFor } from '#lib/cluster/rbac.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { groupOf, permissionsOf } from '#lib/runbook/permissions.ts';
import type { Window } from '#lib/runbook/window.ts';
import type { CheckResult, RunDocument } from '#lib/runs/run-document.ts';
import { configWith, platformSections } from '../../support/config.ts';
import type { Cluster } from './cluster.ts';
import { until } from './until.ts';

/** The shipped configuration, but for the name that Alertmanager's service has on the platform. */
export const platformConfig = configWith(platformSections);

/** Faults are made a moment before they are looked for: no grace for them. */
const withoutGrace = ['nodes/ready', 'pods/scheduled', 'services/have-ready-endpoints', 'pods/start-in-time'].flatMap(
  (check) => ['--set', `checks.${check}.graceMinutes=0`],
);

/** A window, and a user of its group, on one cluster. */
export interface WindowRuns {
  /** The user's name in the audit log. */
  readonly user: string;
  readonly kubeconfig: string;
  /** What the window's checks declare. */
  readonly permissions: readonly Permission[];
  /** Runs the window through the command line, as that user; with further arguments. */
  run(...asked: readonly string[]): Promise<{ document: RunDocument; exitCode: number }>;
  /** Grants exactly these rights, and waits until the API server knows. */
  grant(permissions: readonly Permission[]): Promise<void>;
}

/** What a window is run with, where it is not the platform's. */
export interface Given {
  /** From which the rights are derived; `args` must say the same. */
  readonly config?: RunbookConfig;
  /** Further arguments of `runbook run`. */
  readonly args?: readonly string[];
}

/** Prepares a user of the window’s group on this cluster; it has no right before `grant`. */
export async function prepareWindow(
  cluster: Cluster,
  window: Window,
  { config = platformConfig, args: more = [] }: Given = {},
): Promise<WindowRuns> {
  const user = `${window.id}-reader`;
  const kubeconfig = await cluster.kubeconfigFor({ user, groups: [groupOf(window)] });
  const permissions = permissionsOf(window, config);
  return {
    user,
    kubeconfig,
    permissions,
    grant: (granted) => grant(cluster, window, { user, permissions, granted }),
    async run(...asked) {
      let stdout = '';
      let stderr = '';
      const io = {
        stdout: { write: (text: string) => (stdout += text) },
        stderr: { write: (text: string) => (stderr += text) },
        env: { HOME: cluster.folder },
        cwd: cluster.folder,
        clock: () => new Date(),
      };
      const args = ['run', window.id, '--kubeconfig', kubeconfig, '--no-store', '--output', 'json'];
      const exitCode = await main(
        [...args, '--set', 'monitoring.alertmanager.service=alertmanager', ...withoutGrace, ...more, ...asked],
        io,
      );
      if (stdout === '') throw new Error(`the run ended with ${exitCode}: ${stderr}`);
      return { document: JSON.parse(stdout) as RunDocument, exitCode };
    },
  };
}

interface Grant {
  readonly user: string;
  readonly permissions: readonly Permission[];
  readonly granted: readonly Permission[];
}

async function grant(cluster: Cluster, window: Window, { user, permissions, granted }: Grant): Promise<void> {
  const name = `eks-runbook-${window.id}`;
  const some = rolesFor(name, groupOf(window), granted);
  // The roles of what is missing stay, with fewer rules: a binding to a role without rules grants nothing.
  const rulesOf = (kind: string, namespace?: string) =>
    some.find((object) => object.kind === kind && object.metadata.namespace === namespace)?.rules ?? [];
  await cluster.apply(
    rolesFor(name, groupOf(window), permissions).map((object) => ({
      ...object,
      ...('rules' in object && { rules: rulesOf(object.kind, object.metadata.namespace) }),
    })) as never,
  );
  for (const permission of permissions) {
    const isGranted = granted.includes(permission);
    const isKnown = async () => (await isAllowed(cluster, user, groupOf(window), permission)) === isGranted;
    await until(isKnown, { what: 'the API server knows the roles' });
  }
}

async function isAllowed(cluster: Cluster, user: string, group: string, permission: Permission): Promise<boolean> {
  const [name, subresource] = permission.resource.split('/');
  const resourceAttributes = {
    verb: permission.verb,
    group: permission.group,
    resource: name,
    ...(subresource && { subresource }),
    ...(permission.namespaces !== 'all' && { namespace: permission.namespaces[0] }),
    ...(permission.names && { name: permission.names[0] }),
  };
  const spec = { user, groups: [group, 'system:authenticated'], resourceAttributes };
  const path = '/apis/authorization.k8s.io/v1/subjectaccessreviews';
  const body = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
  const { status } = await cluster.api.json<{ status: { allowed: boolean } }>(path, { method: 'POST', body });
  return status.allowed;
}

export function checksOfRun({ steps }: RunDocument): CheckResult[] {
  return steps.flatMap((step) => step.checks);
}

/** `check: owner` of each finding of severity warning or worse. */
export function seriousFindings(document: RunDocument): string[] {
  return checksOfRun(document)
    .flatMap((check) =>
      check.findings
        .filter(({ severity }) => severity !== 'info')
        .map(({ subject, owner = subject }) => `${check.id}: ${owner.kind} ${owner.name}`),
    )
    .toSorted();
}
