import { ReadError } from '../read-error.ts';
import { defineSource } from '../source.ts';

/** An IAM principal, or an account by its number, and the Kubernetes groups that it is taken for. */
export interface AwsAuthMapping {
  readonly arn: string;
  readonly groups: readonly string[];
}

/** The mappings of IAM to Kubernetes; null where a text is no YAML list, so that EKS cannot read it either. */
export interface AwsAuth {
  readonly mapRoles: readonly AwsAuthMapping[] | null;
  readonly mapUsers: readonly AwsAuthMapping[] | null;
  readonly mapAccounts: readonly AwsAuthMapping[] | null;
}

/** The ConfigMap `aws-auth`, read by its name and nothing else of kube-system; null where the cluster has none. */
export const awsAuth = defineSource({
  name: 'awsAuth',
  title: 'the ConfigMap kube-system/aws-auth',
  permissions: () => [
    { verb: 'get', group: '', resource: 'configmaps', namespaces: ['kube-system'], names: ['aws-auth'] },
  ],
  async load(api): Promise<AwsAuth | null> {
    try {
      const path = '/api/v1/namespaces/kube-system/configmaps/aws-auth';
      const { data } = await api.get<{ data?: Readonly<Record<string, string>> }>(path);
      return await toAwsAuth(data ?? {});
    } catch (error) {
      if (error instanceof ReadError && error.failure === 'absent') return null;
      throw error;
    }
  },
});

/** Reads the three lists of the ConfigMap. Few clusters still have one: the parser is loaded only then. */
export async function toAwsAuth(data: Readonly<Record<string, string>>): Promise<AwsAuth> {
  const { parse } = await import('yaml');
  const read = (key: string): AwsAuthMapping[] | null => {
    try {
      const list: unknown = parse(data[key] ?? '', { maxAliasCount: 20, logLevel: 'error' }) ?? [];
      return Array.isArray(list) ? list.map(toMapping) : null;
    } catch {
      return null;
    }
  };
  return { mapRoles: read('mapRoles'), mapUsers: read('mapUsers'), mapAccounts: read('mapAccounts') };
}

function toMapping(entry: unknown): AwsAuthMapping {
  if (typeof entry !== 'object' || entry === null) return { arn: String(entry), groups: [] };
  const { rolearn, userarn, groups } = entry as Record<string, unknown>;
  const arn = [rolearn, userarn].find((value) => typeof value === 'string') ?? '';
  return { arn, groups: Array.isArray(groups) ? groups.map(String) : [] };
}
