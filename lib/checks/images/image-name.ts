/** A container image's name, taken apart as Docker and containerd do. */
export interface ImageName {
  readonly registry: string;
  /** Registry and path, without tag and digest: `docker.io/library/redis`. */
  readonly repository: string;
  /** Empty where there is none, which means `latest` unless there is a digest. */
  readonly tag: string;
  /** `sha256:...`; empty where there is none. */
  readonly digest: string;
}

/**
 * Takes an image's name apart. The first part is a registry only if it has a dot or a port or is `localhost`
 * (distribution/reference); everything else is on docker.io.
 */
export function parseImageName(image: string): ImageName {
  const [name = '', digest = ''] = image.split('@');
  const slash = name.lastIndexOf('/');
  const colon = name.indexOf(':', slash + 1);
  const path = colon === -1 ? name : name.slice(0, colon);
  const [first = '', ...rest] = path.split('/');
  const hasRegistry = rest.length > 0 && (/[.:]/.test(first) || first === 'localhost');
  const registry = hasRegistry ? first : 'docker.io';
  const inRegistry = hasRegistry ? rest.join('/') : path.includes('/') ? path : `library/${path}`;
  return { registry, repository: `${registry}/${inRegistry}`, tag: colon === -1 ? '' : name.slice(colon + 1), digest };
}

/** Whether the name may give another image tomorrow: no digest, and no tag or one of those that are moved. */
export function isMovable({ tag, digest }: ImageName, movedTags: readonly string[]): boolean {
  return digest === '' && (tag === '' || movedTags.includes(tag));
}

/** Whether the image comes from one of the registries, or from below one of the paths. */
export function isFrom({ repository }: ImageName, allowed: readonly string[]): boolean {
  return allowed.some((entry) => repository === entry || repository.startsWith(`${entry.replace(/\/+$/, '')}/`));
}
