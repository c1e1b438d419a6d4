import { describe, expect, it } from 'vitest';
import { podsRestartsRare } from '#lib/checks/pods/restarts-rare.ts';
import type { Pod } from '#lib/cluster/sources/pods.ts';
import { minutesAgo, observe } from '../../support/observe.ts';
import { asPods, buildPod, buildPodWithApp, cart, endedAgo, ofJob, runningAfter, waiting } from './build-pod.ts';

function judge(pod: Pod, settings = {}) {
  return observe(podsRestartsRare, { pods: asPods(pod) }, { settings });
}

function restarted(restartCount: number, minutes: number, tweak: object = {}): Pod {
  return buildPodWithApp({ restartCount, ready: true, ...runningAfter(137, minutes, 25) }, tweak);
}

describe('pods/restarts-rare', () => {
  it('tells of many restarts, the last one lately', () => {
    const { observations, conclusion } = judge(restarted(12, 40));
    expect(conclusion).toBe(1);
    expect(observations).toHaveLength(1);
    expect(observations[0]).toMatchObject({
      subject: { kind: 'Pod', namespace: 'shop', name: 'cart-5d8f-abcde' },
      owner: cart,
      discriminator: 'app',
      message:
        'Pod shop/cart-5d8f-abcde: container app runs after 12 restarts, last ended 40 min ago with exit code 137',
      since: minutesAgo(40),
      severity: 'warning',
      evidence: { container: 'app', restarts: 12, exitCode: 137, reason: 'Error' },
    });
    expect(observations[0]?.remediation?.at(-1)?.command).toBe('kubectl rollout undo {owner} -n {namespace}');
  });

  it.each([
    ['within the hour: a warning', 59, 'warning'],
    ['within the day: information', 60, 'info'],
    ['just within the day: information', 1439, 'info'],
  ])('weighs the last restart %s', (_, minutes, severity) => {
    expect(judge(restarted(6, minutes)).observations.map((observation) => observation.severity)).toEqual([severity]);
  });

  it.each([
    ['never restarted', buildPod()],
    ['restarted five times', restarted(5, 40)],
    ['restarted often, but not of late', restarted(400, 1440)],
    [
      'whose last end bears no time',
      restarted(12, 40, { status: { containerStatuses: [{ name: 'app', restartCount: 12, state: { running: {} } }] } }),
    ],
    ['in a crash loop', buildPodWithApp({ restartCount: 12, ...runningAfter(1, 4, 1) })],
    [
      'in back-off',
      buildPodWithApp({ restartCount: 12, ...waiting('CrashLoopBackOff'), lastState: endedAgo(1, 4, 25) }),
    ],
    ['killed for memory', buildPodWithApp({ restartCount: 12, ...runningAfter(137, 40, 25, 'OOMKilled') })],
    ['of a Job', restarted(12, 40, { metadata: ofJob })],
    ['being deleted', restarted(12, 40, { metadata: { deletionTimestamp: minutesAgo(1) } })],
  ])('is quiet for a pod %s', (_, pod) => {
    expect(judge(pod)).toEqual({ observations: [], conclusion: 1 });
  });

  it('obeys its settings', () => {
    expect(judge(restarted(6, 40), { restarts: 6 }).observations).toEqual([]);
    expect(judge(restarted(6, 40), { recentMinutes: 30 }).observations[0]?.severity).toBe('info');
    expect(judge(restarted(6, 40), { recentMinutes: 30, noticeMinutes: 30 }).observations).toEqual([]);
  });
});
