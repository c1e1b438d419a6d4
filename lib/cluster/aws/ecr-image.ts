/** An image in a private registry of ECR, by its digest. */
export interface EcrImage {
  /** Host and repository: `111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/cart`. */
  readonly name: string;
  readonly account: string;
  readonly region: string;
  readonly repository: string;
  /** `sha256:...` */
  readonly digest: string;
}

// https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
const host = String.raw`(\d{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com(?:\.cn)?|on\.aws)`;
const imagePattern = new RegExp(`^(${host}/([a-z0-9._/-]+))@(sha256:[0-9a-f]{64})$`);
const registryPattern = new RegExp(`^${host}(?:/([a-z0-9._/-]*?)/?)?$`);

/** Takes a container status' imageID apart; undefined for an image of another registry, or without a digest. */
export function parseEcrImage(imageId: string): EcrImage | undefined {
  const [, name = '', account = '', region = '', repository = '', digest = ''] = imagePattern.exec(imageId) ?? [];
  return name === '' ? undefined : { name, account, region, repository, digest };
}

/** A registry of ECR, or a path in one, as `images.allowedRegistries` names it; the path is empty for all of it. */
export function parseEcrRegistry(registry: string) {
  const [match, account = '', region = '', path = ''] = registryPattern.exec(registry) ?? [];
  return match === undefined ? undefined : { account, region, path };
}
