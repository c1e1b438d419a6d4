import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import type { Api } from './api.ts';
import { issueCertificates, writeKubeconfig } from './certificates.ts';
import type { Site } from './control-plane.ts';
import { readCaData, writeClientKubeconfig } from './site.ts';

export type Kubectl = { readonly stdout: string; readonly stderr: string; readonly exitCode: number };

/** The ways into a cluster, for whoever is to be tried out. */
export type Access = {
  /** A client certificate of the cluster's own authority. Resolves to the path of a kubeconfig. */
  readonly kubeconfigFor: (subject: { user: string; groups?: readonly string[] }) => Promise<string>;
  /** A token for a service account that exists, good for an hour. Resolves to the path of a kubeconfig. */
  readonly serviceAccountKubeconfig: (namespace: string, name: string) => Promise<string>;
  /** Runs the real kubectl, as the administrator unless there is a `--kubeconfig`. Never throws on an exit code. */
  readonly kubectl: (...args: string[]) => Promise<Kubectl>;
};

export function createAccess(site: Site, api: Api): Access {
  return {
    kubeconfigFor: async ({ user, groups = [] }) => {
      const name = `client-${randomUUID()}`;
      const request = { name, authority: 'ca', usage: 'client', commonName: user, organizations: groups } as const;
      await issueCertificates(site.controlPlane, site.certificates, [request]);
      return writeClientKubeconfig(site, name);
    },
    serviceAccountKubeconfig: async (namespace, name) => {
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
      const body = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec: { expirationSeconds: 3600 } };
      const { status } = await api.json<{ status: { token: string } }>(path, { method: 'POST', body });
      return writeKubeconfig(site.kubeconfig(`token-${randomUUID()}`), site.url, await readCaData(site), status);
    },
    kubectl: (...args) => runKubectl(site, args),
  };
}

function runKubectl(site: Site, args: string[]): Promise<Kubectl> {
  // HOME holds kubectl's discovery cache, which must not be shared between clusters on the same port.
  const env = { PATH: process.env['PATH'] ?? '', HOME: site.folder, KUBECONFIG: site.kubeconfig('admin') };
  return new Promise((resolve, reject) => {
    const options = { env, maxBuffer: 1024 ** 3 };
    const child = execFile(site.controlPlane.path('kubectl'), args, options, (error, stdout, stderr) => {
      if (error !== null && typeof error.code !== 'number') reject(error);
      else resolve({ stdout, stderr, exitCode: Number(error?.code ?? 0) });
    });
    child.stdin?.end();
  });
}
