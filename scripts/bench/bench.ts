import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RunDocument } from '#lib/runs/run-document.ts';
import { buildControlPlane } from '../../test/cluster/control-plane/build.ts';
import { startPlatform } from '../../test/cluster/platform/platform.ts';
import type { Cluster } from '../../test/cluster/support/cluster.ts';
import { startScaleCluster } from '../../test/cluster/support/scale.ts';
import { writeKubectlScript } from './kubectl-script.ts';
import { type Measurement, measure, measurePairs } from './measure.ts';
import { startRelay } from './relay.ts';

/**
 * Measures the morning, whole process to whole process: the bundled command line (npm run build) against the runbook's
 * own commands as a script. What counts are the ratios of one run; the absolute figures are the machine's.
 */
const folder = mkdtempSync(join(tmpdir(), 'eks-runbook-bench-'));
const env = { HOME: folder, XDG_STATE_HOME: folder };
const pairs = 9;
const node = process.execPath;

const morning = (kubeconfig: string, ...more: string[]) =>
  measure(
    [node, 'dist/runbook.js', 'run', 'daily-morning', '--kubeconfig', kubeconfig, '--output', 'json', ...more],
    env,
  );

interface Row {
  readonly what: string;
  readonly seconds: number;
  readonly peakMegabytes: number;
  readonly requests?: number;
  readonly connections?: number;
  readonly megabytes?: number;
}

async function compareWithScript(what: string, cluster: Cluster): Promise<Row[]> {
  const controlPlane = await buildControlPlane();
  const script = writeKubectlScript(folder, controlPlane.path('kubectl'));
  const kubeconfig = cluster.adminKubeconfig;
  const { left, right } = await measurePairs(
    pairs,
    () => measure(['bash', script.path], { ...env, KUBECONFIG: kubeconfig }),
    () => morning(kubeconfig),
  );
  const traffic = await countTraffic(cluster, script.path);
  const { reads } = JSON.parse(right.stdout) as RunDocument;
  return [
    { what: `${what}: ${script.commands} kubectl commands`, ...left, ...traffic.script },
    {
      what: `${what}: runbook`,
      ...right,
      ...traffic.runbook,
      requests: reads.reduce((sum, read) => sum + read.requests, 0),
    },
  ];
}

/** Connections and bytes of each, seen from between. */
async function countTraffic(cluster: Cluster, script: string) {
  const count = async (run: (kubeconfig: string) => Promise<Measurement>) => {
    const relay = await startRelay(Number(new URL(cluster.url).port));
    const kubeconfig = join(folder, `relay-${relay.port}`);
    writeFileSync(
      kubeconfig,
      readFileSync(cluster.adminKubeconfig, 'utf8').replaceAll(cluster.url, `https://127.0.0.1:${relay.port}`),
    );
    await run(kubeconfig);
    relay.close();
    return { connections: relay.connections(), megabytes: relay.bytesReceived() / 1e6 };
  };
  return {
    script: await count((kubeconfig) => measure(['bash', script], { ...env, KUBECONFIG: kubeconfig })),
    runbook: await count((kubeconfig) => morning(kubeconfig)),
  };
}

/** The morning on generated pages that are all read in full. */
async function measureGenerated(pods: number): Promise<Row> {
  const kubeconfig = join(folder, `generated-${pods}`);
  const server = spawn(node, ['scripts/bench/generated-cluster.ts', String(pods), kubeconfig], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(server.stdout, 'data');
  try {
    const runs: Measurement[] = [];
    for (let i = 0; i < 3; i += 1) runs.push(await morning(kubeconfig, '--no-store', '--only', 'cluster-health'));
    const [, median] = runs.toSorted((a, b) => a.peakMegabytes - b.peakMegabytes);
    const { seconds = 0, peakMegabytes = 0, stdout = '{}' } = median ?? {};
    const { reads } = JSON.parse(stdout) as RunDocument;
    const read = reads.find(({ source }) => source === 'pods');
    if (read?.items !== pods) throw new Error(`read ${read?.items} of ${pods} pods: ${read?.error}`);
    return {
      what: `${pods} generated pods, every page`,
      seconds,
      peakMegabytes,
      megabytes: read.bytes / 1e6,
      requests: read.requests,
    };
  } finally {
    server.kill();
  }
}

function toTable(rows: readonly Row[]): string {
  const lines = rows.map(({ what, seconds, peakMegabytes, requests, connections, megabytes }) =>
    [
      what,
      seconds.toFixed(2),
      peakMegabytes.toFixed(0),
      requests ?? '',
      connections ?? '',
      megabytes?.toFixed(1) ?? '',
    ].join(' | '),
  );
  return `| what | s | peak MB | requests | connections | MB received |\n|---|---|---|---|---|---|\n${lines.map((line) => `| ${line} |`).join('\n')}\n`;
}

function ratio(
  rows: readonly Row[],
  key: 'seconds' | 'peakMegabytes',
  [over, under]: readonly [number, number],
): string {
  return ((rows[over]?.[key] ?? 0) / (rows[under]?.[key] ?? 1)).toFixed(1);
}

try {
  const platform = await startPlatform();
  const small = await compareWithScript('example platform', platform).finally(() => platform.stop());
  const scale = await startScaleCluster();
  const large = await compareWithScript('1,000 nodes, 20,000 pods', scale).finally(() => scale.stop());
  const generated = [await measureGenerated(5000), await measureGenerated(60_000)];
  process.stdout.write(toTable([...small, ...large, ...generated]));
  process.stdout.write(
    [
      `\nmedians of ${pairs} pairs; generated: the middle of 3`,
      `example platform: ${ratio(small, 'seconds', [0, 1])} times faster than the script`,
      `1,000 nodes, 20,000 pods: ${ratio(large, 'seconds', [0, 1])} times faster, ${ratio(large, 'peakMegabytes', [0, 1])} times less memory`,
      `memory from 5,000 to 60,000 pods: ${ratio(generated, 'peakMegabytes', [1, 0])} times\n`,
    ].join('\n'),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
