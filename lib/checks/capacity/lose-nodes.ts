import type { Node } from '#lib/cluster/sources/nodes.ts';
import { isAllocated, type PodSpec } from '#lib/cluster/sources/pod-specs.ts';
import { isReady } from '../nodes/readiness.ts';
import { type Placed, takeCensus } from './census.ts';
import { companyRules } from './company.ts';
import { isChosen, isTolerated, reachesVolumes, type Storage } from './node-rules.ts';
import { type Demand, demandOf, emptyRoom, holds, type Room, take } from './room.ts';

/** A cluster as the simulation sees it. */
export interface ClusterState {
  readonly nodes: readonly Node[];
  readonly pods: readonly PodSpec[];
  readonly storage: Storage;
}

/** Where the pods of lost nodes went, and those for which there is no place. */
export interface Outcome {
  readonly placed: ReadonlyMap<PodSpec, Node>;
  readonly unplaced: readonly PodSpec[];
}

/**
 * Loses nodes and finds a place for each of their pods on those that remain, where all other pods stay: first fit, the
 * largest pod first. Whatever is placed keeps every rule of the scheduler that is known here, so "all placed" is sure;
 * first fit is no search through every order, so that a pod left over might fit in another one.
 */
export function loseNodes({ nodes, pods, storage }: ClusterState, lost: ReadonlySet<Node>): Outcome {
  const remaining = nodes.filter((node) => !lost.has(node));
  const rooms = new Map(remaining.map((node) => [node, emptyRoom(node)]));
  const { displaced, staying } = divide(nodes, pods, lost);
  for (const { pod, node } of staying) take(rooms.get(node) as Room, demandOf(pod), pod.placing.hostPorts);
  const census = takeCensus(staying);
  const usable = [...rooms.values()].filter(({ node }) => isReady(node) && node.deletionAt === null);
  const candidates = rememberCandidates(usable, storage);
  const placed = new Map<PodSpec, Node>();
  const tryPlace = (pod: PodSpec) => {
    const rules = companyRules(pod, census, remaining);
    const demand = demandOf(pod);
    const { hostPorts } = pod.placing;
    const room = candidates(pod, demand).find(
      (one) => holds(one, demand, hostPorts) && rules.every((suits) => suits(one.node)),
    );
    if (!room) return;
    take(room, demand, hostPorts);
    census.add({ pod, node: room.node });
    placed.set(pod, room.node);
  };
  let waiting = largestFirst(displaced, remaining);
  // Again as long as it helps: a pod that seeks company finds it once that is placed.
  for (let before = -1; waiting.length > 0 && waiting.length !== before; ) {
    before = waiting.length;
    for (const pod of waiting) tryPlace(pod);
    waiting = waiting.filter((pod) => !placed.has(pod) && needsCompany(pod));
  }
  return { placed, unplaced: displaced.filter((pod) => !placed.has(pod)) };
}

/** Pods that must move, and pods that stay where they are. Those without a node, or that need none, are neither. */
function divide(nodes: readonly Node[], pods: readonly PodSpec[], lost: ReadonlySet<Node>) {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const displaced: PodSpec[] = [];
  const staying: Placed[] = [];
  for (const pod of pods.filter(isAllocated)) {
    const node = byName.get(pod.nodeName ?? '');
    if (node && !lost.has(node)) staying.push({ pod, node });
    else if (node && !pod.isBoundToNode && pod.deletionAt === null) displaced.push(pod);
  }
  return { displaced, staying };
}

/** Only what asks for others near it or for a spread can fit later and not now. */
function needsCompany({ placing }: PodSpec): boolean {
  return placing.near.length > 0 || placing.spreads.length > 0;
}

/**
 * Nodes that a pod may run on, room and company aside: the same for all pods of equal rules. Nodes that have proved too
 * small for a pod of the same rules and no smaller demand are not looked at again.
 */
function rememberCandidates(rooms: readonly Room[], storage: Storage) {
  const known = new Map<string, readonly Room[]>();
  return (pod: PodSpec, demand: Demand): readonly Room[] => {
    const { nodeSelector, nodeTerms, tolerations, claims } = pod.placing;
    if (pod.placing.claimsDevices) return [];
    const key = JSON.stringify([nodeSelector, nodeTerms, tolerations, claims.length > 0 && [pod.namespace, claims]]);
    const allowed = known.get(key) ?? rooms.filter(({ node }) => isAllowed(node, pod, storage));
    known.set(key, allowed);
    const sized = `${key}${JSON.stringify(demand)}`;
    const roomy = (known.get(sized) ?? allowed).filter((room) => holds(room, demand, []));
    known.set(sized, roomy);
    return roomy;
  };
}

function isAllowed(node: Node, pod: PodSpec, storage: Storage): boolean {
  return isChosen(node, pod.placing) && isTolerated(node, pod.placing) && reachesVolumes(node, pod, storage);
}

/** Sorted by the larger of the shares of CPU and memory, then by name, so that every run finds the same. */
function largestFirst(pods: readonly PodSpec[], nodes: readonly Node[]): PodSpec[] {
  const largest = (resource: string) =>
    nodes.reduce((most, node) => Math.max(most, emptyRoom(node).free.get(resource) ?? 0), 1);
  const [cpu, memory] = [largest('cpu'), largest('memory')];
  const share = (pod: PodSpec) => {
    const demand = new Map(demandOf(pod));
    return Math.max((demand.get('cpu') ?? 0) / cpu, (demand.get('memory') ?? 0) / memory);
  };
  return pods
    .map((pod) => ({ pod, share: share(pod), name: `${pod.namespace}/${pod.name}` }))
    .toSorted((a, b) => b.share - a.share || (a.name < b.name ? -1 : 1))
    .map(({ pod }) => pod);
}
