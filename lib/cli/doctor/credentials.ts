import type { ClusterApi } from '#lib/cluster/cluster-api.ts';
import { ReadError } from '#lib/cluster/read-error.ts';
import type { Examination } from './examination.ts';

interface SelfSubjectReview {
  readonly status?: { readonly userInfo?: { readonly username?: string; readonly groups?: readonly string[] } };
}

const anonymous = 'system:anonymous';

/**
 * The API server accepts who we are. That `/version` answers is not enough: it does so for everyone, if nobody
 * changed ClusterRoleBinding system:public-info-viewer.
 */
export const credentials: Examination = {
  id: 'credentials',
  title: 'Credentials',
  needs: 'tls',
  async look({ open }) {
    const { connection } = await open();
    const api = connection.api({ requests: 0, bytes: 0, items: 0 });
    const { gitVersion = 'of unknown version' } = await api.get<{ gitVersion?: string }>('/version');
    const user = await askWhoWeAre(api);
    if (user?.username === anonymous) {
      const text = 'Give credentials: a context with a user, or --cluster for an EKS cluster.';
      return { status: 'not-ok', seen: `the server knows us as ${anonymous} only`, next: { text } };
    }
    const details = (user?.groups ?? []).map((group) => `in group ${group}`);
    return { status: 'ok', seen: `accepted by Kubernetes ${gitVersion}${user ? ` as ${user.username}` : ''}`, details };
  },
  async advise({ open }) {
    const name = (await open()).target.clusterName ?? 'NAME';
    return {
      text: 'See whom the cluster takes you for (kubectl auth whoami); on EKS, your role needs an access entry.',
      command: `aws eks list-access-entries --cluster-name ${name}`,
    };
  },
};

/**
 * Our name and groups as the API server sees them, by a SelfSubjectReview (Kubernetes 1.28, authentication.k8s.io/v1).
 * Undefined where there is no such API: before that, and in a recorded cluster, where nobody is anybody.
 */
async function askWhoWeAre(api: ClusterApi) {
  try {
    const path = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
    const review = { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' };
    return (await api.create<SelfSubjectReview>(path, review)).status?.userInfo;
  } catch (error) {
    if (error instanceof ReadError && (error.status === 404 || error.status === 405)) return undefined;
    throw error;
  }
}
