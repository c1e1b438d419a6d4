import type { EnvVar, PodSpec } from 'kubernetes-types/core/v1.d.ts';

/** Where a variable's value is taken from. */
export interface VariableOrigin {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  readonly key: string;
  readonly isOptional: boolean;
}

/** The environment that an app container is given by its specification: names only. */
export interface DeclaredEnvironment {
  readonly container: string;
  /** A variable with a literal value or one from the pod itself has no origin. */
  readonly variables: readonly { readonly name: string; readonly origin: VariableOrigin | null }[];
  /** Objects of which every key becomes a variable, led by the prefix. */
  readonly bulk: readonly { readonly kind: 'ConfigMap' | 'Secret'; readonly name: string; readonly prefix: string }[];
}

/** The declared environment of each app container. */
export function declaredEnvironments(spec: PodSpec | undefined): DeclaredEnvironment[] {
  return (spec?.containers ?? []).map(({ name, env, envFrom }) => ({
    container: name,
    variables: (env ?? []).map((variable) => ({ name: variable.name, origin: originOf(variable) })),
    bulk: (envFrom ?? []).flatMap(({ prefix = '', configMapRef, secretRef }) => [
      ...(configMapRef?.name ? [{ kind: 'ConfigMap' as const, name: configMapRef.name, prefix }] : []),
      ...(secretRef?.name ? [{ kind: 'Secret' as const, name: secretRef.name, prefix }] : []),
    ]),
  }));
}

function originOf({ valueFrom }: EnvVar): VariableOrigin | null {
  const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
  const selector = configMapKeyRef ?? secretKeyRef;
  if (!selector?.name) return null;
  const kind = configMapKeyRef ? 'ConfigMap' : 'Secret';
  return { kind, name: selector.name, key: selector.key, isOptional: selector.optional ?? false };
}
