import type { Container as RawContainer, PodSpec as RawPodSpec } from 'kubernetes-types/core/v1.d.ts';
import { type Amount, type Amounts, addAmounts, nothing, parseAmount } from './amount.ts';

type Kind = 'requests' | 'limits';
type Written = Readonly<Record<string, string>>;

/** The parts of a pod's spec that say what it asks for. `resources` is newer than the types (Kubernetes 1.32). */
export type PodResourcesSpec = Pick<RawPodSpec, 'containers' | 'initContainers' | 'overhead'> & {
  readonly resources?: { readonly requests?: Written; readonly limits?: Written };
};

/**
 * What a pod requests of its node, as the scheduler and `kubectl describe node` reckon (component-helpers,
 * `resource.PodRequests`): containers and sidecars together, or one init container with the sidecars started before it
 * if that is more; what is set for the pod as a whole in place of it; and the overhead of its runtime class.
 */
export function podRequests(spec: PodResourcesSpec): Amounts {
  const requests = effective(spec, 'requests');
  for (const [resource, overhead] of amountsOf(spec.overhead)) {
    requests.set(resource, addAmounts(requests.get(resource) ?? nothing, overhead));
  }
  return Object.fromEntries(requests);
}

/** The limits, likewise (`resource.PodLimits`); overhead counts only where there is a limit. */
export function podLimits(spec: PodResourcesSpec): Amounts {
  const limits = effective(spec, 'limits');
  for (const [resource, overhead] of amountsOf(spec.overhead)) {
    const limit = limits.get(resource);
    if (limit && limit.nanos !== 0n) limits.set(resource, addAmounts(limit, overhead));
  }
  return Object.fromEntries(limits);
}

/** Adds amounts, resource by resource, in order: the first that is not zero says how the sum is written. */
export function sumAmounts(parts: Iterable<Amounts>): Amounts {
  const sum = new Map<string, Amount>();
  for (const part of parts) add(sum, Object.entries(part));
  return Object.fromEntries(sum);
}

function effective(spec: PodResourcesSpec, kind: Kind): Map<string, Amount> {
  const running = new Map<string, Amount>();
  for (const container of spec.containers ?? []) add(running, resourcesOf(container, kind));
  const sidecars = new Map<string, Amount>();
  const starting = new Map<string, Amount>();
  for (const container of spec.initContainers ?? []) {
    if (container.restartPolicy === 'Always') {
      add(running, resourcesOf(container, kind));
      add(sidecars, resourcesOf(container, kind));
      raise(starting, sidecars);
    } else {
      const beside = new Map(sidecars);
      add(beside, resourcesOf(container, kind));
      raise(starting, beside);
    }
  }
  raise(running, starting);
  for (const [resource, amount] of amountsOf(spec.resources?.[kind])) {
    if (/^(cpu|memory|hugepages-.*)$/.test(resource)) running.set(resource, amount);
  }
  return running;
}

function resourcesOf({ resources }: RawContainer, kind: Kind): [string, Amount][] {
  return amountsOf(resources?.[kind]);
}

function amountsOf(written: Written | undefined): [string, Amount][] {
  return Object.entries(written ?? {}).map(([resource, text]) => [resource, parseAmount(text)]);
}

function add(sum: Map<string, Amount>, amounts: Iterable<[string, Amount]>): void {
  for (const [resource, amount] of amounts) {
    const before = sum.get(resource);
    sum.set(resource, before ? addAmounts(before, amount) : amount);
  }
}

function raise(most: Map<string, Amount>, amounts: Iterable<[string, Amount]>): void {
  for (const [resource, amount] of amounts) {
    const before = most.get(resource);
    if (!before || amount.nanos > before.nanos) most.set(resource, amount);
  }
}
