import { type PodSecuritySpec, toPodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';

/** A container that passes the restricted level, with fields put over it. */
export function container(over: object = {}, context: object = {}): object {
  return {
    name: 'app',
    image: 'quay.io/shop/cart:1.0',
    imagePullPolicy: 'IfNotPresent',
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] }, ...context },
    ...over,
  };
}

/** A pod that passes the restricted level, with parts of its spec and metadata put over it. */
export function podSpec(spec: object = {}, metadata: object = {}): PodSecuritySpec {
  return toPodSecuritySpec({
    metadata: { name: 'cart-0', namespace: 'ecommerce', labels: { app: 'cart' }, ...metadata },
    spec: {
      securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
      containers: [container()],
      ...spec,
    },
    status: { phase: 'Running' },
  } as Parameters<typeof toPodSecuritySpec>[0]);
}

/** A pod with the settings of its pod-level security context put over the restricted ones. */
export function podWith(context: object): PodSecuritySpec {
  return podSpec({ securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, ...context } });
}

/** A pod of one container with these security settings put over the restricted ones. */
export function containerWith(context: object): PodSecuritySpec {
  return podSpec({ containers: [container({}, context)] });
}
