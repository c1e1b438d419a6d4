import type { PodTest } from '#lib/cluster/probes/pod-test.ts';
import type { SourceContext } from '#lib/cluster/source.ts';
import type { Conclusion, Observation, RemediationStep } from '../check.ts';
import { quote } from '../pods/pod-words.ts';

/** What to do when the pod of a test did not start. */
export const podTestRemediation: readonly RemediationStep[] = [
  {
    text: 'Read why: the message has it as the cluster told it. Look at the events.',
    command: 'kubectl get events -n {namespace} --sort-by=.lastTimestamp',
  },
  { text: 'Look whether nodes have room and take pods.', command: 'kubectl describe nodes' },
  {
    text: 'Mend what keeps new pods from starting, then test again; correct the recovery procedure where it told otherwise.',
    verify: 'kubectl wait --for=condition=Ready pod/{name} -n {namespace} --timeout=60s',
  },
];
const quotaRemediation: readonly RemediationStep[] = [
  { text: 'Look at the quotas and policies of the namespace.', command: 'kubectl describe namespace {namespace}' },
  {
    text: 'Make room in the quota, or write the test’s manifest so that the policy takes it. In an emergency it would stop the application’s own pods too.',
    verify: 'kubectl describe resourcequota -n {namespace}',
  },
];
const leftRemediation: readonly RemediationStep[] = [
  {
    text: 'Look what holds the pod: its node, its finalizers.',
    command: 'kubectl get pod {name} -n {namespace} -o yaml',
  },
  {
    text: 'When its node is gone for good, delete the pod by force.',
    command: 'kubectl delete pod {name} -n {namespace} --grace-period=0 --force',
    verify: 'kubectl get pod {name} -n {namespace}',
  },
];

/** Judges a test: did its pod become Ready in time, and is it gone? A test that could not be done is unknown. */
export function* judgePodTest(
  test: PodTest | null,
  { recovery }: SourceContext['config'],
  measurement: string,
): Generator<Observation, Conclusion, void> {
  if (!test || !recovery) return { notApplicable: 'the configuration has no section recovery' };
  const { namespace, pod, outcome, why } = test;
  const subject = { kind: 'Pod', namespace, name: pod };
  if (outcome === 'busy') return { unknown: `another test is running in namespace ${namespace}: ${why}` };
  if (outcome === 'name-taken') {
    return {
      unknown: `a pod named ${pod} is in namespace ${namespace} that is not the test’s own (${why}): rename either`,
    };
  }
  if (outcome === 'refused') {
    const message = `The API server refused test pod ${namespace}/${pod}${quote(why)}`;
    yield { subject, discriminator: 'start', message, remediation: quotaRemediation };
  }
  if (outcome === 'not-ready') {
    const message = `Test pod ${namespace}/${pod} was not Ready within ${recovery.timeoutSeconds} s${quote(why)}`;
    yield { subject, discriminator: 'start', message, evidence: { timeoutSeconds: recovery.timeoutSeconds } };
  }
  const wasCreated = outcome === 'ready' || outcome === 'not-ready';
  if (outcome === 'stuck' || (wasCreated && test.goneAfterMs === null)) {
    const message = `Test pod ${namespace}/${pod} was deleted and is still there after 30 s`;
    yield { subject, discriminator: 'removal', message, severity: 'warning', remediation: leftRemediation };
  }
  return {
    examined: 1,
    ...(test.hasSwept && { note: 'the pod of an earlier test that had been cut short was removed first' }),
    measurements: { [measurement]: { outcome, readyAfterMs: test.readyAfterMs, goneAfterMs: test.goneAfterMs } },
  };
}
