import type { Container, PodSpec, Volume, VolumeProjection } from 'kubernetes-types/core/v1.d.ts';

/** A place in a pod's specification that needs a ConfigMap or a Secret. */
export interface Reference {
  readonly kind: 'ConfigMap' | 'Secret';
  readonly name: string;
  /** One key of it; null: the whole object. */
  readonly key: string | null;
  readonly isOptional: boolean;
  /** `container app, env MODE`, `volume config`, `imagePullSecrets`. */
  readonly place: string;
  readonly via: 'env' | 'envFrom' | 'volume' | 'imagePullSecret';
  /** The containers that see it. */
  readonly containers: readonly string[];
  /** True where a running container keeps the old value: environment, and files mounted by subPath. */
  readonly isReadAtStart: boolean;
}

/** A reference as the API has it. */
interface Selector {
  readonly name?: string;
  readonly optional?: boolean;
}

/** Every reference of a pod's specification, init containers and projected volumes included. */
export function referencesOf(spec: PodSpec | undefined): Reference[] {
  const containers = [...(spec?.initContainers ?? []), ...(spec?.containers ?? [])];
  return [
    ...containers.flatMap((container) => [...envReferences(container), ...envFromReferences(container)]),
    ...(spec?.volumes ?? []).flatMap((volume) => volumeReferences(volume, containers)),
    ...(spec?.imagePullSecrets ?? []).flatMap((secret) =>
      refer('Secret', secret, null, { place: 'imagePullSecrets', via: 'imagePullSecret', containers: [] }),
    ),
  ];
}

type Where = Pick<Reference, 'place' | 'via' | 'containers'> & { readonly isReadAtStart?: boolean };

function refer(kind: Reference['kind'], selector: Selector | undefined, key: string | null, where: Where): Reference[] {
  if (!selector?.name) return [];
  return [{ isReadAtStart: false, ...where, kind, name: selector.name, key, isOptional: selector.optional ?? false }];
}

function envReferences({ name, env }: Container): Reference[] {
  return (env ?? []).flatMap(({ name: variable, valueFrom }) => {
    const where: Where = {
      place: `container ${name}, env ${variable}`,
      via: 'env',
      containers: [name],
      isReadAtStart: true,
    };
    const { configMapKeyRef, secretKeyRef } = valueFrom ?? {};
    return [
      ...refer('ConfigMap', configMapKeyRef, configMapKeyRef?.key ?? null, where),
      ...refer('Secret', secretKeyRef, secretKeyRef?.key ?? null, where),
    ];
  });
}

function envFromReferences({ name, envFrom }: Container): Reference[] {
  const where: Where = { place: `container ${name}, envFrom`, via: 'envFrom', containers: [name], isReadAtStart: true };
  return (envFrom ?? []).flatMap(({ configMapRef, secretRef }) => [
    ...refer('ConfigMap', configMapRef, null, where),
    ...refer('Secret', secretRef, null, where),
  ]);
}

function volumeReferences(volume: Volume, containers: readonly Container[]): Reference[] {
  const mounts = containers.flatMap(({ name, volumeMounts }) =>
    (volumeMounts ?? []).filter((mount) => mount.name === volume.name).map((mount) => ({ name, mount })),
  );
  const where: Where = {
    place: `volume ${volume.name}`,
    via: 'volume',
    containers: [...new Set(mounts.map(({ name }) => name))],
    isReadAtStart: mounts.some(({ mount }) => mount.subPath ?? mount.subPathExpr),
  };
  const { secret, configMap, projected, csi } = volume;
  return [
    ...withItems('Secret', secret && { ...secret, name: secret.secretName ?? '' }, where),
    ...withItems('ConfigMap', configMap, where),
    ...(projected?.sources ?? []).flatMap((source: VolumeProjection) => [
      ...withItems('Secret', source.secret, where),
      ...withItems('ConfigMap', source.configMap, where),
    ]),
    ...refer('Secret', csi?.nodePublishSecretRef, null, where),
  ];
}

function withItems(
  kind: Reference['kind'],
  selector: (Selector & { readonly items?: readonly { readonly key: string }[] }) | undefined,
  where: Where,
): Reference[] {
  const items = selector?.items ?? [];
  if (items.length === 0) return refer(kind, selector, null, where);
  return items.flatMap((item) => refer(kind, selector, item.key, where));
}
