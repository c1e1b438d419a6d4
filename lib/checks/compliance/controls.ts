import { namespaces } from '#lib/cluster/sources/namespaces.ts';
import { networkPolicies } from '#lib/cluster/sources/network-policies.ts';
import { podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { serverVersion } from '#lib/cluster/sources/server-version.ts';
import { defineCheck, type Observation } from '../check.ts';
import { nameSome } from '../pod-security/control.ts';
import { type ControlResult, type Failing, judgeControls } from './judge-controls.ts';

/** How many failing objects of a control the evidence of a finding names; the measurement has all. */
const objectsShown = 50;

/**
 * Every control of the hardening holds in the application's namespaces: one verdict for each of the Pod Security
 * Standards, the namespaces' labels, network policies and images, with the objects that fail it and the network policies
 * in full, as evidence to keep.
 *
 * Reads: v1 Pod .spec; v1 Namespace .metadata.labels; networking/v1 NetworkPolicy .spec; /version
 * Quiet for: controls of a level that the configuration does not ask for (not applicable, with the reason)
 */
export const complianceControls = defineCheck({
  id: 'compliance/controls',
  title: 'Every security control holds in the application’s namespaces',
  severity: 'warning',
  remediation: [
    {
      text: 'The finding names the objects; the check of that control, in the security audit, says for each how to mend it.',
      command: 'kubectl get pods -n {name} -o yaml',
    },
    {
      text: 'Mend them, or accept each with owner, reason and end date, and keep the report as evidence.',
      verify: 'runbook run monthly-security --only compliance/controls --output json',
    },
  ],
  reads: [podSecuritySpecs, namespaces, networkPolicies, serverVersion],
  *run(data, { config }) {
    const results = judgeControls({
      pods: data.podSecuritySpecs.items,
      namespaces: data.namespaces,
      networkPolicies: data.networkPolicies,
      clusterMinor: data.serverVersion.minor,
      config,
    });
    for (const result of results.filter(({ status }) => status === 'fail')) yield* observe(result);
    return {
      examined: results.filter(({ status }) => status !== 'not-applicable').length,
      measurements: { 'compliance/controls': results, 'compliance/network-policies': data.networkPolicies },
    };
  },
});

/** One finding for each control and namespace. */
function* observe({ id, title, objects }: ControlResult): Generator<Observation> {
  for (const [namespace, failing] of Map.groupBy(objects, (object) => object.namespace ?? object.name)) {
    yield {
      subject: { kind: 'Namespace', namespace: null, name: namespace },
      discriminator: id,
      message: `Control ${id} fails in namespace ${namespace}: ${title}; not so for ${nameSome(failing.map(nameObject))}`,
      evidence: { control: id, objects: failing.slice(0, objectsShown).map((object) => ({ ...object })) },
    };
  }
}

function nameObject({ kind, name }: Failing): string {
  return `${kind} ${name}`;
}
