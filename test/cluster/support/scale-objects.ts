import type { KubernetesObject } from './api.ts';

export type ScaleSize = { readonly nodes: number; readonly pods: number };

/** Exactly what is wrong in a scale cluster, so that a reader of it can be held to it. */
export type ScaleTruth = {
  readonly notReadyNodes: readonly string[];
  /** As 'namespace/name'. */
  readonly crashLoopingPods: readonly string[];
};

const namespaces = 50;
const podsPerApp = 100;

const namespaceOf = (app: number): string => `team-${app % namespaces}`;
const appName = (app: number): string => `app-${app}`;
const nodeAddress = (index: number): string => `10.${1 + (index >> 8)}.${index & 255}.11`;
const nodeName = (index: number): string => `ip-${nodeAddress(index).replaceAll('.', '-')}.eu-west-1.compute.internal`;
const podAddress = (index: number): string => `10.${64 + (index >> 16)}.${(index >> 8) & 255}.${index & 255}`;
const podName = (index: number): string =>
  `${appName(Math.floor(index / podsPerApp))}-6cd6689dd-${index.toString(36).padStart(5, '0')}`;

const isNotReady = (node: number): boolean => node % 500 === 250;
const isCrashLooping = (pod: number): boolean => pod % 4000 === 1234;

export const appsOf = ({ pods }: ScaleSize): number => Math.ceil(pods / podsPerApp);

const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

export const scaleTruth = ({ nodes, pods }: ScaleSize): ScaleTruth => ({
  notReadyNodes: range(nodes).filter(isNotReady).map(nodeName),
  crashLoopingPods: range(pods)
    .filter(isCrashLooping)
    .map((pod) => `${namespaceOf(Math.floor(pod / podsPerApp))}/${podName(pod)}`),
});

/** Namespaces and their service accounts: no controller is there to make the latter. */
export const namespaceObjects = (): KubernetesObject[][] => [
  range(namespaces).map((index) => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespaceOf(index) } })),
  range(namespaces).map((index) => ({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'app', namespace: namespaceOf(index) },
  })),
];

export function scaleNode(index: number, now: string): KubernetesObject {
  const zone = `eu-west-1${'abc'[index % 3]}`;
  const resources = { cpu: '8', memory: '32Gi', pods: '110' };
  const ready = isNotReady(index)
    ? { status: 'False', reason: 'KubeletNotReady', message: 'container runtime is down' }
    : { status: 'True', reason: 'KubeletReady', message: 'kubelet is posting ready status' };
  return {
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: nodeName(index),
      labels: {
        'kubernetes.io/hostname': nodeName(index),
        'kubernetes.io/os': 'linux',
        'kubernetes.io/arch': 'amd64',
        'node.kubernetes.io/instance-type': 'm5.2xlarge',
        'topology.kubernetes.io/region': 'eu-west-1',
        'topology.kubernetes.io/zone': zone,
        'eks.amazonaws.com/nodegroup': 'workers',
      },
    },
    spec: { providerID: `aws:///${zone}/i-${String(index).padStart(17, '0')}` },
    status: {
      conditions: [
        { type: 'Ready', ...ready, lastHeartbeatTime: now, lastTransitionTime: now },
        ...['MemoryPressure', 'DiskPressure', 'PIDPressure'].map((type) => ({
          type,
          status: 'False',
          reason: `KubeletHasNo${type}`,
          lastHeartbeatTime: now,
          lastTransitionTime: now,
        })),
      ],
      addresses: [
        { type: 'InternalIP', address: nodeAddress(index) },
        { type: 'Hostname', address: nodeName(index) },
      ],
      allocatable: resources,
      capacity: resources,
      nodeInfo: {
        kubeletVersion: 'v1.36.3-eks-3025e55',
        osImage: 'Amazon Linux 2023',
        containerRuntimeVersion: 'containerd://2.1.5',
        kernelVersion: '6.12.40',
        architecture: 'amd64',
        operatingSystem: 'linux',
        kubeProxyVersion: '',
        bootID: '',
        machineID: '',
        systemUUID: '',
      },
    },
  };
}

const labelsOf = (app: number): Record<string, string> => ({
  app: appName(app),
  'app.kubernetes.io/name': appName(app),
});

