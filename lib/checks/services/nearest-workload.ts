import leven from 'leven';
import { formatLabels } from '#lib/cluster/sources/labels.ts';
import type { Service } from '#lib/cluster/sources/services.ts';
import type { Workload } from '#lib/cluster/sources/workload.ts';

/**
 * The workload whose pods come closest to a selector that matches none, as the end of a sentence, or nothing. Only
 * workloads of the namespace that carry one of the selector's keys are compared.
 */
export function describeNearest({ namespace, selector }: Service, workloads: readonly Workload[]): string {
  const wanted = Object.entries(selector ?? {});
  const [nearest] = workloads
    .filter((workload) => workload.namespace === namespace && wanted.some(([key]) => key in workload.podLabels))
    .map((workload) => ({
      workload,
      distance: wanted.reduce((sum, [key, value]) => sum + leven(value, workload.podLabels[key] ?? ''), 0),
    }))
    .toSorted((one, other) => one.distance - other.distance);
  if (!nearest) return '';
  const { kind, name, podLabels } = nearest.workload;
  const carried = Object.fromEntries(wanted.map(([key]) => [key, podLabels[key] ?? '(none)']));
  return `; the nearest, ${kind} ${name}, has ${formatLabels(carried)}`;
}
