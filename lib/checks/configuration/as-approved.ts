import { type Baseline, baselineName } from '#lib/cluster/baseline.ts';
import { approvedBaseline } from '#lib/cluster/sources/approved-baseline.ts';
import { configMaps } from '#lib/cluster/sources/config-maps.ts';
import type { DataChange } from '#lib/cluster/sources/field-changes.ts';
import { namedSecrets } from '#lib/cluster/sources/named-secrets.ts';
import { defineCheck, type Observation } from '../check.ts';
import { describeDifferences, describeWriter, differencesOf, digestsOf, isWrittenByPeople } from './differences.ts';

/** An object as it is now. */
interface Live {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly namespace: string;
  readonly name: string;
  readonly entries: readonly { readonly key: string; readonly digest: string }[];
  readonly changes: readonly DataChange[];
}

/**
 * ConfigMaps and named Secrets are what was approved with `runbook baseline accept`. Digests are compared: neither the
 * store nor a report holds a value.
 *
 * Reads: the kept baseline; v1 ConfigMap, and v1 Secret by name: digests, .metadata.managedFields
 * Quiet for: what controllers write; before the first baseline it does not apply
 */
export const configurationAsApproved = defineCheck({
  id: 'configuration/as-approved',
  title: 'The configuration is the approved one',
  severity: 'warning',
  remediation: [
    {
      text: 'Look what is there and who wrote it.',
      command: 'kubectl describe {kind} {name} -n {namespace}',
    },
    {
      text: 'If the change is right, approve it.',
      command: 'runbook baseline accept',
      verify: 'runbook baseline show',
    },
    { text: 'If not, apply the approved configuration again and restart the pods that take it.' },
  ],
  reads: [approvedBaseline, configMaps, namedSecrets],
  *run(data) {
    const { isKept, baseline } = data.approvedBaseline;
    if (!baseline) {
      const why = isKept ? 'has been approved yet: runbook baseline accept' : 'is kept';
      return { notApplicable: `no baseline ${why}` };
    }
    const live = liveObjects(data.configMaps, data.namedSecrets);
    for (const object of live) {
      const observation = judge(object, baseline);
      if (observation) yield observation;
    }
    const names = new Set(live.map((object) => baselineName(object.kind, object)));
    for (const gone of Object.keys(baseline.objects).filter((name) => !names.has(name)))
      yield describeGone(gone, baseline);
    return live.length;
  },
});

type Data = { readonly [S in 'configMaps' | 'namedSecrets']: Parameters<typeof configurationAsApproved.run>[0][S] };

/** What a baseline is about: ConfigMaps that people write, and the named Secrets. */
export function liveObjects(maps: Data['configMaps'], secrets: Data['namedSecrets']): Live[] {
  return [
    ...maps.filter(isWrittenByPeople).map(({ namespace, name, entries, changes }) => {
      return { kind: 'ConfigMap' as const, namespace, name, entries, changes };
    }),
    ...secrets.flatMap(({ namespace, name, found }) =>
      found ? [{ kind: 'Secret' as const, namespace, name, entries: found.entries, changes: found.changes }] : [],
    ),
  ];
}

function judge(object: Live, { acceptedAt, objects }: Baseline): Observation | null {
  const { kind, namespace, name, entries, changes } = object;
  const approved = objects[baselineName(kind, object)];
  const subject = { kind, namespace, name };
  const since = changes[0]?.at ?? null;
  if (!approved) {
    const message = `${kind} ${namespace}/${name} has come since the configuration was approved on ${acceptedAt}`;
    return { subject, severity: 'info', message, since };
  }
  const differences = differencesOf(approved, digestsOf(entries));
  if (!differences) return null;
  const what = `${describeDifferences(differences)}${describeWriter(changes, differences)}`;
  return {
    subject,
    message: `${kind} ${namespace}/${name} is not as approved on ${acceptedAt}: ${what}`,
    since,
    evidence: { ...differences, acceptedAt },
  };
}

function describeGone(approved: string, { acceptedAt }: Baseline): Observation {
  const [kind = '', namespace = '', name = ''] = approved.split('/');
  return {
    subject: { kind, namespace, name },
    message: `${kind} ${namespace}/${name} was approved on ${acceptedAt} and is not there any more`,
    evidence: { acceptedAt },
  };
}
