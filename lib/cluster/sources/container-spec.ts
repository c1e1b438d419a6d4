import type { Container, LifecycleHandler, Probe, SecurityContext } from 'kubernetes-types/core/v1.d.ts';

/** What one container of a pod asks for, whatever its role. */
export interface ContainerSpec {
  readonly name: string;
  readonly image: string;
  /** Always, IfNotPresent or Never; empty where the API server has not filled it in. */
  readonly pullPolicy: string;
  readonly securityContext: SecurityContext;
  /** Ports of the node that it takes, 0 left out. */
  readonly hostPorts: readonly number[];
  /** Hosts that its probes and lifecycle hooks name instead of the pod. */
  readonly handlerHosts: readonly string[];
}

/** A container or an ephemeral one: both carry the same fields. */
export type RawContainer = Pick<
  Container,
  | 'name'
  | 'image'
  | 'imagePullPolicy'
  | 'securityContext'
  | 'ports'
  | 'livenessProbe'
  | 'readinessProbe'
  | 'startupProbe'
  | 'lifecycle'
>;

export function toContainerSpec(raw: RawContainer): ContainerSpec {
  const handlers = [
    raw.livenessProbe,
    raw.readinessProbe,
    raw.startupProbe,
    raw.lifecycle?.postStart,
    raw.lifecycle?.preStop,
  ];
  return {
    name: raw.name,
    image: raw.image ?? '',
    pullPolicy: raw.imagePullPolicy ?? '',
    securityContext: raw.securityContext ?? {},
    hostPorts: (raw.ports ?? []).flatMap((port) => port.hostPort || []),
    handlerHosts: handlers.flatMap(hostsOf),
  };
}

function hostsOf(handler: Probe | LifecycleHandler | undefined): string[] {
  return [handler?.httpGet?.host, handler?.tcpSocket?.host].flatMap((host) => host || []);
}
