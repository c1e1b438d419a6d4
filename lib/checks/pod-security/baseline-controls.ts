import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { type Control, describeContainers, describeSetters, isUserNamespaced, nameSome } from './control.ts';

/** What the baseline level lets a container add: the capabilities that container runtimes give anyway. */
const ADDABLE = new Set([
  'AUDIT_WRITE',
  'CHOWN',
  'DAC_OVERRIDE',
  'FOWNER',
  'FSETID',
  'KILL',
  'MKNOD',
  'NET_BIND_SERVICE',
  'SETFCAP',
  'SETGID',
  'SETPCAP',
  'SETUID',
  'SYS_CHROOT',
]);

/** Sysctls that are safe, with the minor version from which the policy says so. */
const SAFE_SYSCTLS: Readonly<Record<string, number>> = {
  'kernel.shm_rmid_forced': 0,
  'net.ipv4.ip_local_port_range': 0,
  'net.ipv4.tcp_syncookies': 0,
  'net.ipv4.ping_group_range': 0,
  'net.ipv4.ip_unprivileged_port_start': 0,
  'net.ipv4.ip_local_reserved_ports': 27,
  'net.ipv4.tcp_keepalive_time': 29,
  'net.ipv4.tcp_fin_timeout': 29,
  'net.ipv4.tcp_keepalive_intvl': 29,
  'net.ipv4.tcp_keepalive_probes': 29,
  'net.ipv4.tcp_rmem': 32,
  'net.ipv4.tcp_wmem': 32,
  'net.ipv4.tcp_slow_start_after_idle': 37,
  'net.ipv4.tcp_notsent_lowat': 37,
};

const SELINUX_TYPES: Readonly<Record<string, number>> = {
  '': 0,
  container_t: 0,
  container_init_t: 0,
  container_kvm_t: 0,
  container_engine_t: 31,
};

const APPARMOR_ANNOTATION = 'container.apparmor.security.beta.kubernetes.io/';
const SAFE_PROFILES = new Set(['RuntimeDefault', 'Localhost']);

/** Every control of the baseline level (k8s.io/pod-security-admission/policy), in the order of their ids. */
export const baselineControls: readonly Control[] = [
  { id: 'appArmorProfile', level: 'baseline', from: 0, judge: judgeAppArmor },
  {
    id: 'capabilities_baseline',
    level: 'baseline',
    from: 0,
    judge: (pod) =>
      describeContainers(pod, ({ securityContext }) =>
        (securityContext.capabilities?.add ?? []).filter((added) => !ADDABLE.has(added)),
      ),
  },
  { id: 'hostNamespaces', level: 'baseline', from: 0, judge: judgeHostNamespaces },
  {
    id: 'hostPathVolumes',
    level: 'baseline',
    from: 0,
    judge: ({ volumes }) => {
      const bad = volumes.filter(({ type }) => type === 'hostPath').map(({ name }) => name);
      return bad.length > 0 ? `volumes ${nameSome(bad)}` : undefined;
    },
  },
  {
    id: 'hostPorts',
    level: 'baseline',
    from: 0,
    judge: (pod) => describeContainers(pod, ({ hostPorts }) => hostPorts),
  },
  {
    id: 'hostProbesAndHostLifecycle',
    level: 'baseline',
    from: 34,
    judge: (pod) => describeContainers(pod, ({ handlerHosts }) => handlerHosts),
  },
  {
    id: 'privileged',
    level: 'baseline',
    from: 0,
    judge: (pod) =>
      describeContainers(pod, ({ securityContext }) => (securityContext.privileged ? ['privileged=true'] : [])),
  },
  {
    id: 'procMount',
    level: 'baseline',
    from: 0,
    judge: (pod, minor) => (isUserNamespaced(pod, minor) ? undefined : judgeProcMount(pod)),
  },
  { id: 'seccompProfile_baseline', level: 'baseline', from: 0, judge: judgeSeccomp },
  { id: 'seLinuxOptions', level: 'baseline', from: 0, judge: judgeSeLinux },
  {
    id: 'sysctls',
    level: 'baseline',
    from: 0,
    judge: ({ securityContext }, minor) => {
      const names = (securityContext.sysctls ?? []).map(({ name }) => name);
      const bad = names.filter((name) => !isAllowed(SAFE_SYSCTLS, name, minor));
      return bad.length > 0 ? nameSome(bad) : undefined;
    },
  },
  {
    id: 'windowsHostProcess',
    level: 'baseline',
    from: 0,
    judge: (pod) =>
      describeSetters(pod, ({ windowsOptions }) => (windowsOptions?.hostProcess ? ['hostProcess=true'] : [])),
  },
];

