import type { Event, Namespace, Node, Service } from 'kubernetes-types/core/v1.d.ts';
import { age } from './age.ts';
import { ageColumn, type Column, formatLabels, nameColumn, orNone } from './columns.ts';

// Source of all: kubernetes pkg/printers/internalversion/printers.go, 1.36.

/** The columns of `kubectl get nodes`. */
export const nodeColumns: readonly Column<Node>[] = [
  nameColumn,
  { name: 'Status', cell: nodeStatus },
  { name: 'Roles', cell: nodeRoles },
  ageColumn,
  { name: 'Version', cell: ({ status }) => status?.nodeInfo?.kubeletVersion ?? '' },
  { name: 'Internal-IP', priority: 1, cell: (node) => orNone(nodeAddress(node, 'InternalIP')) },
  { name: 'External-IP', priority: 1, cell: (node) => orNone(nodeAddress(node, 'ExternalIP')) },
  { name: 'OS-Image', priority: 1, cell: ({ status }) => status?.nodeInfo?.osImage || '<unknown>' },
  { name: 'Kernel-Version', priority: 1, cell: kernelVersion },
  {
    name: 'Container-Runtime',
    priority: 1,
    cell: ({ status }) => status?.nodeInfo?.containerRuntimeVersion || '<unknown>',
  },
];

function nodeStatus({ spec, status }: Node): string {
  const ready = status?.conditions?.find(({ type }) => type === 'Ready');
  const condition = ready === undefined ? 'Unknown' : ready.status === 'True' ? 'Ready' : 'NotReady';
  return spec?.unschedulable ? `${condition},SchedulingDisabled` : condition;
}

function nodeRoles({ metadata }: Node): string {
  const prefix = 'node-role.kubernetes.io/';
  const roles = Object.entries(metadata?.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(prefix)) return key.slice(prefix.length);
    return key === 'kubernetes.io/role' ? value : '';
  });
  return orNone([...new Set(roles.filter(Boolean))].toSorted().join(','));
}

function nodeAddress({ status }: Node, type: string): string | undefined {
  return status?.addresses?.find((address) => address.type === type)?.address;
}

function kernelVersion({ status }: Node): string {
  const { kernelVersion: version, architecture } = status?.nodeInfo ?? {};
  return `${version || '<unknown>'}${architecture ? ` (${architecture})` : ''}`;
}

/** The columns of `kubectl get services`. */
export const serviceColumns: readonly Column<Service>[] = [
  nameColumn,
  { name: 'Type', cell: serviceType },
  { name: 'Cluster-IP', cell: ({ spec }) => orNone(spec?.clusterIPs?.[0] ?? spec?.clusterIP) },
  { name: 'External-IP', cell: externalIp },
  { name: 'Port(s)', cell: servicePorts },
  ageColumn,
  { name: 'Selector', priority: 1, cell: ({ spec }) => formatLabels(spec?.selector) },
];

function serviceType({ spec }: Service): string {
  return spec?.type ?? 'ClusterIP';
}

function externalIp(service: Service): string {
  const { externalIPs = [], externalName = '' } = service.spec ?? {};
  const type = serviceType(service);
  if (type === 'ExternalName') return externalName;
  if (type !== 'LoadBalancer') return orNone(externalIPs.join(','));
  const ingress = service.status?.loadBalancer?.ingress ?? [];
  const addresses = [...new Set(ingress.map(({ ip, hostname }) => ip || hostname || ''))].filter(Boolean).toSorted();
  return [...addresses, ...externalIPs].join(',') || '<pending>';
}

function servicePorts({ spec }: Service): string {
  const ports = spec?.ports?.map(({ port, nodePort, protocol = 'TCP' }) => {
    return nodePort ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`;
  });
  return orNone(ports?.join(','));
}

/** The columns of `kubectl get namespaces`. */
export const namespaceColumns: readonly Column<Namespace>[] = [
  nameColumn,
  { name: 'Status', cell: ({ status }) => status?.phase ?? '' },
  ageColumn,
];

/** The columns of `kubectl get events`. */
export const eventColumns: readonly Column<Event>[] = [
  { name: 'Last Seen', cell: lastSeen },
  { name: 'Type', cell: ({ type }) => type ?? '' },
  { name: 'Reason', cell: ({ reason }) => reason ?? '' },
  {
    name: 'Object',
    cell: ({ involvedObject: { kind = '', name } }) => [kind.toLowerCase(), name].filter(Boolean).join('/'),
  },
  { name: 'Message', cell: ({ message }) => message?.trim() ?? '' },
  { name: 'Count', type: 'integer', priority: 1, cell: ({ series, count }) => series?.count ?? (count || 1) },
  { ...nameColumn, priority: 1 },
];

function lastSeen({ series, lastTimestamp, firstTimestamp, eventTime }: Event, now: Date): string {
  return age(series?.lastObservedTime ?? lastTimestamp ?? firstTimestamp ?? eventTime, now);
}
