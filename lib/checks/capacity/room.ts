import { parseAmount, toUnits } from '#lib/cluster/amount.ts';
import type { Node } from '#lib/cluster/sources/nodes.ts';
import type { PodSpec } from '#lib/cluster/sources/pod-specs.ts';

/** What is asked of a node, in the scheduler's units: resources, and one of its places for pods. */
export type Demand = readonly (readonly [resource: string, units: number])[];

/** What is left of a node. */
export interface Room {
  readonly node: Node;
  readonly free: Map<string, number>;
  /** Host ports taken: `protocol/port/address`. */
  readonly hostPorts: Set<string>;
}

/** The room of an empty node. One that does not say how many pods it takes has no such limit. */
export function emptyRoom(node: Node): Room {
  const free = Object.entries(node.allocatable).map(([resource, text]): [string, number] => [
    resource,
    floorUnits(resource, text),
  ]);
  return { node, free: new Map(free), hostPorts: new Set() };
}

/** What a pod asks for; what it asks nothing of is left out. */
export function demandOf(pod: PodSpec): Demand {
  const asked = Object.entries(pod.requests).map(
    ([resource, amount]) => [resource, toUnits(resource, amount)] as const,
  );
  return [...asked.filter(([, units]) => units > 0), ['pods', 1]];
}

/** Whether the room holds it, its host ports included. */
export function holds({ free, hostPorts }: Room, demand: Demand, ports: readonly string[]): boolean {
  for (const [resource, units] of demand) {
    const left = free.get(resource) ?? (resource === 'pods' ? Number.POSITIVE_INFINITY : 0);
    if (left < units) return false;
  }
  return ports.every((port) => isPortFree(hostPorts, port));
}

/** Takes the room, whether it is there or not: what runs, runs. */
export function take({ free, hostPorts }: Room, demand: Demand, ports: readonly string[]): void {
  for (const [resource, units] of demand) {
    const left = free.get(resource);
    if (left !== undefined) free.set(resource, left - units);
  }
  for (const port of ports) hostPorts.add(port);
}

/** A port is taken by the same address, and by or for all addresses at once (`0.0.0.0`). */
function isPortFree(taken: ReadonlySet<string>, port: string): boolean {
  if (taken.size === 0) return true;
  const [protocol, number, address] = port.split('/');
  const prefix = `${protocol}/${number}/`;
  if (address === '0.0.0.0') return ![...taken].some((other) => other.startsWith(prefix));
  return !taken.has(port) && !taken.has(`${prefix}0.0.0.0`);
}

function floorUnits(resource: string, text: string): number {
  const amount = parseAmount(text);
  const units = toUnits(resource, amount);
  const isCut = resource === 'cpu' ? amount.nanos % 10n ** 6n !== 0n : amount.nanos % 10n ** 9n !== 0n;
  return isCut ? units - 1 : units;
}
