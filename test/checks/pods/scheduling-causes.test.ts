import { describe, expect, it } from 'vitest';
import { causesIn, withoutPreemption } from '#lib/checks/pods/scheduling-causes.ts';

describe('causesIn', () => {
  it.each([
    ['3 Insufficient cpu', ['not enough resources']],
    ['1 Insufficient nvidia.com/gpu', ['not enough resources']],
    ['2 Too many pods', ['too many pods on the nodes']],
    ['1 node(s) had untolerated taint {dedicated: batch}', ['untolerated taints']],
    ["1 node(s) had taint {dedicated: batch}, that the pod didn't tolerate", ['untolerated taints']],
    ['1 node(s) had untolerated taint {node.kubernetes.io/unreachable: }', ['nodes that are not well']],
    ['4 node(s) were unschedulable', ['cordoned nodes']],
    ["2 node(s) didn't match Pod's node affinity/selector", ['node affinity or selector']],
    ["2 node(s) didn't match pod affinity rules", ['pod affinity or anti-affinity']],
    ["2 node(s) didn't match pod anti-affinity rules", ['pod affinity or anti-affinity']],
    ["2 node(s) didn't satisfy existing pods anti-affinity rules", ['pod affinity or anti-affinity']],
    ["2 node(s) didn't match pod topology spread constraints (missing required label)", ['topology spread']],
    ['pod has unbound immediate PersistentVolumeClaims', ['persistent volume claim']],
    ['persistentvolumeclaim "data" not found', ['persistent volume claim']],
    ['1 node(s) had volume node affinity conflict', ['volume in another zone']],
    ["1 node(s) didn't find available persistent volumes to bind", ['volume in another zone']],
    ['1 node(s) exceed max volume count', ['too many volumes on the nodes']],
    ["3 node(s) didn't have free ports for the requested pod ports", ['host ports in use']],
    [
      '2 Insufficient cpu, 1 node(s) had untolerated taint {dedicated: batch}, 1 node(s) were unschedulable',
      ['not enough resources', 'untolerated taints', 'cordoned nodes'],
    ],
    ['the moon is full', []],
    ['', []],
  ])('reads "%s"', (message, expected) => {
    expect(causesIn(`0/6 nodes are available: ${message}`).map(({ cause }) => cause)).toEqual(expected);
  });
});

describe('withoutPreemption', () => {
  it.each([
    [
      '0/2 nodes are available: 2 Insufficient cpu. preemption: 0/2 nodes are available: 2 No victims.',
      '0/2 nodes are available: 2 Insufficient cpu',
    ],
    ['0/2 nodes are available: 2 Insufficient cpu.', '0/2 nodes are available: 2 Insufficient cpu'],
    ['no nodes available to schedule pods', 'no nodes available to schedule pods'],
  ])('keeps of "%s" what concerns the pod', (message, expected) => {
    expect(withoutPreemption(message)).toBe(expected);
  });
});
