import type { PodTemplateSpec } from 'kubernetes-types/core/v1.d.ts';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { defineSource } from '../source.ts';

/** The service account that a workload's pods run as, whether it has pods now or not. */
export interface TemplateAccount {
  readonly namespace: string;
  readonly serviceAccount: string;
}

interface RawWorkload {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly template?: PodTemplateSpec;
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
  };
}

const kinds = [
  { group: 'apps', resource: 'deployments' },
  { group: 'apps', resource: 'statefulsets' },
  { group: 'apps', resource: 'daemonsets' },
  { group: 'batch', resource: 'cronjobs' },
];

/** The service accounts that the workloads of the application's namespaces name. */
export const templateAccounts = defineSource({
  name: 'templateAccounts',
  title: 'service accounts that the application’s workloads name',
  permissions: ({ namespaces }) => kinds.map((kind) => ({ verb: 'list', ...kind, namespaces })),
  async load(api, { config }) {
    const paths = config.namespaces.flatMap((namespace) =>
      kinds.map(({ group, resource }) => `/apis/${group}/v1/namespaces/${namespace}/${resource}`),
    );
    return (await Promise.all(paths.map((path) => api.list(path, toTemplateAccount)))).flat();
  },
});

/** Projects a workload of any kind; a CronJob's pods are described in its job template. */
function toTemplateAccount({ metadata = {}, spec = {} }: RawWorkload): TemplateAccount {
  const template = spec.template ?? spec.jobTemplate?.spec?.template;
  return { namespace: metadata.namespace ?? '', serviceAccount: template?.spec?.serviceAccountName ?? 'default' };
}
