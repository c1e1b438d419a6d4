import type { ApiRequest, ResourceTarget } from './request.ts';
import type { Denial, Snapshot } from './snapshot.ts';
import { type Answer, failure, json } from './status.ts';

/** One use of a right, as RBAC judges it. */
export interface Access {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
}

/** What a request on a resource needs. */
export function accessOf({ method }: ApiRequest, target: ResourceTarget): Access {
  const resource = target.subresource ? `${target.resource}/${target.subresource}` : target.resource;
  return {
    verb: verbOf(method, target),
    group: target.group,
    resource,
    namespace: target.namespace,
    name: target.name,
  };
}

/** The API server maps methods to verbs so; through a proxy, the method alone decides. */
function verbOf(method: string, target: ResourceTarget): string {
  if (method === 'GET' || method === 'HEAD') return target.name === undefined ? 'list' : 'get';
  return { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' }[method] ?? method.toLowerCase();
}

/**
 * Whether the recorded reader lacks the right. Who lacks it in one namespace lacks it for all namespaces at once, since
 * RBAC only ever adds.
 */
export function isDenied({ denied }: Pick<Snapshot, 'denied'>, access: Access): boolean {
  return denied.some((denial) => {
    const isThere = !denial.namespace || !access.namespace || denial.namespace === access.namespace;
    const isIt = denial.name === undefined || denial.name === access.name;
    return isThere && isIt && (['verb', 'group', 'resource'] as const).every((part) => isCovered(denial, access, part));
  });
}

function isCovered(denial: Denial, access: Access, part: 'verb' | 'group' | 'resource'): boolean {
  return denial[part] === '*' || denial[part] === access[part];
}

/** 403, worded as the API server's RBAC does. */
export function forbidden({ verb, group, resource, namespace, name }: Access): Answer {
  const plural = resource.split('/')[0] ?? resource;
  const qualified = group ? `${plural}.${group}` : plural;
  const subject = name === undefined ? qualified : `${qualified} "${name}"`;
  const where = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const right = `User "snapshot-reader" cannot ${verb} resource "${resource}" in API group "${group}" ${where}`;
  const details = { ...(name !== undefined && { name }), ...(group && { group }), kind: plural };
  return failure(403, 'Forbidden', `${subject} is forbidden: ${right}`, details);
}

/** Answers `kubectl auth can-i`: a SelfSubjectAccessReview is met unless the snapshot denies it. */
export function reviewAccess(snapshot: Snapshot, body: string): Answer {
  const attributes = attributesOf(body);
  if (attributes === undefined) {
    return failure(415, 'UnsupportedMediaType', 'a recorded cluster takes a SelfSubjectAccessReview as JSON only');
  }
  const { verb = '', group = '', resource = '', subresource, namespace, name } = attributes;
  const full = subresource ? `${resource}/${subresource}` : resource;
  const denied = isDenied(snapshot, { verb, group, resource: full, namespace: namespace || undefined, name });
  const status = denied
    ? { allowed: false, reason: 'the snapshot was recorded without this right' }
    : { allowed: true };
  const head = { kind: 'SelfSubjectAccessReview', apiVersion: 'authorization.k8s.io/v1', metadata: {} };
  return json({ ...head, spec: { resourceAttributes: attributes }, status }, 201);
}

function attributesOf(body: string): Partial<Record<string, string>> | undefined {
  try {
    const review: { spec?: { resourceAttributes?: Partial<Record<string, string>> } } = JSON.parse(body);
    return review.spec?.resourceAttributes ?? {};
  } catch {
    return undefined;
  }
}
