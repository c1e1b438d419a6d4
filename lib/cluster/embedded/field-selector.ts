import { type ApiKind, apiVersionOf } from './api-kinds.ts';
import type { KubeObject } from './snapshot.ts';

/**
 * The fields by which each kind can be selected, besides metadata.name and metadata.namespace. A `?value` ends a field
 * whose absence means that value. Source: the `AddFieldLabelConversionFunc` of kubernetes pkg/apis/<group>/v1.
 */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  'v1/Event': [
    ...['kind', 'namespace', 'name', 'uid', 'apiVersion', 'resourceVersion', 'fieldPath'].map(
      (f) => `involvedObject.${f}`,
    ),
    'reason',
    'reportingComponent',
    'source',
    'type',
  ],
  'v1/Namespace': ['status.phase'],
  'v1/Node': ['spec.unschedulable?false'],
  'v1/Pod': [
    'spec.nodeName',
    'spec.restartPolicy',
    'spec.schedulerName',
    'spec.serviceAccountName',
    'spec.hostNetwork?false',
    'status.phase',
    'status.podIP',
    'status.nominatedNodeName',
  ],
  'v1/ReplicationController': ['status.replicas?0'],
  'v1/Secret': ['type'],
  'v1/Service': ['spec.clusterIP', 'spec.type'],
  'batch/v1/Job': ['status.successful?0'],
  'certificates.k8s.io/v1/CertificateSigningRequest': ['spec.signerName'],
};

/** Fields whose place in the object is not their name. */
const PLACES: Readonly<Record<string, string>> = {
  'status.successful': 'status.succeeded',
  source: 'source.component',
};

/** What a field selector selects, or why it cannot be used, in the API server's words. */
export type FieldSelection = { readonly matches: (object: KubeObject) => boolean } | { readonly refusal: string };

/** Reads a field selector of a kind: `a=b`, `a==b`, `a!=b`, joined by commas that mean "and"; `\` escapes `,=\`. */
export function parseFieldSelector(selector: string, kind: ApiKind): FieldSelection {
  const fields = fieldsOf(kind);
  const requirements: ((object: KubeObject) => boolean)[] = [];
  for (const term of selector.split(/(?<!\\),/).filter((part) => part !== '')) {
    const [, path, operator, value] = /^(.*?)(!=|==|=)(.*)$/s.exec(term) ?? [];
    if (path === undefined || value === undefined) {
      return { refusal: `invalid selector: '${selector}'; can't understand '${term}'` };
    }
    const absent = fields.get(path);
    if (absent === undefined) return { refusal: `field label not supported: ${path}` };
    const wanted = value.replaceAll(/\\([,=\\])/g, '$1');
    requirements.push((object) => (fieldValue(object, path, absent) === wanted) === (operator !== '!='));
  }
  return { matches: (object) => requirements.every((isMet) => isMet(object)) };
}

/** Fields by name, with the value that their absence means. */
function fieldsOf(kind: ApiKind): Map<string, string> {
  const own = FIELDS[`${apiVersionOf(kind)}/${kind.kind}`] ?? [];
  const fields = ['metadata.name', ...(kind.namespaced ? ['metadata.namespace'] : []), ...own];
  return new Map(fields.map((field) => field.split('?')).map(([path = '', absent = '']) => [path, absent]));
}

function fieldValue(object: KubeObject, path: string, absent: string): string {
  let at: unknown = object;
  for (const step of (PLACES[path] ?? path).split('.')) {
    at = typeof at === 'object' && at !== null ? (at as Readonly<Record<string, unknown>>)[step] : undefined;
  }
  const isScalar = typeof at === 'string' || typeof at === 'number' || typeof at === 'boolean';
  return isScalar ? String(at) : absent;
}
