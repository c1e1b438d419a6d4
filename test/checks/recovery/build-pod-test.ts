import type { PodTest } from '#lib/cluster/probes/pod-test.ts';

/** A test of that pod that went well, with a tweak. */
export function buildPodTest(pod: string, tweak: Partial<PodTest> = {}): PodTest {
  return {
    namespace: 'ecommerce',
    pod,
    outcome: 'ready',
    why: '',
    readyAfterMs: 2100,
    goneAfterMs: 900,
    hasSwept: false,
    ...tweak,
  };
}

const never = { readyAfterMs: null, goneAfterMs: null };

/** What a test can be, and what is found then: discriminator, severity and message, with POD for the pod. */
export const judgedTests: [string, Partial<PodTest>, (string | undefined)[][]][] = [
  ['went well', {}, []],
  [
    'was not Ready in time',
    { outcome: 'not-ready', why: 'no node', readyAfterMs: null },
    [['start', undefined, 'Test pod ecommerce/POD was not Ready within 60 s: no node']],
  ],
  [
    'was refused',
    { outcome: 'refused', why: 'quota', ...never },
    [['start', undefined, 'The API server refused test pod ecommerce/POD: quota']],
  ],
  [
    'left its pod',
    { goneAfterMs: null },
    [['removal', 'warning', 'Test pod ecommerce/POD was deleted and is still there after 30 s']],
  ],
  [
    'could not begin',
    { outcome: 'stuck', ...never },
    [['removal', 'warning', 'Test pod ecommerce/POD was deleted and is still there after 30 s']],
  ],
];
