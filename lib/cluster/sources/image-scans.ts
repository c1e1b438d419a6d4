import type { Pod } from 'kubernetes-types/core/v1.d.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import type { AwsApi } from '../aws/aws-api.ts';
import type { AwsPermission, AwsResource } from '../aws/aws-permission.ts';
import { type EcrImage, parseEcrImage, parseEcrRegistry } from '../aws/ecr-image.ts';
import { readScan, type ScanResult } from '../aws/read-scan.ts';
import { describeImageScanFindings, listFindings } from '../aws/scan-operations.ts';
import { type ObjectName, topLevelOwner } from '../owner.ts';
import { ReadError } from '../read-error.ts';
import { defineSource } from '../source.ts';

/** A container that runs an image. */
export interface ImageUser {
  readonly owner: ObjectName;
  readonly container: string;
}

/** An image that runs, and what its registry found in it. */
export interface ImageScan {
  readonly image: EcrImage;
  readonly users: readonly ImageUser[];
  readonly result: ScanResult | { readonly status: 'unread'; readonly reason: string };
}

/** What ECR says of the images that run in the application's namespaces. */
export type ImageScans =
  | {
      readonly status: 'read';
      readonly scans: readonly ImageScan[];
      /** Images that no registry was asked about: of other registries, or more than are asked about in one run. */
      readonly notAsked: number;
    }
  | { readonly status: 'not-read'; readonly reason: string };

/** One to a few calls are made for each. */
const maxImages = 200;

/** The scans of the images that run in the application's namespaces, by the digests that really run. */
export const imageScans = defineSource({
  name: 'imageScans',
  title: 'ECR’s scans of the images that run in the application’s namespaces',
  whenAbsent: 'not-applicable',
  permissions: ({ namespaces }) => [{ verb: 'list', group: '', resource: 'pods', namespaces }],
  awsPermissions: (config): AwsPermission[] => [
    { action: describeImageScanFindings.action, resources: repositoriesOf(config) },
    { action: listFindings.action, resources: 'any' },
  ],
  async load(api, { aws, config }): Promise<ImageScans> {
    if (!aws) return { status: 'not-read', reason: 'ECR’s scans were not read: that needs AWS' };
    const paths = config.namespaces.map((namespace) => `/api/v1/namespaces/${namespace}/pods`);
    const running = (await Promise.all(paths.map((path) => api.list(path, toRunningImages)))).flat(2);
    // docker and containerd write one image in two ways
    const byImage = Map.groupBy(running, ({ imageId }) => imageId.replace(/^[a-z-]+:\/\//, ''));
    const images = [...byImage].flatMap(([imageId, same]) => {
      const image = parseEcrImage(imageId);
      return image && isCovered(image, config) ? [{ image, users: distinct(same) }] : [];
    });
    const asked = images.slice(0, maxImages);
    const scans = await Promise.all(asked.map(async (one) => ({ ...one, result: await tryScan(aws, one.image) })));
    return { status: 'read', scans, notAsked: byImage.size - asked.length };
  },
});

async function tryScan(aws: AwsApi, image: EcrImage): Promise<ImageScan['result']> {
  try {
    return await readScan(aws, image);
  } catch (error) {
    // nobody is signed in: then there is no AWS to ask
    if (error instanceof ReadError && error.failure !== 'absent') return { status: 'unread', reason: error.message };
    throw error;
  }
}

/** The registries of ECR that images may come from; without any named, every repository of the cluster's account. */
function registriesOf({ images }: RunbookConfig) {
  return images.allowedRegistries.flatMap((registry) => parseEcrRegistry(registry) ?? []);
}

function repositoriesOf(config: RunbookConfig): AwsResource[] {
  const registries = registriesOf(config);
  if (registries.length === 0) return [{ service: 'ecr', path: 'repository/*' }];
  return registries.flatMap(({ path, ...registry }) =>
    (path === '' ? ['*'] : [path, `${path}/*`]).map((repository) => ({
      service: 'ecr',
      ...registry,
      path: `repository/${repository}`,
    })),
  );
}

/** Only those that we have a right to: whose sidecars come from AWS's own registries, is not refused for ever. */
function isCovered({ account, region, repository }: EcrImage, config: RunbookConfig): boolean {
  const registries = registriesOf(config);
  if (registries.length === 0) return true;
  return registries.some(
    (one) =>
      one.account === account &&
      one.region === region &&
      (one.path === '' || repository === one.path || repository.startsWith(`${one.path}/`)),
  );
}

function distinct(users: readonly ImageUser[]): ImageUser[] {
  const keyed = users.map(
    ({ owner, container }) => [JSON.stringify([owner, container]), { owner, container }] as const,
  );
  return [...new Map(keyed).values()];
}

/** The images of a pod's containers that were pulled, by what the kubelet says was pulled. */
function toRunningImages({ metadata = {}, status }: Pod): (ImageUser & { readonly imageId: string })[] {
  const owner = topLevelOwner(metadata);
  const statuses = [status?.containerStatuses, status?.initContainerStatuses].flatMap((list) => list ?? []);
  return statuses
    .filter(({ imageID }) => imageID)
    .map(({ name, imageID }) => ({ owner, container: name, imageId: imageID }));
}
