import { expect } from 'vitest';
import { openShell } from '../support/command-line.ts';

interface Diagnosis {
  readonly id: string;
  readonly status: string;
  readonly seen: string;
  readonly details: readonly string[];
  readonly next?: { readonly text: string; readonly command?: string };
}

const inCluster = ['metrics', 'prometheus', 'alertmanager', 'health'];
/** The examinations, in their order. */
export const order = ['address', 'name', 'tcp', 'tls', 'credentials', 'permissions', ...inCluster, 'store'];

/** What the doctor says as JSON, each diagnosis by its id. */
export async function examine(shell: ReturnType<typeof openShell>, ...args: string[]) {
  const { stdout, stderr, exitCode } = await shell.run('doctor', '--output', 'json', ...args);
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as { schemaVersion: number; status: string; diagnoses: Diagnosis[] };
  expect(report.diagnoses.map(({ id }) => id)).toEqual(order);
  const statuses = Object.fromEntries(report.diagnoses.map(({ id, status }) => [id, status]));
  const of = (id: string) => report.diagnoses[order.indexOf(id)];
  return { exitCode, status: report.status, statuses, of };
}

/** All ok before `id`, which is not; what comes after it is not tried, and the store is ok. */
export function statusesUpTo(id: string) {
  const at = order.indexOf(id);
  const statuses = order.map((other, i) => [other, i < at || other === 'store' ? 'ok' : 'not-tried']);
  return { ...Object.fromEntries(statuses), [id]: 'not-ok' };
}

/** Examines the healthy cluster with what a Snapshot document adds to it. */
export function examineSnapshot(head: object, ...args: string[]) {
  const shell = openShell();
  const document = { apiVersion: 'eks-runbook/v1', kind: 'Snapshot', base: 'healthy', ...head };
  return examine(shell, '--snapshot', shell.folder.write('cluster.json', JSON.stringify(document)), ...args);
}

interface Reached {
  readonly url: string;
  readonly ca?: string;
  readonly user?: object;
  readonly cluster?: object;
}

/** Examines a cluster of which a kubeconfig knows the address. */
export function examineServer({ url, ca, user = { token: 'x' }, cluster = {} }: Reached) {
  const shell = openShell();
  const server = { server: url, ...(ca && { 'certificate-authority-data': toBase64(ca) }), ...cluster };
  const kubeconfig = {
    'current-context': 'c',
    contexts: [{ name: 'c', context: { cluster: 'c', user: 'u' } }],
    clusters: [{ name: 'c', cluster: server }],
    users: [{ name: 'u', user }],
  };
  return examine(shell, '--kubeconfig', shell.folder.write('config', JSON.stringify(kubeconfig)));
}

/** As a kubeconfig carries certificates and keys. */
export const toBase64 = (text: string) => Buffer.from(text).toString('base64');
