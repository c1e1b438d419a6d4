import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse } from 'yaml';
import { findNearest } from '#lib/config/nearest.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import type { ClusterAccess } from './access.ts';

/** Where a kubeconfig is looked for, as kubectl does: the flag, then KUBECONFIG, then ~/.kube/config. */
export interface KubeconfigLocation {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

interface Named<T> {
  readonly name: string;
  readonly value: T;
  /** Folder of the file that it stands in; relative paths are relative to it. */
  readonly folder: string;
}
type Fields = Readonly<Record<string, unknown>>;
interface Entries {
  readonly clusters: readonly Named<Fields>[];
  readonly users: readonly Named<Fields>[];
  readonly contexts: readonly Named<Fields>[];
  readonly current: string | undefined;
  readonly files: readonly string[];
}

/**
 * How to reach the cluster of a kubeconfig context. Certificates and tokens are read here, because that takes a
 * millisecond; whatever runs a program or speaks OAuth (`exec`, `auth-provider`) or goes through a proxy is left to
 * @kubernetes/client-node, loaded only then.
 */
export async function accessFromKubeconfig(
  location: KubeconfigLocation,
): Promise<{ access: ClusterAccess; clusterName: string }> {
  const entries = readEntries(location);
  const name = location.context ?? entries.current;
  if (!name)
    throw new UsageError(
      `${entries.files.join(', ')}: no current-context; name one with --context (${listNames(entries.contexts)})`,
    );
  const context = pick(entries.contexts, name, 'context', entries.files);
  const cluster = pick(entries.clusters, String(context.value.cluster), 'cluster', entries.files);
  const user = entries.users.find((candidate) => candidate.name === context.value.user);
  const access = { ...clusterAccess(cluster), ...(user && userAccess(user)) };
  if (cluster.value['proxy-url'])
    throw new UsageError(
      `cluster ${cluster.name}: proxy-url is not supported; use kubectl proxy and a context with its http address`,
    );
  const clusterName = cluster.name.replace(/^arn:.*:cluster\//, ''); // `aws eks update-kubeconfig` writes the ARN
  if (!user || !(user.value.exec || user.value['auth-provider'])) return { access, clusterName };
  const { authorizeByPlugin } = await import('./kubeconfig-plugin.ts');
  return { access: await authorizeByPlugin(access, entries.files, name), clusterName };
}

function readEntries({ kubeconfig, env }: KubeconfigLocation): Entries {
  const listed = kubeconfig ? [kubeconfig] : (env.KUBECONFIG ?? '').split(delimiter).filter(Boolean);
  const files = listed.length > 0 ? listed : [join(env.HOME ?? homedir(), '.kube', 'config')];
  const isMissingTolerated = files.length > 1; // as kubectl: one missing file of several is passed over
  const documents = files
    .map((file) => ({ folder: dirname(resolve(file)), content: readDocument(file, isMissingTolerated) }))
    .filter(({ content }) => content !== undefined);
  if (documents.length === 0)
    throw new UsageError(`none of ${files.join(', ')} exists; name a kubeconfig with --kubeconfig`);
  const all = (list: string, item: string) =>
    documents.flatMap(({ content, folder }) =>
      toArray(content?.[list]).map((entry) => ({ name: String(entry.name), value: toFields(entry[item]), folder })),
    );
  const current = documents.map(({ content }) => content?.['current-context']).find(Boolean);
  return {
    clusters: all('clusters', 'cluster'),
    users: all('users', 'user'),
    contexts: all('contexts', 'context'),
    current: text(current),
    files,
  };
}

function readDocument(file: string, isMissingTolerated: boolean): Fields | undefined {
  try {
    return toFields(parse(readFileSync(file, 'utf8')));
  } catch (error) {
    const { code, message, name } = error as NodeJS.ErrnoException;
    if (name === 'YAMLParseError') throw new UsageError(`kubeconfig ${file}: is not YAML: ${message.split('\n')[0]}`);
    if (code === 'ENOENT' && isMissingTolerated) return undefined;
    if (code === 'ENOENT')
      throw new UsageError(
        `kubeconfig ${file}: no such file; name one with --kubeconfig or KUBECONFIG, or try without a cluster: runbook run daily-morning`,
      );
    throw new UsageError(`kubeconfig ${file}: cannot be read (${code ?? message})`);
  }
}

function clusterAccess({ name, value, folder }: Named<Fields>): ClusterAccess {
  const server = text(value.server);
  if (!server || !URL.canParse(server))
    throw new UsageError(`cluster ${name}: "server" is no URL (${server ?? 'missing'})`);
  const ca = material(value, 'certificate-authority', folder);
  const serverName = text(value['tls-server-name']);
  return {
    url: server.replace(/\/+$/, ''),
    ...(ca && { ca }),
    ...(serverName && { serverName }),
    ...(value['insecure-skip-tls-verify'] === true && { skipTlsVerify: true }),
  };
}

function userAccess({ value, folder }: Named<Fields>): Partial<ClusterAccess> {
  const cert = material(value, 'client-certificate', folder);
  const key = material(value, 'client-key', folder);
  const tokenFile = text(value.tokenFile);
  const readToken = () =>
    tokenFile ? readMaterial(resolve(folder, tokenFile), 'tokenFile').trim() : text(value.token);
  const basic =
    text(value.username) && Buffer.from(`${text(value.username)}:${text(value.password) ?? ''}`).toString('base64');
  const authorize = () => (readToken() ? `Bearer ${readToken()}` : basic ? `Basic ${basic}` : undefined);
  return {
    ...(cert && key && { cert, key }),
    ...((tokenFile ?? value.token ?? basic) && { authorization: async () => authorize() }),
  };
}

/** PEM given inline as base64 (`<field>-data`) or as a file. */
function material(value: Fields, field: string, folder: string): string | undefined {
  const inline = text(value[`${field}-data`]);
  if (inline) return Buffer.from(inline, 'base64').toString('utf8');
  const file = text(value[field]);
  return file ? readMaterial(resolve(folder, file), field) : undefined;
}

function readMaterial(file: string, field: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`kubeconfig: ${field} ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

function pick(entries: readonly Named<Fields>[], name: string, kind: string, files: readonly string[]): Named<Fields> {
  const found = entries.find((entry) => entry.name === name);
  if (found) return found;
  const near = findNearest(
    name,
    entries.map((entry) => entry.name),
  );
  throw new UsageError(
    `${files.join(', ')}: no ${kind} "${name}"${near ? `; did you mean "${near}"?` : ''} (${listNames(entries)})`,
  );
}

function listNames(entries: readonly Named<Fields>[]): string {
  return entries.length > 0
    ? `there ${entries.length === 1 ? 'is' : 'are'}: ${entries.map((entry) => entry.name).join(', ')}`
    : 'there is none';
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function toFields(value: unknown): Fields {
  return typeof value === 'object' && value !== null ? (value as Fields) : {};
}

function toArray(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(toFields) : [];
}
