import { spawn } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ControlPlane } from '../control-plane/build.ts';

/** One certificate to issue; becomes `<name>.crt` and `<name>.key`. */
export type CertificateRequest = {
  readonly name: string;
  readonly authority: 'ca' | 'front-proxy-ca';
  readonly usage: 'client' | 'server';
  readonly commonName: string;
  readonly organizations?: readonly string[];
  /** DNS names and IP addresses. */
  readonly hosts?: readonly string[];
};

/** Issues certificates into `directory`; the two authorities and the token key are made when they are not there. */
export function issueCertificates(
  controlPlane: ControlPlane,
  directory: string,
  certificates: readonly CertificateRequest[],
): Promise<void> {
  const request = {
    directory,
    authorities: ['ca', 'front-proxy-ca'],
    signingKeys: ['service-account'],
    certificates,
  };
  return new Promise((resolve, reject) => {
    const child = spawn(controlPlane.path('pki'), [], { stdio: ['pipe', 'ignore', 'pipe'] });
    let errors = '';
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(errors || `pki: exit ${code}`))));
    child.stdin.end(JSON.stringify(request));
  });
}

/** The certificates that the parts of a control plane show each other. */
export function controlPlaneCertificates(nodeAddresses: readonly string[]): CertificateRequest[] {
  const loopback = ['localhost', '127.0.0.1'];
  const client = (name: string, commonName = name, organizations: string[] = []): CertificateRequest => ({
    name,
    authority: 'ca',
    usage: 'client',
    commonName,
    organizations,
  });
  const server = (name: string, hosts: readonly string[]): CertificateRequest => ({
    name: `${name}-server`,
    authority: 'ca',
    usage: 'server',
    commonName: name,
    hosts: [...loopback, ...hosts],
  });
  return [
    server('kube-apiserver', ['kubernetes', 'kubernetes.default', 'kubernetes.default.svc', '172.20.0.1']),
    server('kubelet', nodeAddresses),
    server('metrics-server', ['metrics-server.kube-system.svc']),
    { name: 'front-proxy', authority: 'front-proxy-ca', usage: 'client', commonName: 'front-proxy-client' },
    client('kube-apiserver-kubelet', 'kube-apiserver-kubelet-client', ['system:masters']),
    client('admin', 'kubernetes-admin', ['system:masters']),
    client('harness', 'harness', ['system:masters']),
    client('kube-controller-manager', 'system:kube-controller-manager'),
    client('kube-scheduler', 'system:kube-scheduler'),
    client('kwok', 'kwok', ['system:masters']),
    client('metrics-server', 'metrics-server'),
  ];
}

/** What a kubeconfig says of its user. */
export type Credentials = { readonly token: string } | { readonly certificate: string; readonly key: string };

/** Writes a kubeconfig with everything inside, so that the file can be handed to another process. */
export async function writeKubeconfig(
  path: string,
  url: string,
  caData: string,
  credentials: Credentials,
): Promise<string> {
  const user =
    'token' in credentials
      ? { token: credentials.token }
      : {
          'client-certificate-data': Buffer.from(credentials.certificate).toString('base64'),
          'client-key-data': Buffer.from(credentials.key).toString('base64'),
        };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'test', cluster: { server: url, 'certificate-authority-data': caData } }],
    users: [{ name: 'test', user }],
    contexts: [{ name: 'test', context: { cluster: 'test', user: 'test' } }],
    'current-context': 'test',
  };
  await writeFile(path, JSON.stringify(config, undefined, 2), { mode: 0o600 }); // JSON is YAML
  return path;
}

/** Reads the PEM files of an issued certificate. */
export async function readCertificate(directory: string, name: string): Promise<{ certificate: string; key: string }> {
  const [certificate, key] = await Promise.all(
    ['crt', 'key'].map((suffix) => readFile(join(directory, `${name}.${suffix}`), 'utf8')),
  );
  return { certificate: certificate ?? '', key: key ?? '' };
}
