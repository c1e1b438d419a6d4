import { join } from 'node:path';
import type { ControlPlane } from '../control-plane/build.ts';
import { controlPlaneCertificates, issueCertificates, readCertificate, writeKubeconfig } from './certificates.ts';
import { type PortName, portNames, prepareFolders, type Site } from './control-plane.ts';
import { freePorts } from './ports.ts';
import { createStateFolder } from './state-folder.ts';

/** Who has a kubeconfig from the start. */
const clients = ['admin', 'harness', 'kube-controller-manager', 'kube-scheduler', 'kwok', 'metrics-server'];

/**
 * Prepares the ground for one cluster: folder, ports, certificates, kubeconfigs.
 *
 * @param seed  puts data of an earlier cluster (etcd's folder, authorities) in place before anything is made.
 */
export async function createSite(
  controlPlane: ControlPlane,
  nodeAddresses: readonly string[],
  seed: (folder: string) => Promise<void> = async () => {},
): Promise<Site> {
  const folder = await createStateFolder();
  const numbers = await freePorts(portNames.length);
  const ports = Object.fromEntries(portNames.map((name, index) => [name, numbers[index]])) as Record<PortName, number>;
  const certificates = join(folder, 'certificates');
  const site: Site = {
    controlPlane,
    folder,
    certificates,
    logs: join(folder, 'logs'),
    url: `https://127.0.0.1:${ports.apiServer}`,
    ports,
    egressSocket: join(folder, 'egress.sock'),
    kubeconfig: (name) => join(folder, `${name}.kubeconfig`),
  };
  await prepareFolders(site);
  await seed(folder);
  await issueCertificates(controlPlane, certificates, controlPlaneCertificates(nodeAddresses));
  await Promise.all(clients.map((name) => writeClientKubeconfig(site, name)));
  return site;
}

/** The base64 of the authority's certificate, as kubeconfigs and EKS have it. */
export async function readCaData({ certificates }: Site): Promise<string> {
  return Buffer.from((await readCertificate(certificates, 'ca')).certificate).toString('base64');
}

/** Writes `<name>.kubeconfig` for the client certificate of that name. */
export async function writeClientKubeconfig(site: Site, name: string): Promise<string> {
  const credentials = await readCertificate(site.certificates, name);
  return writeKubeconfig(site.kubeconfig(name), site.url, await readCaData(site), credentials);
}