const container = (name: string, app: number): object => ({
  name,
  image: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/${appName(app)}:1.2.${app % 40}`,
  ports: name === 'main' ? [{ containerPort: 8080, name: 'http' }] : [],
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '256Mi' } },
  env: ['LOG_LEVEL', 'REGION', 'DB_HOST', 'CACHE_HOST'].map((key) => ({
    name: key,
    value: `${key.toLowerCase()}-${app}`,
  })),
  readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
  livenessProbe: { httpGet: { path: '/live', port: 8080 } },
});

const containerNames = (app: number): string[] => (app % 2 === 0 ? ['main'] : ['main', 'sidecar']);

const podTemplate = (app: number): { metadata: object; spec: object } => ({
  metadata: { labels: { ...labelsOf(app), 'pod-template-hash': '6cd6689dd' } },
  spec: { serviceAccountName: 'app', containers: containerNames(app).map((name) => container(name, app)) },
});

/** The deployment, its replica set, and the service before its pods. */
export function scaleApp(app: number, replicas: number): KubernetesObject[] {
  const namespace = namespaceOf(app);
  const spec = { replicas, selector: { matchLabels: labelsOf(app) } };
  const status = { replicas, readyReplicas: replicas, availableReplicas: replicas, observedGeneration: 1 };
  return [
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: appName(app), namespace, labels: labelsOf(app) },
      spec: { ...spec, template: podTemplate(app) },
      status: { ...status, updatedReplicas: replicas },
    },
    {
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${appName(app)}-6cd6689dd`,
        namespace,
        labels: labelsOf(app),
        ownerReferences: [owner('Deployment', appName(app))],
      },
      spec: { ...spec, template: podTemplate(app) },
      status,
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: appName(app), namespace, labels: labelsOf(app) },
      spec: { selector: labelsOf(app), ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    },
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name: `${appName(app)}-1`, namespace, labels: { 'kubernetes.io/service-name': appName(app) } },
      addressType: 'IPv4',
      ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
      endpoints: range(replicas).map((offset) => ({
        addresses: [podAddress(app * podsPerApp + offset)],
        conditions: { ready: !isCrashLooping(app * podsPerApp + offset) },
        targetRef: { kind: 'Pod', namespace, name: podName(app * podsPerApp + offset) },
      })),
    },
  ];
}

/** How many pods the app has: all have the same number but the last. */
export const replicasOf = (app: number, { pods }: ScaleSize): number => Math.min(podsPerApp, pods - app * podsPerApp);

// No garbage collector runs, so the uid may lead nowhere; the names are right.
const owner = (kind: string, name: string): object => ({
  apiVersion: 'apps/v1',
  kind,
  name,
  uid: '00000000-0000-4000-8000-000000000000',
  controller: true,
});

export function scalePod(index: number, { nodes }: ScaleSize, now: string): KubernetesObject {
  const app = Math.floor(index / podsPerApp);
  const { metadata, spec } = podTemplate(app);
  const ready = isCrashLooping(index) ? 'False' : 'True';
  const address = podAddress(index);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      ...metadata,
      name: podName(index),
      namespace: namespaceOf(app),
      ownerReferences: [owner('ReplicaSet', `${appName(app)}-6cd6689dd`)],
    },
    spec: { ...spec, nodeName: nodeName(index % nodes) },
    status: {
      phase: 'Running',
      startTime: now,
      hostIP: nodeAddress(index % nodes),
      podIP: address,
      podIPs: [{ ip: address }],
      conditions: [
        { type: 'PodScheduled', status: 'True', lastTransitionTime: now },
        { type: 'Initialized', status: 'True', lastTransitionTime: now },
        { type: 'ContainersReady', status: ready, lastTransitionTime: now },
        { type: 'Ready', status: ready, lastTransitionTime: now },
      ],
      containerStatuses: containerNames(app).map((name) =>
        containerStatus(name, isCrashLooping(index) && name === 'main', now),
      ),
    },
  };
}

function containerStatus(name: string, isCrashing: boolean, now: string): object {
  const common = { name, image: 'app', imageID: 'app@sha256:0' };
  if (!isCrashing)
    return { ...common, ready: true, started: true, restartCount: 0, state: { running: { startedAt: now } } };
  const terminated = { exitCode: 1, reason: 'Error', startedAt: now, finishedAt: now };
  const waiting = { reason: 'CrashLoopBackOff', message: 'back-off 5m0s restarting failed container' };
  return { ...common, ready: false, started: false, restartCount: 12, state: { waiting }, lastState: { terminated } };
}
