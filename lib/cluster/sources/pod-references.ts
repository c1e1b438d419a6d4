import type { Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';
import { type Pod, toPod } from './pods.ts';
import { type Reference, referencesOf } from './references.ts';

/** A pod with what configuration it takes. */
export interface PodReferences extends Pod {
  readonly references: readonly Reference[];
}

/** What the pods of the application's namespaces refer to, with the state of their containers. */
export const podReferences = defineSource({
  name: 'podReferences',
  title: 'pods in the application’s namespaces',
  permissions: ({ namespaces }) => [{ verb: 'list', group: '', resource: 'pods', namespaces }],
  async load(api, { config: { namespaces } }) {
    const lists = namespaces.map((namespace) => api.list(`/api/v1/namespaces/${namespace}/pods`, toPodReferences));
    return (await Promise.all(lists)).flat();
  },
});

/** Projects a pod as the API prints it. */
export function toPodReferences(raw: RawPod): PodReferences {
  return { ...toPod(raw), references: referencesOf(raw.spec) };
}
