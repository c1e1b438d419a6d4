import { ReadError } from '../read-error.ts';
import { defineSource } from '../source.ts';

/** The mappings of IAM to Kubernetes as the ConfigMap holds them: YAML in text. */
export interface AwsAuth {
  readonly mapRoles: string;
  readonly mapUsers: string;
  readonly mapAccounts: string;
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
      const { data = {} } = await api.get<{ data?: Record<string, string> }>(
        '/api/v1/namespaces/kube-system/configmaps/aws-auth',
      );
      const { mapRoles = '', mapUsers = '', mapAccounts = '' } = data;
      return { mapRoles, mapUsers, mapAccounts };
    } catch (error) {
      if (error instanceof ReadError && error.failure === 'absent') return null;
      throw error;
    }
  },
});
