import type { ServiceAccount as RawServiceAccount } from 'kubernetes-types/core/v1.d.ts';
import { defineSource } from '../source.ts';

/** A service account reduced to who it is, whether its token is mounted, and what it is in AWS. */
export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string | null;
  /** null where not set, which means that it is. */
  readonly mountsToken: boolean | null;
  /** The IAM role that its pods' tokens can be exchanged for (IRSA); null for none. */
  readonly roleArn: string | null;
}

/** The service accounts of the application's namespaces. */
export const serviceAccounts = defineSource({
  name: 'serviceAccounts',
  title: 'service accounts of the application’s namespaces',
  permissions: ({ namespaces }) => [{ verb: 'list', group: '', resource: 'serviceaccounts', namespaces }],
  async load(api, { config }) {
    const parts = await Promise.all(
      config.namespaces.map((namespace) =>
        api.list(`/api/v1/namespaces/${namespace}/serviceaccounts`, toServiceAccount),
      ),
    );
    return parts.flat();
  },
});

/** Projects a service account as the API prints it. */
export function toServiceAccount({ metadata = {}, automountServiceAccountToken }: RawServiceAccount): ServiceAccount {
  return {
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    createdAt: metadata.creationTimestamp ?? null,
    mountsToken: automountServiceAccountToken ?? null,
    roleArn: metadata.annotations?.['eks.amazonaws.com/role-arn'] || null,
  };
}
