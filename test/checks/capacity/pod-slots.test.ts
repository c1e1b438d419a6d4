import { expect, it } from 'vitest';
import { capacityPodSlots } from '#lib/checks/capacity/pod-slots.ts';
import { observe } from '../../support/observe.ts';
import { node, pod } from './build-cluster.ts';

const general = { labels: { 'eks.amazonaws.com/nodegroup': 'general' } };

it.each<[number, number, string[]]>([
  [9, 0, []],
  [10, 0, ['info: Node a runs 10 of at most 10 pods (100 %); of all of NodeGroup general, 50 %']],
  [
    10,
    11,
    [
      'warning: Node a runs 10 of at most 10 pods (100 %); of all of NodeGroup general, 105 %',
      'warning: Node b runs 11 of at most 10 pods (110 %); of all of NodeGroup general, 105 %',
    ],
  ],
])('%i and %i pods on nodes for 10', (onA, onB, messages) => {
  const fill = (on: string, count: number) =>
    Array.from({ length: count }, (_, index) => pod(`${on}-${index}`, { on }));
  const podSpecs = [...fill('a', onA), ...fill('b', onB), pod('done-0', { on: 'a', phase: 'Succeeded' })];
  const found = observe(capacityPodSlots, { nodes: [node('a', general), node('b', general)], podSpecs });
  expect(found.observations.map(({ severity, message }) => `${severity}: ${message}`)).toEqual(messages);
  expect(found.conclusion).toBe(2);
});
