import { expect, it } from 'vitest';
import { autoscalingHasRange } from '#lib/checks/autoscaling/has-range.ts';
import { observe } from '../../support/observe.ts';
import { autoscaler } from './build-autoscaler.ts';

it.each([
  [2, 8, []],
  [8, 8, ['Autoscaler shop/web cannot scale: its minimum and its maximum are both 8']],
])('an autoscaler from %i to %i', (min, max, messages) => {
  const { observations, conclusion } = observe(autoscalingHasRange, { autoscalers: [autoscaler([], { min, max })] });
  expect(observations.map(({ message }) => message)).toEqual(messages);
  expect(conclusion).toBe(1);
});
