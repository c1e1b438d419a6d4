import { describe, expect, it } from 'vitest';
import { allocationLimitsCovered } from '#lib/checks/allocation/limits-covered.ts';
import { observe } from '../../support/observe.ts';
import { node, pod } from '../capacity/build-cluster.ts';

describe('memory limits', () => {
  it.each([
    ['12Gi', []],
    ['18Gi', []],
    ['19Gi', ['Node a: memory limits of its pods add up to 19Gi of 12Gi (158 %)']],
  ])('of %s on a node of 12Gi', (memory, messages) => {
    const podSpecs = [pod('web-0', { on: 'a', limits: { memory, cpu: '90' } })];
    const { observations, conclusion } = observe(allocationLimitsCovered, { nodes: [node('a')], podSpecs });
    expect(observations.map(({ message }) => message)).toEqual(messages);
    expect(conclusion).toBe(1);
  });
});
