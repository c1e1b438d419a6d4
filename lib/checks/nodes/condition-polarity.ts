import type { Severity } from '../check.ts';

/** What a condition's type means: the status that is bad, and how bad. */
interface Polarity {
  readonly badStatus: 'True' | 'False';
  readonly severity: Severity;
}

/**
 * Conditions that are bad when True: the kubelet's, and node-problem-detector's permanent ones (its shipped
 * `config/*.json`). Critical are those under which the node cannot serve its pods.
 */
const badWhenTrue: ReadonlyMap<string, Severity> = new Map([
  ['MemoryPressure', 'warning'],
  ['DiskPressure', 'warning'],
  ['PIDPressure', 'warning'],
  ['NetworkUnavailable', 'critical'],
  ['KernelDeadlock', 'critical'],
  ['ReadonlyFilesystem', 'critical'],
  ['XfsShutdown', 'critical'],
  ['CperHardwareErrorFatal', 'critical'],
  ['KubeletUnhealthy', 'warning'],
  ['ContainerRuntimeUnhealthy', 'warning'],
  ['FrequentKubeletRestart', 'warning'],
  ['FrequentContainerdRestart', 'warning'],
  ['FrequentDockerRestart', 'warning'],
  ['FrequentUnregisterNetDevice', 'warning'],
  ['CorruptDockerOverlay2', 'warning'],
]);

/**
 * Conditions of the EKS node monitoring agent: bad when False, and bad enough for EKS to replace the node where node
 * auto repair is on.
 */
const badWhenFalse: ReadonlySet<string> = new Set([
  'KernelReady',
  'NetworkingReady',
  'StorageReady',
  'ContainerRuntimeReady',
  'AcceleratedHardwareReady',
]);

/** The polarity of a condition's type; `undefined` for a type that nobody has told. `Ready` is not asked here. */
export function polarityOf(
  type: string,
  own: { readonly badWhenTrue: readonly string[]; readonly badWhenFalse: readonly string[] },
): Polarity | undefined {
  const severity = badWhenTrue.get(type);
  if (severity) return { badStatus: 'True', severity };
  if (badWhenFalse.has(type)) return { badStatus: 'False', severity: 'critical' };
  if (own.badWhenTrue.includes(type)) return { badStatus: 'True', severity: 'warning' };
  if (own.badWhenFalse.includes(type)) return { badStatus: 'False', severity: 'warning' };
  return undefined;
}
