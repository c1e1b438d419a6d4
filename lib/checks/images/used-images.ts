import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import type { Observation } from '../check.ts';
import { type ImageName, parseImageName } from './image-name.ts';

/** A container of the application, with its image's name taken apart. */
export interface UsedImage {
  readonly pod: PodSecuritySpec;
  readonly container: string;
  readonly pullPolicy: string;
  readonly image: string;
  readonly parsed: ImageName;
}

/** Every container of the namespaces that names an image: app, init and ephemeral ones. */
export function listUsedImages(pods: readonly PodSecuritySpec[], namespaces: readonly string[]): UsedImage[] {
  return pods
    .filter(({ namespace }) => namespaces.includes(namespace))
    .flatMap((pod) =>
      pod.containers
        .filter(({ image }) => image !== '')
        .map(({ name, image, pullPolicy }) => ({
          pod,
          container: name,
          pullPolicy,
          image,
          parsed: parseImageName(image),
        })),
    );
}

/** What is wrong with an image, of the workload that uses it. */
export function observeImage({ pod, container, image }: UsedImage, what: string): Observation {
  const { namespace, name, owner } = pod;
  return {
    subject: { kind: 'Pod', namespace, name },
    owner,
    discriminator: container,
    message: `${owner.kind} ${namespace}/${owner.name}, container ${container}: ${what}`,
    evidence: { container, image },
  };
}
