import type { Namespace } from '#lib/cluster/sources/namespaces.ts';
import { type SecurityLevel, securityLevels } from './control.ts';
import { readPolicyMinor } from './policy-version.ts';

const PREFIX = 'pod-security.kubernetes.io/';

/** What a namespace's labels make the API server do with pods. */
export interface NamespacePolicy {
  readonly enforce: SecurityLevel;
  /** The minor version of the policy that it enforces. */
  readonly enforceMinor: number;
  readonly audit: SecurityLevel;
  readonly warn: SecurityLevel;
  /** Labels whose value is no level: `enforce=resticted`. */
  readonly invalid: readonly string[];
}

/**
 * Reads the labels as the API server does (k8s.io/pod-security-admission/api): without a label nothing is enforced, an
 * enforce label that is no level enforces restricted, an audit or warn label that is none does nothing.
 */
export function readNamespacePolicy({ labels }: Pick<Namespace, 'labels'>, clusterMinor: number): NamespacePolicy {
  const valueOf = (mode: string) => labels[`${PREFIX}${mode}`];
  const isLevel = (value: string | undefined): value is SecurityLevel =>
    securityLevels.some((level) => level === value);
  const read = (mode: string, otherwise: SecurityLevel): SecurityLevel => {
    const value = valueOf(mode);
    if (value === undefined) return 'privileged';
    return isLevel(value) ? value : otherwise;
  };
  return {
    enforce: read('enforce', 'restricted'),
    enforceMinor: readPolicyMinor(valueOf('enforce-version'), clusterMinor),
    audit: read('audit', 'privileged'),
    warn: read('warn', 'privileged'),
    invalid: ['enforce', 'audit', 'warn'].flatMap((mode) => {
      const value = valueOf(mode);
      return value === undefined || isLevel(value) ? [] : [`${mode}=${value}`];
    }),
  };
}
