import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { ReadError } from '../read-error.ts';
import { redactUrls } from '../redact-urls.ts';
import { proxyName, proxyRoot } from '../sources/service-proxy.ts';
import { type ApiKind, apiVersionOf } from './api-kinds.ts';
import { type CapturedRequest, capturedKinds, capturedRequests } from './capture-reads.ts';
import { type RedactOptions, redactObject } from './redact.ts';
import type { Denial, KubeObject, ServerVersion } from './snapshot.ts';
import { SNAPSHOT_API_VERSION } from './snapshot-documents.ts';

/** Writes one file of the snapshot; the path is relative to its folder. */
export type WriteFile = (path: string, text: string) => Promise<void>;

export interface CaptureOptions extends Partial<RedactOptions> {
  /** The instant that the snapshot is dated with. */
  readonly now: Date;
}

export interface CaptureSummary {
  readonly objects: number;
  readonly answers: number;
  readonly denied: readonly Denial[];
  /** `group/version` that the cluster does not know. */
  readonly absent: readonly string[];
  /** `group/version` that is registered and did not answer. */
  readonly unavailable: readonly string[];
}

/**
 * Records a cluster as a folder that `loadSnapshot` reads, values redacted (see `redactObject`). What may not be read is
 * recorded as denied, an API that is not there as absent, so that a replay is just as blind.
 *
 * @throws ReadError when a core kind cannot be read for another reason: a snapshot that lacks it would tell a lie
 */
export async function captureSnapshot(
  api: ClusterApi,
  config: RunbookConfig,
  write: WriteFile,
  { now, keepConfigMapValues = false }: CaptureOptions,
): Promise<CaptureSummary> {
  const serverVersion = await api.get<ServerVersion>('/version');
  const [lists, answers] = await Promise.all([
    Promise.all(capturedKinds.map((kind) => captureKind(api, kind, { keepConfigMapValues }))),
    Promise.all(capturedRequests(config).map((request) => captureAnswer(api, request))),
  ]);
  const summary = summarize(lists, answers);
  for (const { kind, items } of lists) {
    if (items.length > 0) await write(`${fileName(kind)}.json`, print({ apiVersion: 'v1', kind: 'List', items }));
  }
  const recorded = answers.flatMap(({ answer }) => answer ?? []);
  await write('http-answers.json', print({ apiVersion: SNAPSHOT_API_VERSION, kind: 'HttpAnswers', answers: recorded }));
  const { denied, absent, unavailable } = summary;
  const head = { apiVersion: SNAPSHOT_API_VERSION, kind: 'Snapshot', takenAt: now.toISOString() };
  const rest = { clusterName: config.cluster.name, serverVersion, denied, absent, unavailable };
  await write('snapshot.json', print({ ...head, ...rest }));
  return summary;
}

interface CapturedList {
  readonly kind: ApiKind;
  readonly items: readonly KubeObject[];
  readonly failure?: 'denied' | 'absent' | 'unavailable';
}

async function captureKind(api: ClusterApi, kind: ApiKind, options: RedactOptions): Promise<CapturedList> {
  const apiVersion = apiVersionOf(kind);
  const path = `/${kind.group ? 'apis' : 'api'}/${apiVersion}/${kind.plural}`;
  // A list does not repeat what its items are.
  const project = (item: object): KubeObject => {
    return redactObject({ apiVersion, kind: kind.kind, ...item } as KubeObject, options);
  };
  try {
    return { kind, items: await api.list(path, project) };
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const { failure } = error;
    if (failure === 'denied' || failure === 'absent') return { kind, items: [], failure };
    if (kind.group === 'metrics.k8s.io') return { kind, items: [], failure: 'unavailable' };
    throw error;
  }
}

interface CapturedAnswer {
  readonly answer?: object;
  readonly denied?: Denial;
}

async function captureAnswer(api: ClusterApi, request: CapturedRequest): Promise<CapturedAnswer> {
  const { path, ...service } = request;
  try {
    const { status, headers, body } = await api.http(proxyRoot(service) + path, { maxBytes: 32 * 1024 * 1024 });
    const type = headers['content-type'];
    return {
      answer: { ...request, status, ...(type && { headers: { 'content-type': type } }), body: redactUrls(body) },
    };
  } catch (error) {
    if (!(error instanceof ReadError)) throw error;
    const { namespace } = service;
    if (error.failure === 'timeout') return { answer: { ...request, unreachable: true } };
    if (error.failure !== 'denied') throw error;
    return { denied: { verb: 'get', group: '', resource: 'services/proxy', namespace, name: proxyName(service) } };
  }
}

function summarize(lists: readonly CapturedList[], answers: readonly CapturedAnswer[]): CaptureSummary {
  const deniedLists = lists.filter(({ failure }) => failure === 'denied');
  const deniedProxies = new Map(answers.flatMap(({ denied }) => (denied ? [[JSON.stringify(denied), denied]] : [])));
  return {
    objects: lists.reduce((sum, { items }) => sum + items.length, 0),
    answers: answers.filter(({ answer }) => answer).length,
    denied: [
      ...deniedLists.map(({ kind }) => ({ verb: 'list', group: kind.group, resource: kind.plural })),
      ...deniedProxies.values(),
    ],
    absent: versionsThat('absent', lists),
    unavailable: versionsThat('unavailable', lists),
  };
}

/** The versions none of whose kinds could be read for that reason: one missing kind is no missing API. */
function versionsThat(failure: CapturedList['failure'], lists: readonly CapturedList[]): string[] {
  const byVersion = Map.groupBy(lists, ({ kind }) => apiVersionOf(kind));
  return [...byVersion].filter(([, members]) => members.every((list) => list.failure === failure)).map(([v]) => v);
}

function fileName({ group, plural, singular }: ApiKind): string {
  return group === 'metrics.k8s.io' ? singular.replace('metrics', '-metrics') : plural;
}

function print(value: object): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
