import { toUnits } from '#lib/cluster/amount.ts';
import type { RequestedAmounts } from '#lib/cluster/sources/earlier-runs.ts';
import { type Allocation, addAllocations, amountIn } from '../allocation/allocated.ts';

/** What pods request and nodes can allot, of all nodes together: what later runs lay a trend through. */
export function measureRequested(parts: readonly Allocation[]): RequestedAmounts {
  const { requests, allocatable, podCount } = addAllocations(parts);
  const figuresOf = (resource: string) => ({
    requests: toUnits(resource, amountIn(requests, resource)),
    allocatable: toUnits(resource, amountIn(allocatable, resource)),
  });
  return {
    cpu: figuresOf('cpu'),
    memory: figuresOf('memory'),
    pods: { ...figuresOf('pods'), requests: podCount },
  };
}
