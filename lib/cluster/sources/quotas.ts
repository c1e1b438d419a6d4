import type { ResourceQuota as RawQuota } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';

/** What a namespace may take at most, and what it takes. */
export interface Quota {
  readonly namespace: string;
  readonly name: string;
  /** By resource: `requests.cpu`, `pods`, `count/jobs.batch`. */
  readonly hard: Readonly<Record<string, string>>;
  /** As the quota controller last reckoned. */
  readonly used: Readonly<Record<string, string>>;
}

/** All ResourceQuotas of the cluster. */
export const quotas = defineSource({
  name: 'quotas',
  title: 'ResourceQuotas in all namespaces',
  permissions: () => [{ verb: 'list', group: '', resource: 'resourcequotas', namespaces: 'all' }],
  load: (api) => api.list('/api/v1/resourcequotas', toQuota),
});

/** Projects a quota as the API prints it. */
export function toQuota(raw: RawQuota): Quota {
  return {
    namespace: raw.metadata?.namespace ?? '',
    name: raw.metadata?.name ?? '',
    hard: raw.spec?.hard ?? raw.status?.hard ?? {},
    used: raw.status?.used ?? {},
  };
}
