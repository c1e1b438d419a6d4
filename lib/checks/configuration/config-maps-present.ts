import { configMaps } from '#lib/cluster/sources/config-maps.ts';
import { parseNamed } from '#lib/cluster/sources/named-objects.ts';
import { defineCheck } from '../check.ts';
import { judgeRequired } from './required-keys.ts';

/**
 * Every ConfigMap that the configuration names is there, with the keys that it requires.
 *
 * Reads: v1 ConfigMap .data, .binaryData (names and sizes)
 * Quiet for: keys besides the required ones; empty values that are not required
 */
export const configurationConfigMapsPresent = defineCheck({
  id: 'configuration/config-maps-present',
  title: 'Every required ConfigMap is there with its keys',
  severity: 'critical',
  remediation: [
    { text: 'Look what is there.', command: 'kubectl get configmaps -n {namespace}' },
    {
      text: 'Apply the ConfigMap again from its source, with every required key.',
      verify: 'kubectl describe configmap {name} -n {namespace}',
    },
    {
      text: 'Pods take environment variables only as they start: restart those that use it.',
      command: 'kubectl get deployments,statefulsets -n {namespace}',
    },
  ],
  reads: [configMaps],
  *run(data, { config }) {
    const named = parseNamed(config.configuration.configMaps, config.namespaces);
    const foreign = named.filter(({ namespace }) => !config.namespaces.includes(namespace));
    for (const wanted of named) {
      if (foreign.includes(wanted)) continue;
      const found = data.configMaps.find(
        ({ namespace, name }) => namespace === wanted.namespace && name === wanted.name,
      );
      const observation = judgeRequired('ConfigMap', wanted, found?.entries ?? null, config.configuration);
      if (observation) yield observation;
    }
    if (foreign.length > 0) {
      const names = foreign.map(({ written }) => written).join(', ');
      return { unknown: `configuration.configMaps: ${names} is in none of namespaces, and only those are read` };
    }
    return named.length > 0 ? named.length : { notApplicable: 'the configuration names no ConfigMap' };
  },
});
