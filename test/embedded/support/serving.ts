import { onTestFinished } from 'vitest';
import { serveSnapshot } from '#lib/cluster/embedded/serve-snapshot.ts';
import type { KubeObject, Snapshot } from '#lib/cluster/embedded/snapshot.ts';

/** A snapshot taken at 2026-03-02T07:00:00Z that holds nothing but what is given. */
export function snapshotOf(parts: Partial<Snapshot>): Snapshot {
  return {
    clusterName: 'test',
    takenAt: new Date('2026-03-02T07:00:00Z'),
    serverVersion: { major: '1', minor: '35', gitVersion: 'v1.35.1' },
    objects: [],
    serviceAnswers: [],
    podLogs: [],
    awsAnswers: [],
    denied: [],
    absent: [],
    unavailable: [],
    ...parts,
  };
}

/** Serves a snapshot until the test is over. */
export async function serving(parts: Partial<Snapshot>): Promise<string> {
  const server = await serveSnapshot(snapshotOf(parts));
  onTestFinished(() => server.close());
  return server.url;
}

/** A served snapshot as a function from path to status and body, JSON parsed where it is JSON. */
export async function asking(parts: Partial<Snapshot>): Promise<(path: string, init?: RequestInit) => Promise<Reply>> {
  const url = await serving(parts);
  return async (path, init) => {
    const response = await fetch(url + path, init);
    const text = await response.text();
    const isJson = response.headers.get('content-type') === 'application/json';
    return { status: response.status, body: isJson ? JSON.parse(text) : text };
  };
}

export interface Reply {
  readonly status: number;
  readonly body: ReplyBody;
}

/** The fields of what the server says that tests look at; a text is told by comparing it whole. */
interface ReplyBody {
  readonly kind: string;
  readonly reason: string;
  readonly message: string;
  readonly metadata: { readonly continue: string; readonly remainingItemCount: number };
  readonly items: readonly KubeObject[];
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[]; readonly object: unknown }[];
  readonly groups: readonly { readonly name: string }[];
  readonly resources: readonly object[];
  readonly status: { readonly allowed: boolean };
}

/** A pod with one container `app`, on a node, running; `more` is laid over the whole. */
export function podOf(namespace: string, name: string, more: Readonly<Record<string, unknown>> = {}): KubeObject {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace, creationTimestamp: '2026-03-02T06:00:00Z', labels: { app: name } },
    spec: { nodeName: 'node-1', containers: [{ name: 'app', image: 'app:1' }] },
    status: { phase: 'Running', containerStatuses: [containerStatusOf('app', { running: {} })] },
    ...more,
  };
}

/** A container's status: ready when it runs, never restarted; `more` is laid over it. */
export function containerStatusOf(name: string, state: object, more: object = {}): object {
  return { name, state, ready: 'running' in state, restartCount: 0, image: 'app:1', imageID: '', ...more };
}
