import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createZstdCompress, createZstdDecompress } from 'node:zlib';
import { cacheDirectory, exists, kubernetesVersion, renameOnce } from '../control-plane/build.ts';
import type { KubernetesObject } from './api.ts';
import { inParallel } from './apply.ts';
import { type Cluster, type ClusterOptions, startCluster } from './cluster.ts';
import { withLock } from './lock.ts';
import {
  appsOf,
  namespaceObjects,
  replicasOf,
  type ScaleSize,
  type ScaleTruth,
  scaleApp,
  scaleNode,
  scalePod,
  scaleTruth,
} from './scale-objects.ts';

/** More would only wait in the API server, which has the two cores to itself. */
const writersAtOnce = 32;

const authorities = [
  'ca.crt',
  'ca.key',
  'front-proxy-ca.crt',
  'front-proxy-ca.key',
  'service-account.key',
  'service-account.pub',
];

/**
 * Starts a bare cluster that holds many nodes and pods; `truth` says exactly what is wrong in it. The first time it
 * is written (1,000 nodes and 20,000 pods: a minute or two) and archived outside the clone, then restored in seconds.
 */
export async function startScaleCluster(
  size: ScaleSize = { nodes: 1000, pods: 20_000 },
  options: Pick<ClusterOptions, 'audit' | 'tokenWebhookUrl'> = {},
): Promise<Cluster & { readonly truth: ScaleTruth }> {
  const archive = join(cacheDirectory(), 'scale', await archiveKey(size));
  if (!(await exists(archive))) {
    await mkdir(dirname(archive), { recursive: true });
    await withLock(`${archive}.lock`, async () => {
      if (!(await exists(archive))) await makeArchive(archive, size);
    });
  }
  const cluster = await startCluster({ ...options, bare: true, seed: (folder) => restore(archive, folder) });
  return { ...cluster, truth: scaleTruth(size) };
}

async function archiveKey({ nodes, pods }: ScaleSize): Promise<string> {
  const objects = await readFile(join(import.meta.dirname, 'scale-objects.ts'));
  const hash = createHash('sha256').update(objects).digest('hex').slice(0, 12);
  return `${kubernetesVersion}-${nodes}-nodes-${pods}-pods-${hash}`;
}

async function makeArchive(archive: string, size: ScaleSize): Promise<void> {
  const cluster = await startCluster({ bare: true, audit: false });
  const draft = `${archive}.${process.pid}.draft`;
  try {
    await writeScale(cluster, size);
    await cluster.stopProcess('kube-apiserver');
    await cluster.stopProcess('etcd'); // in order: its files must be whole
    await mkdir(draft, { recursive: true });
    for (const name of authorities) await cp(join(cluster.folder, 'certificates', name), join(draft, name));
    await transformFolder(join(cluster.folder, 'etcd'), join(draft, 'etcd'), createZstdCompress);
    await renameOnce(draft, archive);
  } finally {
    await rm(draft, { recursive: true, force: true });
    await cluster.stop();
  }
}

async function restore(archive: string, folder: string): Promise<void> {
  for (const name of authorities) await cp(join(archive, name), join(folder, 'certificates', name));
  await transformFolder(join(archive, 'etcd'), join(folder, 'etcd'), createZstdDecompress);
}

/** Copies a folder, each file through a stream: etcd keeps most of its space empty. */
async function transformFolder(from: string, to: string, transform: () => NodeJS.ReadWriteStream): Promise<void> {
  await mkdir(to, { recursive: true, mode: 0o700 });
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) await transformFolder(source, target, transform);
    else await pipeline(createReadStream(source), transform(), createWriteStream(target, { mode: 0o600 }));
  }
}

async function writeScale({ api, apply }: Cluster, size: ScaleSize): Promise<void> {
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  // Plain creation: half the work of an apply, and nothing is there yet.
  const create = async (collection: string, object: KubernetesObject): Promise<void> => {
    await api.json(collection, { method: 'POST', body: object });
    if (object['status'] === undefined) return;
    const path = `${collection}/${object.metadata.name}/status`;
    await api.json(path, {
      method: 'PATCH',
      contentType: 'application/merge-patch+json',
      body: { status: object['status'] },
    });
  };
  const count = (length: number): number[] => Array.from({ length }, (_, index) => index);
  for (const batch of namespaceObjects()) await apply(batch);
  await inParallel(count(size.nodes), (index) => create('/api/v1/nodes', scaleNode(index, now)), writersAtOnce);
  await inParallel(count(appsOf(size)), (app) => apply(scaleApp(app, replicasOf(app, size))), 8);
  await inParallel(
    count(size.pods),
    (index) => {
      const pod = scalePod(index, size, now);
      return create(`/api/v1/namespaces/${pod.metadata.namespace}/pods`, pod);
    },
    writersAtOnce,
  );
}
