import { describe, expect, it } from 'vitest';
import { evaluatePod } from '#lib/checks/pod-security/evaluate-pod.ts';
import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { container, containerWith, podSpec, podWith } from './build-spec.ts';

type Case = [control: string, what: string, pod: PodSecuritySpec, minor?: number];
const apparmor = (value: string) =>
  podSpec({}, { annotations: { 'container.apparmor.security.beta.kubernetes.io/app': value } });
const seccomp = (value: string, key = 'container.seccomp.security.alpha.kubernetes.io/app') =>
  podSpec({}, { annotations: { [key]: value } });
const sysctl = (name: string) => podWith({ sysctls: [{ name, value: '1' }] });
const probe = (handler: object) => podSpec({ containers: [container({ livenessProbe: handler })] });
const hook = (handler: object) => podSpec({ containers: [container({ lifecycle: { preStop: handler } })] });
const inRole = (role: string, context: object) => podSpec({ [role]: [container({ name: 'other' }, context)] });

function baselineBlocks(pod: PodSecuritySpec, minor = 35): string[] {
  return evaluatePod(pod, minor).blocks.flatMap(({ level, control }) => (level === 'baseline' ? [control] : []));
}

describe('the baseline level refuses', () => {
  it.each<Case>([
    ['privileged', 'a privileged container', containerWith({ privileged: true }), 0],
    ['privileged', 'a privileged init container', inRole('initContainers', { privileged: true })],
    ['privileged', 'a privileged ephemeral container', inRole('ephemeralContainers', { privileged: true })],
    ['hostNamespaces', 'hostNetwork', podSpec({ hostNetwork: true }), 0],
    ['hostNamespaces', 'hostPID', podSpec({ hostPID: true })],
    ['hostNamespaces', 'hostIPC', podSpec({ hostIPC: true })],
    ['hostPathVolumes', 'a hostPath volume', podSpec({ volumes: [{ name: 'v', hostPath: { path: '/' } }] }), 0],
    [
      'hostPorts',
      'a hostPort',
      podSpec({ containers: [container({ ports: [{ containerPort: 1, hostPort: 1 }] })] }),
      0,
    ],
    ['capabilities_baseline', 'NET_RAW added', containerWith({ capabilities: { drop: ['ALL'], add: ['NET_RAW'] } }), 0],
    ['capabilities_baseline', 'a prefix', containerWith({ capabilities: { drop: ['ALL'], add: ['CAP_CHOWN'] } })],
    ['capabilities_baseline', 'lower case', containerWith({ capabilities: { drop: ['ALL'], add: ['chown'] } })],
    ['appArmorProfile', 'an unconfined annotation', apparmor('unconfined'), 0],
    ['appArmorProfile', 'an Unconfined field', containerWith({ appArmorProfile: { type: 'Unconfined' } })],
    ['appArmorProfile', 'an Unconfined pod', podWith({ appArmorProfile: { type: 'Unconfined' } }), 0],
    ['seLinuxOptions', 'an SELinux type', containerWith({ seLinuxOptions: { type: 'spc_t' } }), 0],
    ['seLinuxOptions', 'an SELinux user', podWith({ seLinuxOptions: { user: 'root' } })],
    ['seLinuxOptions', 'an SELinux role', podWith({ seLinuxOptions: { role: 'r' } })],
    [
      'seLinuxOptions',
      'container_engine_t before 1.31',
      podWith({ seLinuxOptions: { type: 'container_engine_t' } }),
      30,
    ],
    ['procMount', 'an unmasked /proc', containerWith({ procMount: 'Unmasked' }), 0],
    [
      'procMount',
      'an unmasked /proc before 1.35, whatever the users',
      podSpec({ hostUsers: false, containers: [container({}, { procMount: 'Unmasked' })] }),
      34,
    ],
    ['seccompProfile_baseline', 'an unconfined annotation before 1.19', seccomp('unconfined'), 18],
    [
      'seccompProfile_baseline',
      'an empty annotation before 1.19',
      seccomp('', 'seccomp.security.alpha.kubernetes.io/pod'),
      18,
    ],
    ['seccompProfile_baseline', 'an Unconfined field', containerWith({ seccompProfile: { type: 'Unconfined' } }), 19],
    ['seccompProfile_baseline', 'an Unconfined pod', podWith({ seccompProfile: { type: 'Unconfined' } })],
    ['sysctls', 'an unsafe sysctl', sysctl('kernel.msgmax'), 0],
    ['sysctls', 'ip_local_reserved_ports before 1.27', sysctl('net.ipv4.ip_local_reserved_ports'), 26],
    ['sysctls', 'tcp_keepalive_time before 1.29', sysctl('net.ipv4.tcp_keepalive_time'), 28],
    ['sysctls', 'tcp_rmem before 1.32', sysctl('net.ipv4.tcp_rmem'), 31],
    ['sysctls', 'tcp_notsent_lowat before 1.37', sysctl('net.ipv4.tcp_notsent_lowat'), 36],
    ['sysctls', 'a name that every object has', sysctl('constructor')],
    ['windowsHostProcess', 'a HostProcess pod', podWith({ windowsOptions: { hostProcess: true } }), 0],
    ['windowsHostProcess', 'a HostProcess container', containerWith({ windowsOptions: { hostProcess: true } })],
    ['hostProbesAndHostLifecycle', 'a probe with a host', probe({ httpGet: { port: 1, host: '10.0.0.1' } }), 34],
    [
      'hostProbesAndHostLifecycle',
      'a TCP probe of itself by address',
      probe({ tcpSocket: { port: 1, host: '127.0.0.1' } }),
      34,
    ],
    ['hostProbesAndHostLifecycle', 'a hook with a host', hook({ httpGet: { port: 1, host: 'a.example' } }), 34],
  ])('%s: %s', (control, _what, pod, minor) => {
    expect(baselineBlocks(pod, minor)).toEqual([control]);
    expect(evaluatePod(pod, minor ?? 35).level).toBe('privileged');
  });
});

