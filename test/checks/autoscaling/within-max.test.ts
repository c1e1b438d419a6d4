import { describe, expect, it } from 'vitest';
import { autoscalingWithinMax } from '#lib/checks/autoscaling/within-max.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { autoscaler } from './build-autoscaler.ts';

function look(status: string, reason: string, minutes: number) {
  const limited = autoscaler([{ type: 'ScalingLimited', status, reason, minutes }]);
  return observe(autoscalingWithinMax, { autoscalers: [limited] });
}

describe('an autoscaler at its maximum', () => {
  it.each([
    ['False', 'DesiredWithinRange'],
    ['True', 'TooFewReplicas'],
    ['True', 'ScaleUpLimit'],
    ['True', 'ScaleDownLimit'],
    ['False', 'TooManyReplicas'],
  ])('ScalingLimited=%s %s: quiet', (status, reason) => {
    expect(look(status, reason, 600)).toEqual({ observations: [], conclusion: 1 });
  });

  it.each([
    [14, 'info', '14 min'],
    [15, 'warning', '15 min'],
    [130, 'warning', '2 h 10 min'],
  ])('that has wanted more for %i min: %s', (minutes, severity, duration) => {
    expect(look('True', 'TooManyReplicas', minutes).observations).toEqual([
      {
        subject: { kind: 'HorizontalPodAutoscaler', namespace: 'shop', name: 'web' },
        severity,
        since: minutesAgo(minutes),
        message: `Autoscaler shop/web has wanted more than its maximum of 8 replicas for ${duration} (8 run)`,
        evidence: { currentReplicas: 8, maxReplicas: 8 },
      },
    ]);
  });
});
