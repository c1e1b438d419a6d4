import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { KubernetesObject } from './api.ts';
import type { Site } from './control-plane.ts';
import { type Server, startServer } from './processes.ts';

/** A fake node; everything has a default, in the way of EKS. */
export type NodeSpec = {
  readonly address?: string;
  readonly zone?: string;
  readonly instanceType?: string;
  readonly nodeGroup?: string;
  readonly kubeletVersion?: string;
  readonly cpu?: string;
  readonly memory?: string;
  readonly pods?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly { key: string; value?: string; effect: string }[];
};

const region = 'eu-west-1';
const kubeletPort = 10_250;

/** Pods and nodes have addresses of one VPC, as with Amazon's CNI. Nothing ever listens there. */
const podAddresses = '10.0.64.0/18';

const placeOf = (index: number): { zone: string; address: string } => ({
  zone: `${region}${'abc'[index % 3]}`,
  address: `10.0.${(index % 3) + 1}.${11 + Math.floor(index / 3)}`,
});

/** The address of each node, for certificates and the egress map. */
export const addressesOf = (nodes: readonly NodeSpec[]): string[] =>
  nodes.map(({ address }, index) => address ?? placeOf(index).address);

const nameOfNode = (address: string): string => `ip-${address.replaceAll('.', '-')}.${region}.compute.internal`;

/** The node as the cloud and the kubelet would register it; kwok makes it Ready. */
export function nodeObject(spec: NodeSpec, index: number): KubernetesObject {
  const place = placeOf(index);
  const { address = place.address, zone = place.zone, instanceType = 'm5.xlarge', nodeGroup = 'workers' } = spec;
  const name = nameOfNode(address);
  const id = `i-0${(0x1a2b3c4d5e6f + index * 7919).toString(16).padStart(16, '0')}`;
  const { cpu = '4', memory = '15896Mi', pods = '58' } = spec;
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name,
      annotations: {
        'eks-runbook.test/node': 'kwok',
        'metrics.k8s.io/resource-metrics-path': `/metrics/nodes/${name}/metrics/resource`,
      },
      labels: {
        'kubernetes.io/hostname': name,
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'node.kubernetes.io/instance-type': instanceType,
        'topology.kubernetes.io/region': region,
        'topology.kubernetes.io/zone': zone,
        'eks.amazonaws.com/nodegroup': nodeGroup,
        'eks.amazonaws.com/capacityType': 'ON_DEMAND',
        ...spec.labels,
      },
    },
    spec: { providerID: `aws:///${zone}/${id}`, ...(spec.taints === undefined ? {} : { taints: spec.taints }) },
    status: {
      addresses: [
        { type: 'InternalIP', address },
        { type: 'Hostname', address: name },
        { type: 'InternalDNS', address: name },
      ],
      capacity: { cpu, memory, pods, 'ephemeral-storage': '80Gi' },
      allocatable: { cpu: `${Number(cpu) * 1000 - 70}m`, memory: reserve(memory), pods, 'ephemeral-storage': '71Gi' },
      nodeInfo: {
        kubeletVersion: spec.kubeletVersion ?? 'v1.36.3-eks-3025e55',
        osImage: 'Amazon Linux 2023.9.20260610',
        containerRuntimeVersion: 'containerd://2.1.5',
        kernelVersion: '6.12.40-64.114.amzn2023.x86_64',
        architecture: 'amd64',
        operatingSystem: 'linux',
        kubeProxyVersion: '',
        bootID: `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`,
        machineID: `ec2${String(index).padStart(29, '0')}`,
        systemUUID: `ec200000-0000-4000-8000-${String(index).padStart(12, '0')}`,
      },
    },
  };
}

/** What the kubelet keeps for the system; a memory that is not in Mi is given whole. */
const reserve = (memory: string): string => (memory.endsWith('Mi') ? `${Number.parseInt(memory) - 700}Mi` : memory);

/** Starts kwok, which plays the kubelets, and the front that answers exec and logs for all of them. */
export async function startKubelets(site: Site): Promise<Server[]> {
  const { controlPlane, certificates, logs, ports, kubeconfig, folder } = site;
  const tls = ['cert-file', 'private-key-file'].map((flag, index) => {
    return `--tls-${flag}=${join(certificates, `kubelet-server.${index === 0 ? 'crt' : 'key'}`)}`;
  });
  const kwok = startServer({
    name: 'kwok',
    command: controlPlane.path('kwok'),
    logs,
    args: [
      `--kubeconfig=${kubeconfig('kwok')}`,
      `--config=${await writeKwokConfig(site)}`,
      '--manage-nodes-with-annotation-selector=eks-runbook.test/node=kwok',
      '--node-lease-duration-seconds=40', // less, and the node lifecycle controller finds the lease stale
      `--cidr=${podAddresses}`,
      `--node-port=${kubeletPort}`,
      `--server-address=127.0.0.1:${ports.kwok}`,
      ...tls,
    ],
  });
  const front = startServer({
    name: 'kubelet',
    command: controlPlane.path('kubelet'),
    logs,
    args: [
      `--listen=127.0.0.1:${ports.kubelet}`,
      `--kwok=https://127.0.0.1:${ports.kwok}`,
      `--scripts=${join(folder, 'exec')}`,
      `--logs=${join(folder, 'container-logs')}`,
      ...tls,
    ],
  });
  return [kwok, front];
}

export const kubeletAddress = `*:${kubeletPort}`;

async function writeKwokConfig({ controlPlane, folder }: Site): Promise<string> {
  const parts = [
    join(import.meta.dirname, '../control-plane/stages.yaml'),
    join(controlPlane.kwokManifests, 'metrics/resource/metrics-resource.yaml'),
    join(controlPlane.kwokManifests, 'metrics/usage/usage-from-annotation.yaml'),
  ];
  const texts = await Promise.all(parts.map((part) => readFile(part, 'utf8')));
  const path = join(folder, 'kwok.yaml');
  await writeFile(path, texts.join('\n---\n'));
  return path;
}
