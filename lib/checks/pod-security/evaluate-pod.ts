import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { baselineControls } from './baseline-controls.ts';
import { type SecurityLevel, securityLevels } from './control.ts';
import { restrictedControls } from './restricted-controls.ts';

/** A control that keeps a pod from a level, and what of the pod breaks it. */
export interface Block {
  readonly level: 'baseline' | 'restricted';
  readonly control: string;
  readonly detail: string;
}

/** The highest level that a pod passes, and every control that keeps it from a higher one. */
export interface Evaluation {
  readonly level: SecurityLevel;
  readonly blocks: readonly Block[];
}

/** Every control of both levels, in the order in which reports list them. */
export const allControls = [...baselineControls, ...restrictedControls];

/**
 * Evaluates a pod against the Pod Security Standards of Kubernetes 1.`minor`. The restricted level is everything of the
 * baseline and more: where upstream lets a restricted control replace a baseline one, the restricted one is the stricter.
 */
export function evaluatePod(pod: PodSecuritySpec, minor: number): Evaluation {
  const blocks = allControls
    .filter(({ from }) => minor >= from)
    .flatMap(({ id, level, judge }): Block[] => {
      const detail = judge(pod, minor);
      return detail === undefined ? [] : [{ level, control: id, detail }];
    });
  const isBlocked = (level: Block['level']) => blocks.some((block) => block.level === level);
  const level = isBlocked('baseline') ? 'privileged' : isBlocked('restricted') ? 'baseline' : 'restricted';
  return { level, blocks };
}

/** Whether a level is at least as strict as another. */
export function isAtLeast(level: SecurityLevel, other: SecurityLevel): boolean {
  return securityLevels.indexOf(level) >= securityLevels.indexOf(other);
}

/** The loosest of the levels; `restricted` of none. */
export function loosestOf(levels: Iterable<SecurityLevel>): SecurityLevel {
  const present = new Set(levels);
  return securityLevels.find((level) => present.has(level)) ?? 'restricted';
}

/** The controls that keep pods from a level, baseline ones included. */
export function blocksOf({ blocks }: Evaluation, wanted: SecurityLevel): readonly Block[] {
  return blocks.filter(({ level }) => isAtLeast(wanted, level));
}
