import { spawn } from 'node:child_process';

/** One whole process, from its start to its end. */
export interface Measurement {
  readonly seconds: number;
  /** The largest of the processes that it was. */
  readonly peakMegabytes: number;
  readonly exitCode: number;
  readonly stdout: string;
}

/** getrusage(2) of a process's children is not to be had from Node; every Linux has a python3 that tells it. */
const wrapper = `
import resource, subprocess, sys, time
start = time.perf_counter()
ended = subprocess.run(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=sys.stdout, stderr=subprocess.PIPE)
seconds = time.perf_counter() - start
if ended.returncode >= 64:
    sys.exit(ended.stderr.decode())
print(seconds, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss, ended.returncode, file=sys.stderr)
`;

/** Runs a command to its end and measures it. */
export async function measure(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Measurement> {
  const child = spawn('python3', ['-c', wrapper, ...command], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const code = await new Promise((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`${command.join(' ')}: ${stderr}`);
  const [seconds = 0, kilobytes = 0, exitCode = 0] = stderr.trim().split(' ').map(Number);
  return { seconds, peakMegabytes: kilobytes / 1024, exitCode, stdout };
}

/** The middle one by time of `count` measurements of each, taken in pairs so that a noisy moment meets both. */
export async function measurePairs(count: number, left: () => Promise<Measurement>, right: () => Promise<Measurement>) {
  const pairs: [Measurement, Measurement][] = [];
  await left();
  await right(); // the first of each fills caches of files
  for (let i = 0; i < count; i += 1) pairs.push([await left(), await right()]);
  const middle = (side: 0 | 1) => {
    const sorted = pairs.map((pair) => pair[side]).toSorted((a, b) => a.seconds - b.seconds);
    return sorted[Math.floor(count / 2)] as Measurement;
  };
  return { left: middle(0), right: middle(1) };
}
