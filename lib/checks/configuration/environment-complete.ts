import type { SourceContext } from '#lib/cluster/source.ts';
import { configMaps } from '#lib/cluster/sources/config-maps.ts';
import { matchesName } from '#lib/cluster/sources/environment-names.ts';
import { environmentProbe, type ProbedEnvironment } from '#lib/cluster/sources/environment-probe.ts';
import { namedSecrets } from '#lib/cluster/sources/named-secrets.ts';
import { type TemplateReferences, templateReferences } from '#lib/cluster/sources/template-references.ts';
import { defineCheck, type Observation } from '../check.ts';
import { type ResolvedEnvironment, resolveEnvironment, type VisibleKeys, visibleKeys } from './resolved-environment.ts';

/**
 * The containers of a workload get the environment variables that the configuration requires: by what `env` prints in a
 * running pod where exec is allowed, else by the specification resolved against ConfigMaps and named Secrets.
 *
 * Reads: `env` by pods/exec (names only) or apps/v1, batch/v1 pod templates, v1 ConfigMap keys, v1 Secret keys by name
 * Quiet for: variables that an image sets itself, where exec is allowed; other containers than the one named
 */
export const configurationEnvironmentComplete = defineCheck({
  id: 'configuration/environment-complete',
  title: 'Containers get the environment that they need',
  severity: 'critical',
  remediation: [
    {
      text: 'Look where its variables come from.',
      command: 'kubectl set env {owner} -n {namespace} --list',
    },
    { text: 'See that the ConfigMap has the key.', command: 'kubectl get configmaps -n {namespace}' },
    {
      text: 'Add the variable, or the key that it is taken from, and restart the workload.',
      command: 'kubectl rollout restart {owner} -n {namespace}',
      verify: 'kubectl set env {owner} -n {namespace} --list',
    },
  ],
  reads: [environmentProbe, templateReferences, configMaps, namedSecrets],
  *run(data, { config }) {
    const visible = visibleKeys(data.configMaps, data.namedSecrets);
    const unclear: string[] = [];
    let examined = 0;
    for (const required of config.configuration.requiredEnvironment) {
      const template = data.templateReferences.find(({ name }) => name === required.workload);
      const environments = template ? environmentsOf(required, template, data.environmentProbe, visible) : [];
      if (!template || environments.length === 0) yield describeAbsent(required, config.namespaces[0] ?? '', template);
      for (const seen of environments) {
        examined += 1;
        const missing = required.names.filter((wanted) => !seen.names.some((name) => matchesName(wanted, name)));
        if (missing.length > 0 && seen.unseen.length > 0)
          unclear.push(`${required.workload}: ${missing.join(', ')} may come from Secret ${seen.unseen.join(', ')}`);
        else if (template && missing.length > 0) yield describeMissing(template, seen, missing);
      }
    }
    if (unclear.length > 0) return { unknown: `whose keys may not be read: ${unclear.join('; ')}` };
    return examined > 0 ? examined : { notApplicable: 'the configuration requires no environment variables' };
  },
});

type Required = SourceContext['config']['configuration']['requiredEnvironment'][number];
interface Seen extends ResolvedEnvironment {
  readonly container: string;
  /** How it was seen. */
  readonly by: string;
}

/** Where `env` could be run, that counts; else the specification does. */
function environmentsOf(
  { workload, container }: Required,
  { namespace, environments }: TemplateReferences,
  probed: readonly ProbedEnvironment[] | null,
  visible: VisibleKeys,
): Seen[] {
  const asked = environments.filter((environment) => environment.container === (container ?? environment.container));
  return asked.map((environment) => {
    const run = probed?.find((one) => one.workload === workload && one.container === environment.container);
    if (run?.names) return { container: run.container, by: `env in pod ${run.pod}`, names: run.names, unseen: [] };
    const resolved = resolveEnvironment(environment, namespace, visible);
    return { container: environment.container, by: 'its specification', ...resolved };
  });
}

function describeMissing({ kind, namespace, name }: TemplateReferences, { container, by }: Seen, missing: string[]) {
  return {
    subject: { kind, namespace, name },
    discriminator: container,
    message: `${kind} ${namespace}/${name}: container ${container} does not get ${missing.join(', ')} (by ${by})`,
    evidence: { container, missing, by },
  } satisfies Observation;
}

/** The workload that must get something is not there, or has no such container. */
function describeAbsent(
  { workload, container, names }: Required,
  namespace: string,
  template: TemplateReferences | undefined,
): Observation {
  const { kind, namespace: where } = template ?? { kind: 'Deployment', namespace };
  const what = template
    ? `${kind} ${where}/${workload} has no container ${container ?? ''}, which must get ${names.join(', ')}`
    : `${workload}, which must get ${names.join(', ')}, is in none of the application's namespaces`;
  return {
    subject: { kind, namespace: where, name: workload },
    message: what,
    remediation: [
      {
        text: 'Look what is there.',
        command: 'kubectl get deployments,statefulsets,daemonsets,cronjobs -n {namespace} -o wide',
      },
      { text: 'Deploy it, or correct configuration.requiredEnvironment.', verify: 'runbook config check' },
    ],
  };
}
