import { describe, expect, it } from 'vitest';
import { autoscalingScales } from '#lib/checks/autoscaling/scales.ts';
import { toAutoscaler } from '#lib/cluster/sources/autoscalers.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { autoscaler, type ConditionText } from './build-autoscaler.ts';

function look(...conditions: ConditionText[]) {
  return observe(autoscalingScales, { autoscalers: [autoscaler(conditions)] });
}

describe('an autoscaler, by the reasons of its conditions', () => {
  it.each([
    ['AbleToScale', 'True', 'SucceededGetScale'],
    ['AbleToScale', 'True', 'SucceededRescale'],
    ['AbleToScale', 'True', 'ScaleDownStabilized'],
    ['AbleToScale', 'True', 'ScaleUpStabilized'],
    ['ScalingLimited', 'True', 'TooFewReplicas'],
    ['ScalingLimited', 'True', 'TooManyReplicas'],
    ['ScalingLimited', 'True', 'ScaleUpLimit'],
  ])('%s=%s %s: quiet', (type, status, reason) => {
    expect(look({ type, status, reason })).toEqual({ observations: [], conclusion: 1 });
  });

  it.each([
    ['AbleToScale', 'FailedGetScale', 'Autoscaler shop/web cannot scale Deployment web (FailedGetScale) for 1 h: why'],
    [
      'AbleToScale',
      'FailedUpdateScale',
      'Autoscaler shop/web cannot scale Deployment web (FailedUpdateScale) for 1 h: why',
    ],
    ...[
      'FailedGetResourceMetric',
      'FailedGetContainerResourceMetric',
      'FailedGetPodsMetric',
      'FailedGetObjectMetric',
      'FailedGetExternalMetric',
      'InvalidMetricSourceType',
      'InvalidSelector',
      'AmbiguousSelector',
    ].map((reason) => [
      'ScalingActive',
      reason,
      `Autoscaler shop/web cannot tell how many replicas it needs (${reason}) for 1 h: why`,
    ]),
  ])('%s=False %s: found', (type, reason, message) => {
    const { observations } = look({ type: type ?? '', status: 'False', reason: reason ?? '', message: 'why' });
    expect(observations).toMatchObject([
      {
        subject: { kind: 'HorizontalPodAutoscaler', namespace: 'shop', name: 'web' },
        discriminator: type,
        message,
        since: minutesAgo(60),
        evidence: { condition: type, reason },
      },
    ]);
    expect(observations[0]?.severity).toBeUndefined();
  });

  it('a target scaled to 0 is told', () => {
    expect(look({ type: 'ScalingActive', status: 'False', reason: 'ScalingDisabled' }).observations).toMatchObject([
      { severity: 'info', message: 'Autoscaler shop/web is idle for 1 h: Deployment web is scaled to 0 replicas' },
    ]);
  });

  it('without its target it has no metrics either: that is one finding', () => {
    const { observations } = look(
      { type: 'AbleToScale', status: 'False', reason: 'FailedGetScale' },
      { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric' },
    );
    expect(observations.map(({ discriminator }) => discriminator)).toEqual(['AbleToScale']);
  });

  it('what began a moment ago is told', () => {
    const failed = { type: 'ScalingActive', status: 'False', reason: 'FailedGetResourceMetric' };
    expect(look({ ...failed, minutes: 4 }).observations.map(({ severity }) => severity)).toEqual(['info']);
    expect(look({ ...failed, minutes: 5 }).observations.map(({ severity }) => severity)).toEqual([undefined]);
  });

  it.each([
    ['missing requests', 'missing request for cpu in container a of Pod web-1', /a request for the resource/],
    ['no metrics-server', 'unable to get metrics', /metrics-server/],
  ])('the remedy follows the cause: %s', (_, message, text) => {
    const { observations } = look({
      type: 'ScalingActive',
      status: 'False',
      reason: 'FailedGetResourceMetric',
      message,
    });
    expect(observations[0]?.remediation?.at(-1)?.text).toMatch(text);
  });
});

describe('an autoscaler without conditions', () => {
  const silent = (minutes: number) =>
    toAutoscaler({ metadata: { name: 'new', namespace: 'shop', creationTimestamp: minutesAgo(minutes) } });

  it('is left alone while it is young', () => {
    expect(observe(autoscalingScales, { autoscalers: [silent(4)] })).toEqual({ observations: [], conclusion: 1 });
  });

  it('is unknown later, and hides no finding', () => {
    const failed = autoscaler([{ type: 'AbleToScale', status: 'False', reason: 'FailedGetScale' }]);
    const { observations, conclusion } = observe(autoscalingScales, { autoscalers: [silent(5), silent(60), failed] });
    expect(observations).toHaveLength(1);
    expect(conclusion).toEqual({
      unknown:
        'shop/new and 1 more: the autoscaler’s conditions do not say whether it scales; is its controller running?',
    });
  });
});
