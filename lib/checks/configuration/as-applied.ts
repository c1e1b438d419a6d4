import { configMaps } from '#lib/cluster/sources/config-maps.ts';
import { defineCheck } from '../check.ts';
import { describeDifferences, describeWriter, differencesOf, digestsOf, isWrittenByPeople } from './differences.ts';

/**
 * A ConfigMap that was applied is still what was applied: nobody has edited it in the cluster since. What was applied is
 * in the annotation `kubectl.kubernetes.io/last-applied-configuration`; who differed from it, in managedFields.
 *
 * Reads: v1 ConfigMap .data, .binaryData (digests), the annotation, .metadata.managedFields
 * Quiet for: ConfigMaps that were never applied by kubectl or carry no annotation (Helm, server-side apply), those of controllers
 */
export const configurationAsApplied = defineCheck({
  id: 'configuration/as-applied',
  title: 'Every ConfigMap is as it was applied',
  severity: 'warning',
  remediation: [
    {
      text: 'Look what was applied and what is there.',
      command: 'kubectl get configmap {name} -n {namespace} -o yaml --show-managed-fields',
    },
    {
      text: 'Take the change into the source and apply that, or apply the source to undo the change.',
      verify: 'kubectl diff -f <the manifest of configmap {name}>',
    },
    {
      text: 'Restart the pods that take it as they start.',
      command: 'kubectl get deployments,statefulsets -n {namespace}',
    },
  ],
  reads: [configMaps],
  *run(data) {
    const judged = data.configMaps.filter((map) => map.applied !== null && isWrittenByPeople(map));
    for (const { namespace, name, applied, entries, changes } of judged) {
      const differences = differencesOf(applied ?? {}, digestsOf(entries));
      if (!differences) continue;
      yield {
        subject: { kind: 'ConfigMap', namespace, name },
        message: `ConfigMap ${namespace}/${name} is not what was applied: ${describeDifferences(differences)}${describeWriter(changes, differences)}`,
        since: changes[0]?.at ?? null,
        evidence: { ...differences, managers: changes.map(({ manager }) => manager) },
      };
    }
    return judged.length > 0 ? judged.length : { notApplicable: 'no ConfigMap tells what was applied' };
  },
});