describe('the baseline level lets through', () => {
  it.each<Case>([
    [
      'capabilities_baseline',
      'what runtimes give',
      containerWith({ capabilities: { drop: ['ALL'], add: ['CHOWN', 'MKNOD', 'SYS_CHROOT'] } }),
    ],
    ['hostPorts', 'hostPort 0', podSpec({ containers: [container({ ports: [{ containerPort: 1, hostPort: 0 }] })] })],
    ['appArmorProfile', 'runtime/default', apparmor('runtime/default')],
    ['appArmorProfile', 'an empty annotation', apparmor('')],
    ['appArmorProfile', 'a profile of the node', apparmor('localhost/cart')],
    ['appArmorProfile', 'fields', containerWith({ appArmorProfile: { type: 'Localhost', localhostProfile: 'x' } })],
    ['seLinuxOptions', 'level and known types', podWith({ seLinuxOptions: { type: 'container_kvm_t', level: 's0' } })],
    ['seLinuxOptions', 'container_engine_t from 1.31', podWith({ seLinuxOptions: { type: 'container_engine_t' } }), 31],
    [
      'procMount',
      'any /proc for pods with users of their own',
      podSpec({ hostUsers: false, containers: [container({}, { procMount: 'Unmasked' })] }),
      35,
    ],
    ['procMount', 'the default /proc', containerWith({ procMount: 'Default' })],
    ['seccompProfile_baseline', 'annotations from 1.19 on', seccomp('unconfined'), 19],
    ['seccompProfile_baseline', 'docker/default before', seccomp('docker/default'), 18],
    [
      'seccompProfile_baseline',
      'an annotation for a container that is not there',
      seccomp('unconfined', 'container.seccomp.security.alpha.kubernetes.io/gone'),
      18,
    ],
    ['sysctls', 'a safe sysctl', sysctl('net.ipv4.ip_unprivileged_port_start'), 0],
    ['sysctls', 'tcp_fin_timeout from 1.29', sysctl('net.ipv4.tcp_fin_timeout'), 29],
    ['sysctls', 'tcp_wmem from 1.32', sysctl('net.ipv4.tcp_wmem'), 32],
    ['sysctls', 'tcp_slow_start_after_idle from 1.37', sysctl('net.ipv4.tcp_slow_start_after_idle'), 37],
    ['hostProbesAndHostLifecycle', 'probes with a host before 1.34', probe({ httpGet: { port: 1, host: 'x' } }), 33],
    ['hostProbesAndHostLifecycle', 'an empty host', probe({ tcpSocket: { port: 1, host: '' } }), 34],
  ])('%s: %s', (_control, _what, pod, minor) => {
    expect(baselineBlocks(pod, minor)).toEqual([]);
  });
});
