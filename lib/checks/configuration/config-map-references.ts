import { configMaps } from '#lib/cluster/sources/config-maps.ts';
import { podReferences } from '#lib/cluster/sources/pod-references.ts';
import { templateReferences } from '#lib/cluster/sources/template-references.ts';
import { defineCheck } from '../check.ts';
import { findUnresolved, referrersOf, unresolvedSteps } from './unresolved.ts';

/**
 * Every ConfigMap, and every key of one, that a workload refers to exists: in environment variables, envFrom, volumes
 * and projected volumes, of init containers too. What runs goes on without it; the next pod does not start.
 *
 * Reads: apps/v1, batch/v1 pod templates; v1 Pod .spec; v1 ConfigMap keys
 * Quiet for: optional references; pods that have ended; only info for what is scaled to 0 or suspended
 */
export const configurationConfigMapReferences = defineCheck({
  id: 'configuration/config-map-references',
  title: 'Every ConfigMap that workloads refer to exists',
  severity: 'warning',
  remediation: unresolvedSteps,
  reads: [templateReferences, podReferences, configMaps],
  *run(data) {
    const keys = new Map(
      data.configMaps.map((map) => [`${map.namespace}/${map.name}`, new Set(map.entries.map(({ key }) => key))]),
    );
    const referrers = referrersOf(data.templateReferences, data.podReferences);
    yield* findUnresolved('ConfigMap', referrers, (namespace, name) => keys.get(`${namespace}/${name}`) ?? null);
    return referrers.length;
  },
});
