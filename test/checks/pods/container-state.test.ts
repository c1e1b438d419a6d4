import { describe, expect, it } from 'vitest';
import { crashLimits, isCrashing, waitingClassOf } from '#lib/checks/pods/container-state.ts';
import type { Container, Pod } from '#lib/cluster/sources/pods.ts';
import { now } from '../../support/observe.ts';
import { buildPod, buildPodWithApp, endedAgo, runningAfter, waiting } from './build-pod.ts';

function judge(pod: Pod) {
  return isCrashing(pod, pod.containers[0] as Container, now, crashLimits);
}

function withRole(role: Container['role'], status: object): Pod {
  const pod = buildPodWithApp(status);
  return { ...pod, containers: pod.containers.map((container) => ({ ...container, role })) };
}

describe('isCrashing', () => {
  it.each([
    ['in back-off', buildPodWithApp(waiting('CrashLoopBackOff'))],
    ['that cannot be started', buildPodWithApp(waiting('RunContainerError'))],
    ['whose hook fails', buildPodWithApp(waiting('PostStartHookError'))],
    ['that has just failed', buildPodWithApp({ state: endedAgo(1, 0, 1) })],
    ['that has just ended well for the second time', buildPodWithApp({ restartCount: 1, state: endedAgo(0, 0, 1) })],
    ['that runs after a crash a moment ago', buildPodWithApp({ restartCount: 2, ...runningAfter(1, 0, 1) })],
    ['that runs after a crash 14 minutes ago', buildPodWithApp({ restartCount: 2, ...runningAfter(1, 14, 1) })],
    ['that runs after it ended well', buildPodWithApp({ restartCount: 2, ...runningAfter(0, 4, 1, 'Completed') })],
    ['that ran just short of recovered', buildPodWithApp({ restartCount: 2, ...runningAfter(1, 4, 9) })],
    [
      'whose earlier start nobody kept',
      buildPodWithApp({
        restartCount: 2,
        state: { running: {} },
        lastState: { terminated: { exitCode: 1, finishedAt: '2026-03-02T06:58:00Z' } },
      }),
    ],
    ['that is a sidecar which ended', withRole('sidecar', { restartCount: 1, state: endedAgo(0, 0, 1) })],
    ['that is an init container which failed twice', withRole('init', { restartCount: 2, state: endedAgo(1, 0, 1) })],
  ])('is true for a container %s', (_, pod) => {
    expect(judge(pod)).toBe(true);
  });

  it.each([
    ['that runs', buildPod()],
    ['that is being created', buildPodWithApp(waiting('ContainerCreating'))],
    ['whose image is missing', buildPodWithApp(waiting('ImagePullBackOff'))],
    ['without any state', buildPodWithApp({ state: null })],
    ['restarted once', buildPodWithApp({ restartCount: 1, ...runningAfter(1, 4, 1) })],
    ['that crashed 15 minutes ago', buildPodWithApp({ restartCount: 9, ...runningAfter(1, 15, 1) })],
    ['that ran for ten minutes', buildPodWithApp({ restartCount: 9, ...runningAfter(1, 4, 10) })],
    ['that ended with its node', buildPodWithApp({ restartCount: 9, ...runningAfter(255, 4, 1, 'Unknown') })],
    [
      'whose end bears no time',
      buildPodWithApp({ restartCount: 9, state: { running: {} }, lastState: { terminated: { exitCode: 1 } } }),
    ],
    ['that has ended well for the first time', buildPodWithApp({ state: endedAgo(0, 0, 1) })],
    [
      'that has ended well and need not run on',
      buildPodWithApp({ restartCount: 3, state: endedAgo(0, 0, 1) }, { spec: { restartPolicy: 'OnFailure' } }),
    ],
    ['that is an init container which is done', withRole('init', { restartCount: 3, state: endedAgo(0, 0, 1) })],
    ['that is an init container which failed once', withRole('init', { restartCount: 1, state: endedAgo(1, 0, 1) })],
  ])('is false for a container %s', (_, pod) => {
    expect(judge(pod)).toBe(false);
  });
});

describe('waitingClassOf', () => {
  it.each([
    ['ErrImagePull', 'image'],
    ['ImagePullBackOff', 'image'],
    ['ErrImageNeverPull', 'image'],
    ['ImageInspectError', 'image'],
    ['InvalidImageName', 'image'],
    ['RegistryUnavailable', 'image'],
    ['SignatureValidationFailed', 'image'],
    ['CreateContainerConfigError', 'configuration'],
    ['CreateContainerError', 'configuration'],
    ['CrashLoopBackOff', 'crash'],
    ['RunContainerError', 'crash'],
    ['PreCreateHookError', 'crash'],
    ['PreStartHookError', 'crash'],
    ['PostStartHookError', 'crash'],
    ['ContainerCreating', 'creating'],
    ['PodInitializing', 'creating'],
    ['constructor', 'creating'],
    ['', 'creating'],
  ])('puts %s with %s', (reason, expected) => {
    expect(waitingClassOf(buildPodWithApp(waiting(reason)).containers[0] as Container)).toBe(expected);
  });

  it('has no class for a container that does not wait', () => {
    expect(waitingClassOf(buildPod().containers[0] as Container)).toBeUndefined();
  });
});
