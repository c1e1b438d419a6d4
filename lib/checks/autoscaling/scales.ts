import { type Autoscaler, autoscalers } from '#lib/cluster/sources/autoscalers.ts';
import type { Condition } from '#lib/cluster/sources/pods.ts';
import { defineCheck, type Observation, type RemediationStep } from '../check.ts';
import { ageMinutes, ageMs, formatDuration } from '../duration.ts';
import { quote } from '../pods/pod-words.ts';
import { conditionOf, describeAutoscaler, subjectOf } from './autoscaler-words.ts';

const verify = 'kubectl get hpa {name} -n {namespace}';

/**
 * Every autoscaler finds its target, reads its metrics and may scale, judged by the reasons of its conditions
 * (kube-controller-manager, pkg/controller/podautoscaler/horizontal.go) and not by its numbers.
 *
 * Reads: autoscaling/v2 HorizontalPodAutoscaler .status.conditions
 * Quiet for: scaling up or down that is held back on purpose; targets scaled to 0 by hand (info); failures younger than
 * the grace, of a rollout or of a restart of metrics-server; autoscalers too young to have conditions
 */
export const autoscalingScales = defineCheck({
  id: 'autoscaling/scales',
  title: 'Autoscalers can scale',
  severity: 'warning',
  remediation: [describeAutoscaler],
  reads: [autoscalers],
  settings: { graceMinutes: 5 },
  *run({ autoscalers }, { now, settings }) {
    const silent: Autoscaler[] = [];
    for (const autoscaler of autoscalers) {
      const [able, active] = ['AbleToScale', 'ScalingActive'].map((type) => conditionOf(autoscaler, type));
      if (able?.status === 'False') yield describeTarget(autoscaler, able, now, settings.graceMinutes);
      else if (active?.status === 'False') yield describeMetric(autoscaler, active, now, settings.graceMinutes);
      else if (!able || !active || able.status === 'Unknown' || active.status === 'Unknown') silent.push(autoscaler);
    }
    const unjudged = silent.filter(({ createdAt }) => ageMinutes(now, createdAt) >= settings.graceMinutes);
    const [first] = unjudged;
    if (!first) return autoscalers.length;
    const others = unjudged.length > 1 ? ` and ${unjudged.length - 1} more` : '';
    return {
      unknown: `${first.namespace}/${first.name}${others}: the autoscaler’s conditions do not say whether it scales; is its controller running?`,
    };
  },
});

function describeTarget(autoscaler: Autoscaler, condition: Condition, now: Date, graceMinutes: number): Observation {
  const { namespace, target } = autoscaler;
  const step: RemediationStep = {
    text: 'See that its target exists, has a scale subresource, and is named with the right kind and API version.',
    command: `kubectl get ${target.kind.toLowerCase()}/${target.name} -n ${namespace}`,
    verify,
  };
  return {
    ...describe(autoscaler, condition, now, graceMinutes),
    message: `Autoscaler ${namespace}/${autoscaler.name} cannot scale ${target.kind} ${target.name} (${condition.reason})${since(condition, now)}${quote(condition.message)}`,
    remediation: [describeAutoscaler, step],
  };
}

function describeMetric(autoscaler: Autoscaler, condition: Condition, now: Date, graceMinutes: number): Observation {
  const { namespace, name, target } = autoscaler;
  const observation = describe(autoscaler, condition, now, graceMinutes);
  if (condition.reason === 'ScalingDisabled') {
    const message = `Autoscaler ${namespace}/${name} is idle${since(condition, now)}: ${target.kind} ${target.name} is scaled to 0 replicas`;
    return { ...observation, severity: 'info', message, remediation: [describeAutoscaler, wakeTarget(autoscaler)] };
  }
  const message = `Autoscaler ${namespace}/${name} cannot tell how many replicas it needs (${condition.reason})${since(condition, now)}${quote(condition.message)}`;
  return { ...observation, message, remediation: [describeAutoscaler, ...mendMetric(condition)] };
}

function describe(autoscaler: Autoscaler, condition: Condition, now: Date, graceMinutes: number): Observation {
  const isYoung = condition.lastTransitionAt !== null && ageMinutes(now, condition.lastTransitionAt) < graceMinutes;
  return {
    subject: subjectOf(autoscaler),
    discriminator: condition.type,
    message: '',
    since: condition.lastTransitionAt,
    ...(isYoung && { severity: 'info' as const }),
    evidence: { condition: condition.type, reason: condition.reason },
  };
}

function since({ lastTransitionAt }: Condition, now: Date): string {
  return lastTransitionAt ? ` for ${formatDuration(ageMs(now, lastTransitionAt))}` : '';
}

function wakeTarget({ namespace, target }: Autoscaler): RemediationStep {
  return {
    text: 'If it should run, scale it to 1 or more: the autoscaler takes over from there.',
    command: `kubectl scale ${target.kind.toLowerCase()}/${target.name} -n ${namespace} --replicas=1`,
    verify,
  };
}

function mendMetric({ reason, message }: Condition): readonly RemediationStep[] {
  if (/missing request for/.test(message)) {
    return [{ text: 'Give every container of the target a request for the resource that is measured.', verify }];
  }
  if (/^FailedGet(Container)?ResourceMetric$/.test(reason)) {
    return [
      {
        text: 'See that metrics-server runs and has figures for the pods.',
        command: 'kubectl top pods -n {namespace}',
        verify,
      },
    ];
  }
  return [
    {
      text: 'See that the adapter of custom or external metrics runs and knows the metric, and that the metric’s selector is right.',
      command: 'kubectl get apiservices | grep metrics',
      verify,
    },
  ];
}
