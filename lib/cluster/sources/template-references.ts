import type { PodTemplateSpec } from 'kubernetes-types/core/v1.d.ts';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import { defineSource } from '../source.ts';
import { type DeclaredEnvironment, declaredEnvironments } from './declared-environment.ts';
import { type Reference, referencesOf } from './references.ts';

/** A workload's pod template reduced to what configuration it takes. */
export interface TemplateReferences {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Scaled to 0, or a suspended CronJob: nothing of it is to run. */
  readonly isIdle: boolean;
  readonly references: readonly Reference[];
  readonly environments: readonly DeclaredEnvironment[];
}

interface RawOwner {
  readonly metadata?: ObjectMeta;
  readonly spec?: {
    readonly replicas?: number;
    readonly suspend?: boolean;
    readonly template?: PodTemplateSpec;
    readonly jobTemplate?: { readonly spec?: { readonly template?: PodTemplateSpec } };
  };
}

const owners = [
  { kind: 'Deployment', group: 'apps', resource: 'deployments' },
  { kind: 'StatefulSet', group: 'apps', resource: 'statefulsets' },
  { kind: 'DaemonSet', group: 'apps', resource: 'daemonsets' },
  { kind: 'CronJob', group: 'batch', resource: 'cronjobs' },
] as const;

/** What the workloads of the application's namespaces refer to. */
export const templateReferences = defineSource({
  name: 'templateReferences',
  title: 'pod templates in the application’s namespaces',
  permissions: ({ namespaces }) => owners.map(({ group, resource }) => ({ verb: 'list', group, resource, namespaces })),
  async load(api, { config: { namespaces } }) {
    const lists = namespaces.flatMap((namespace) =>
      owners.map(({ kind, group, resource }) =>
        api.list(`/apis/${group}/v1/namespaces/${namespace}/${resource}`, (raw: RawOwner) =>
          toTemplateReferences(kind, raw),
        ),
      ),
    );
    return (await Promise.all(lists)).flat();
  },
});

/** Projects a workload as the API prints it. */
export function toTemplateReferences(kind: string, { metadata, spec }: RawOwner): TemplateReferences {
  const template = (spec?.template ?? spec?.jobTemplate?.spec?.template)?.spec;
  return {
    kind,
    namespace: metadata?.namespace ?? '',
    name: metadata?.name ?? '',
    isIdle: spec?.replicas === 0 || spec?.suspend === true,
    references: referencesOf(template),
    environments: declaredEnvironments(template),
  };
}
