import { type ApiKind, apiVersionOf } from './api-kinds.ts';
import type { RecordedCluster } from './recorded-cluster.ts';
import { type Answer, json, unknownPath, withoutBackend } from './status.ts';

/** Subresources that clients look up before they use them. */
const SUBRESOURCES: Readonly<Record<string, readonly { name: string; kind: string; verbs: string[] }[]>> = {
  'v1/pods': [{ name: 'pods/log', kind: 'Pod', verbs: ['get'] }],
  'v1/services': [{ name: 'services/proxy', kind: 'ServiceProxyOptions', verbs: ['get'] }],
};

const REVIEW = {
  name: 'selfsubjectaccessreviews',
  singularName: 'selfsubjectaccessreview',
  namespaced: false,
  kind: 'SelfSubjectAccessReview',
  verbs: ['create'],
};
const REVIEW_VERSION = 'authorization.k8s.io/v1';

/** Answers `/api`, `/apis`, `/api/v1`, `/apis/GROUP` and `/apis/GROUP/VERSION`. */
export function discover(cluster: RecordedCluster, path: string): Answer {
  const [, top, ...rest] = path.replace(/\/$/, '').split('/');
  if (cluster.snapshot.unavailable.includes(rest.join('/'))) return withoutBackend();
  const kinds = [...cluster.collections.values()].map(({ kind }) => kind);
  const versions = new Set([...kinds.map(apiVersionOf), REVIEW_VERSION]);
  if (top === 'api' && rest.length === 0) return json({ kind: 'APIVersions', versions: ['v1'] });
  if (top === 'api' && rest.length === 1) return describeVersion(kinds, versions, rest.join('/'));
  const groups = groupsOf([...versions].filter((version) => version.includes('/')));
  if (rest.length === 0) return json({ kind: 'APIGroupList', apiVersion: 'v1', groups });
  if (rest.length === 2) return describeVersion(kinds, versions, rest.join('/'));
  const group = groups.find(({ name }) => name === rest[0]);
  return group ? json({ kind: 'APIGroup', apiVersion: 'v1', ...group }) : unknownPath();
}

interface ApiGroup {
  readonly name: string;
  readonly versions: readonly { groupVersion: string; version: string }[];
  readonly preferredVersion: { groupVersion: string; version: string } | undefined;
}

function groupsOf(groupVersions: readonly string[]): ApiGroup[] {
  const byGroup = Map.groupBy(groupVersions, (groupVersion) => groupVersion.split('/')[0] ?? '');
  return [...byGroup].map(([name, members]) => {
    const versions = members.map((groupVersion) => ({ groupVersion, version: groupVersion.slice(name.length + 1) }));
    return { name, versions, preferredVersion: versions[0] };
  });
}

function describeVersion(kinds: readonly ApiKind[], versions: ReadonlySet<string>, groupVersion: string): Answer {
  if (!versions.has(groupVersion)) return unknownPath();
  const members = kinds.filter((kind) => apiVersionOf(kind) === groupVersion);
  const resources = groupVersion === REVIEW_VERSION ? [REVIEW] : members.flatMap(describeKind);
  return json({ kind: 'APIResourceList', apiVersion: 'v1', groupVersion, resources });
}

function describeKind(kind: ApiKind): object[] {
  const { plural, singular, namespaced, shortNames } = kind;
  const own = { name: plural, singularName: singular, namespaced, kind: kind.kind, verbs: ['get', 'list'] };
  const below = SUBRESOURCES[`${apiVersionOf(kind)}/${plural}`] ?? [];
  const withShort = shortNames.length > 0 ? { ...own, shortNames } : own;
  return [withShort, ...below.map((subresource) => ({ ...subresource, singularName: '', namespaced }))];
}
