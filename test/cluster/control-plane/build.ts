import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readdir, readFile, rename, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { homedir, setPriority } from 'node:os';
import { join } from 'node:path';
import { withLock } from '../support/lock.ts';

const source = import.meta.dirname;

/** The Kubernetes release that go.mod pins, as the binaries name it. */
export const kubernetesVersion = 'v1.36.3';

const programs = [
  'etcd',
  'kube-apiserver',
  'kube-controller-manager',
  'kube-scheduler',
  'kubectl',
  'kubelet',
  'kwok',
  'metrics-server',
  'pki',
  'tether',
] as const;

export type Program = (typeof programs)[number];

/** Where the built programs are. */
export type ControlPlane = {
  /** The folder of the links; put it on PATH to have `kubectl`. */
  readonly directory: string;
  /** Upstream's kwok manifests (metrics, stages). */
  readonly kwokManifests: string;
  readonly path: (program: Program) => string;
};

/** The folder that outlives a clone: what takes minutes to make is kept here. */
export const cacheDirectory = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'eks-runbook');

/**
 * Builds the control plane, or finds it built: 4-6 minutes from nothing, seconds with a warm Go cache, else at once.
 *
 * Several processes may ask at the same time; one builds and the others wait for it.
 *
 * @throws when there is no Go, or the build fails; the message ends in what Go said.
 */
export async function buildControlPlane(log: (line: string) => void = () => {}): Promise<ControlPlane> {
  const key = `${kubernetesVersion}-${(await hashSources()).slice(0, 16)}`;
  const parent = join(cacheDirectory(), 'control-plane');
  const directory = join(parent, key);
  if (!(await exists(directory))) {
    await mkdir(parent, { recursive: true });
    await withLock(`${directory}.lock`, async () => {
      if (!(await exists(directory))) await buildInto(directory, log);
    });
  }
  return {
    directory,
    kwokManifests: join(directory, 'kwok-manifests'),
    path: (program) => join(directory, program),
  };
}

/** A half-made build never counts: all is made beside the final folder, which appears by one rename. */
async function buildInto(directory: string, log: (line: string) => void): Promise<void> {
  const draft = `${directory}.${process.pid}.draft`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { recursive: true });
  try {
    log(`building the control plane ${kubernetesVersion} (minutes on empty caches)`);
    const startedAt = Date.now();
    await go(['build', '-buildvcs=false', '-ldflags', linkerFlags(), '-o', join(draft, 'control-plane'), '.']);
    const kwok = await go(['list', '-m', '-f', '{{.Dir}}', 'sigs.k8s.io/kwok']);
    await cp(join(kwok.trim(), 'kustomize'), join(draft, 'kwok-manifests'), { recursive: true, mode: 0 });
    await Promise.all(programs.map((program) => symlink('control-plane', join(draft, program))));
    await writeFile(join(draft, 'built-at'), `${new Date().toISOString()}\n`);
    await renameOnce(draft, directory);
    log(`control plane built in ${Math.round((Date.now() - startedAt) / 1000)} s`);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

/** Unstamped, /version and kubectl say v0.0.0-master and no client can tell what it talks to. */
function linkerFlags(): string {
  const [major, minor] = kubernetesVersion.slice(1).split('.');
  const stamp = {
    gitVersion: kubernetesVersion,
    gitMajor: major,
    gitMinor: minor,
    gitCommit: '0'.repeat(40),
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
  };
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'];
  const settings = packages.flatMap((name) => Object.entries(stamp).map(([key, value]) => `-X ${name}.${key}=${value}`));
  return ['-s', '-w', ...settings].join(' ');
}

function go(args: string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    // Another value of CGO_ENABLED would compile everything anew, and ask for a C compiler.
    const child = spawn('go', args, { cwd: source, env: { ...process.env, CGO_ENABLED: '0' } });
    if (child.pid !== undefined) setPriority(child.pid, 10);
    let output = '';
    let errors = '';
    child.stdout.on('data', (chunk) => (output += chunk));
    child.stderr.on('data', (chunk) => (errors += chunk));
    child.on('error', (error) => reject(new Error(`Go is needed to build the control plane: ${error.message}`)));
    child.on('close', (code) => (code === 0 ? resolve(output) : reject(new Error(`go ${args[0]}: ${errors.slice(-4000)}`))));
  });
}

async function hashSources(): Promise<string> {
  const hash = createHash('sha256');
  const names = (await readdir(source)).filter((name) => /\.go$|^go\.(mod|sum)$|^build\.ts$/.test(name)).sort();
  for (const name of names) hash.update(name).update(await readFile(join(source, name)));
  return hash.digest('hex');
}

/** Gives a finished draft its name; when another process has been quicker, its work is as good. */
export async function renameOnce(draft: string, path: string): Promise<void> {
  await rename(draft, path).catch(async (error) => {
    if (!(await exists(path))) throw error;
  });
}

export const exists = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

/** For a person who waits: progress goes to stderr. */
export const logToStderr = (line: string): void => void process.stderr.write(`${line}\n`);

if (import.meta.main) {
  const controlPlane = await buildControlPlane(logToStderr);
  process.stdout.write(`${controlPlane.directory}\n`);
}
