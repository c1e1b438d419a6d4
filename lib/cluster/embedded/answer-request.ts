import { accessOf, forbidden, isDenied, reviewAccess } from './access.ts';
import { apiVersionOf } from './api-kinds.ts';
import { discover } from './discovery.ts';
import { listObjects } from './list-objects.ts';
import { answerPodLog } from './pod-log.ts';
import { answerProbeChange } from './probe-changes.ts';
import { type Collection, findObject, objectsIn, type RecordedCluster } from './recorded-cluster.ts';
import { type RepresentOptions, representObject, representPage } from './represent.ts';
import type { ApiRequest, ResourceTarget } from './request.ts';
import { answerService } from './service-proxy.ts';
import { type Answer, failure, json, notFound, text, unknownPath, withoutBackend } from './status.ts';

/** What the API server of the recorded cluster answers to a request. Nothing but the objects of probes changes. */
export function answerRequest(cluster: RecordedCluster, request: ApiRequest): Answer {
  const { method, path, target, body } = request;
  if (method === 'POST' && path === '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews') {
    return reviewAccess(cluster.snapshot, body);
  }
  if (method !== 'GET' && method !== 'HEAD') {
    const access = target && accessOf(request, target);
    if (access && isDenied(cluster.snapshot, access)) return forbidden(access);
    const changed = target && answerProbeChange(cluster, request, target);
    if (changed) return changed;
    return failure(405, 'MethodNotAllowed', `a recorded cluster is read-only: ${method} ${path} is not supported`);
  }
  if (path === '/version') return json(versionOf(cluster));
  if (/^\/(readyz|livez|healthz)(\/.*)?$/.test(path)) return text('ok');
  if (target) return answerResource(cluster, request, target);
  return /^\/apis?(\/|$)/.test(path) ? discover(cluster, path) : unknownPath();
}

function versionOf({ snapshot: { serverVersion } }: RecordedCluster): object {
  return {
    platform: 'linux/amd64',
    compiler: 'gc',
    goVersion: '',
    gitCommit: '',
    gitTreeState: '',
    buildDate: '',
    ...serverVersion,
  };
}

function answerResource(cluster: RecordedCluster, request: ApiRequest, target: ResourceTarget): Answer {
  const access = accessOf(request, target);
  if (isDenied(cluster.snapshot, access)) return forbidden(access);
  const apiVersion = apiVersionOf(target);
  if (cluster.snapshot.unavailable.includes(apiVersion)) return withoutBackend();
  const resource = `${apiVersion}/${target.resource}`;
  const collection = cluster.collections.get(resource);
  if (!collection) return unknownPath();
  if (request.query.get('watch') === 'true' || request.query.get('watch') === '1') {
    return failure(
      405,
      'MethodNotAllowed',
      `a recorded cluster does not change: watching ${target.resource} is not supported`,
    );
  }
  if (target.subresource === undefined) return answerObjects(cluster, collection, request, target);
  if (resource === 'v1/services' && target.subresource === 'proxy')
    return answerService(cluster, target, request.query);
  if (resource === 'v1/pods' && target.subresource === 'log') return answerPodLog(cluster, target, request.query);
  return unknownPath();
}

function answerObjects(
  cluster: RecordedCluster,
  collection: Collection,
  { accept, query }: ApiRequest,
  { group, resource, namespace, name }: ResourceTarget,
): Answer {
  const { kind } = collection;
  const now = cluster.snapshot.takenAt;
  const options: RepresentOptions = { accept, query, now, resourceVersion: String(Math.floor(now.getTime() / 1000)) };
  if (name === undefined) {
    const page = listObjects(objectsIn(collection, namespace), kind, query);
    return 'refusal' in page ? page.refusal : representPage(page, kind, options);
  }
  const object = findObject(cluster, `${apiVersionOf(kind)}/${resource}`, namespace, name);
  return object ? representObject(object, kind, options) : notFound(group, resource, name);
}
