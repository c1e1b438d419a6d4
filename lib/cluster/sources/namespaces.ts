import type { Namespace as RawNamespace } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';

/** A namespace reduced to its labels. */
export interface Namespace {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

/** All namespaces of the cluster. */
export const namespaces = defineSource({
  name: 'namespaces',
  title: 'namespaces',
  permissions: () => [{ verb: 'list', group: '', resource: 'namespaces', namespaces: 'all' }],
  load: (api) => api.list('/api/v1/namespaces', toNamespace),
});

/** Projects a namespace as the API prints it. */
function toNamespace({ metadata = {} }: RawNamespace): Namespace {
  return { name: metadata.name ?? '', labels: metadata.labels ?? {} };
}