function isAllowed(since: Readonly<Record<string, number>>, value: string, minor: number): boolean {
  return Object.hasOwn(since, value) && minor >= (since[value] ?? 0);
}

/** Fields and the annotations of old, at every version: upstream reads both at every version too. */
function judgeAppArmor(pod: PodSecuritySpec): string | undefined {
  const fields = describeSetters(pod, (context) => unsafeProfiles(profileOf(context)));
  const isSafe = (value: string) => value === '' || value === 'runtime/default' || value.startsWith('localhost/');
  const annotations = Object.entries(pod.annotations)
    .filter(([key, value]) => key.startsWith(APPARMOR_ANNOTATION) && !isSafe(value))
    .map(([key, value]) => `${key}=${value}`);
  const parts = [...(fields ? [fields] : []), ...(annotations.length > 0 ? [nameSome(annotations)] : [])];
  return parts.length > 0 ? parts.join('; ') : undefined;
}

/** kubernetes-types knows no appArmorProfile yet. */
function profileOf(context: object): { type?: string } | undefined {
  return (context as { appArmorProfile?: { type?: string } }).appArmorProfile;
}

/** Nothing for a profile that is not set, and for the two types that are safe. */
export function unsafeProfiles(profile: { readonly type?: string } | null | undefined): string[] {
  if (!profile) return [];
  const type = profile.type ?? '';
  return SAFE_PROFILES.has(type) ? [] : [type || 'no type'];
}

function judgeHostNamespaces({ hostNetwork, hostPid, hostIpc }: PodSecuritySpec): string | undefined {
  const used = Object.entries({ hostNetwork, hostPID: hostPid, hostIPC: hostIpc }).filter(([, isUsed]) => isUsed);
  return used.length > 0 ? used.map(([name]) => `${name}=true`).join(', ') : undefined;
}

/** Only the masked /proc that a runtime gives by default. */
export function judgeProcMount(pod: PodSecuritySpec): string | undefined {
  return describeContainers(pod, ({ securityContext: { procMount } }) =>
    procMount === undefined || procMount === null || procMount === 'Default' ? [] : [procMount],
  );
}

/** Annotations before 1.19, fields from there. */
function judgeSeccomp(pod: PodSecuritySpec, minor: number): string | undefined {
  if (minor >= 19) return describeSetters(pod, ({ seccompProfile }) => unsafeProfiles(seccompProfile));
  const prefix = 'seccomp.security.alpha.kubernetes.io/pod';
  const containers = pod.containers.map(({ name }) => `container.seccomp.security.alpha.kubernetes.io/${name}`);
  const isSafe = (value: string) =>
    value === 'runtime/default' || value === 'docker/default' || value.startsWith('localhost/');
  const bad = [prefix, ...containers].filter((key) => key in pod.annotations && !isSafe(pod.annotations[key] ?? ''));
  return bad.length > 0 ? nameSome(bad.map((key) => `${key}=${pod.annotations[key]}`)) : undefined;
}

function judgeSeLinux(pod: PodSecuritySpec, minor: number): string | undefined {
  return describeSetters(pod, ({ seLinuxOptions }) => {
    if (!seLinuxOptions) return [];
    const { type = '', user = '', role = '' } = seLinuxOptions;
    const badType = isAllowed(SELINUX_TYPES, type, minor) ? [] : [`type=${type}`];
    return [...badType, ...(user ? [`user=${user}`] : []), ...(role ? [`role=${role}`] : [])];
  });
}
