import { describe, expect, it } from 'vitest';
import { evaluatePod } from '#lib/checks/pod-security/evaluate-pod.ts';
import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { container, containerWith, podSpec, podWith } from './build-spec.ts';

type Case = [control: string, what: string, pod: PodSecuritySpec, minor?: number];
const volume = (source: object) => podSpec({ volumes: [{ name: 'v', ...source }] });
const other = (context: object) => container({ name: 'other' }, context);
const asRoot = { securityContext: { runAsUser: 0, seccompProfile: { type: 'RuntimeDefault' } } };
const windows = { os: { name: 'windows' }, securityContext: { runAsNonRoot: true }, containers: [{ name: 'app' }] };

describe('the restricted level refuses', () => {
  it.each<Case>([
    ['restrictedVolumes', 'NFS', volume({ nfs: { server: 's', path: '/' } }), 0],
    ['restrictedVolumes', 'a type that is not known yet', volume({ teleport: {} })],
    [
      'allowPrivilegeEscalation',
      'escalation that is not forbidden',
      containerWith({ allowPrivilegeEscalation: undefined }),
      8,
    ],
    ['allowPrivilegeEscalation', 'escalation that is allowed', containerWith({ allowPrivilegeEscalation: true })],
    ['runAsNonRoot', 'nothing said', podWith({ runAsNonRoot: undefined }), 0],
    ['runAsNonRoot', 'a container that says false', containerWith({ runAsNonRoot: false })],
    [
      'runAsNonRoot',
      'a pod that says false, though its container says true',
      podSpec({
        securityContext: { runAsNonRoot: false, seccompProfile: { type: 'RuntimeDefault' } },
        containers: [container({}, { runAsNonRoot: true })],
      }),
    ],
    [
      'runAsNonRoot',
      'one container of two that does not say',
      podSpec({
        securityContext: { seccompProfile: { type: 'RuntimeDefault' } },
        containers: [container({}, { runAsNonRoot: true })],
        ephemeralContainers: [other({})],
      }),
    ],
    ['runAsUser', 'user 0', podWith({ runAsUser: 0 }), 23],
    ['runAsUser', 'a container with user 0', containerWith({ runAsUser: 0 })],
    ['seccompProfile_restricted', 'no profile', podWith({ seccompProfile: undefined }), 19],
    ['capabilities_restricted', 'not dropping ALL', containerWith({ capabilities: { drop: ['NET_RAW'] } }), 22],
    ['capabilities_restricted', 'no capabilities at all', containerWith({ capabilities: undefined })],
    ['capabilities_restricted', 'dropping all in lower case', containerWith({ capabilities: { drop: ['all'] } })],
    ['capabilities_restricted', 'adding CHOWN', containerWith({ capabilities: { drop: ['ALL'], add: ['CHOWN'] } })],
    [
      'procMount_restricted',
      'an unmasked /proc with users of its own',
      podSpec({ hostUsers: false, containers: [container({}, { procMount: 'Unmasked' })] }),
      35,
    ],
  ])('%s: %s', (control, _what, pod, minor = 35) => {
    const { level, blocks } = evaluatePod(pod, minor);
    expect(blocks.map((block) => `${block.level} ${block.control}`)).toEqual([`restricted ${control}`]);
    expect(level).toBe('baseline');
  });
});

describe('the restricted level lets through', () => {
  it.each<[what: string, pod: PodSecuritySpec, minor?: number]>([
    ['the strictest pod', podSpec()],
    [
      'the nine volume types',
      podSpec({
        volumes: [
          'configMap',
          'csi',
          'downwardAPI',
          'emptyDir',
          'ephemeral',
          'image',
          'persistentVolumeClaim',
          'projected',
          'secret',
        ].map((type) => ({ name: type, [type]: {} })),
      }),
    ],
    ['a volume without a source, which the server makes an emptyDir', volume({})],
    ['NET_BIND_SERVICE', containerWith({ capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })],
    [
      'containers that all say it themselves',
      podSpec({
        securityContext: {},
        containers: [
          container({}, { runAsNonRoot: true, seccompProfile: { type: 'Localhost', localhostProfile: 'x' } }),
        ],
      }),
    ],
    ['escalation before 1.8', containerWith({ allowPrivilegeEscalation: true }), 7],
    ['root before 1.23', podWith({ runAsUser: 0 }), 22],
    ['capabilities before 1.22', containerWith({ capabilities: undefined }), 21],
    ['no seccomp before 1.19', podWith({ seccompProfile: undefined }), 18],
    ['root with users of its own, from 1.35', podSpec({ hostUsers: false, ...asRoot }), 35],
    ['Windows, from 1.25', podSpec(windows), 25],
  ])('%s', (_what, pod, minor = 35) => {
    expect(evaluatePod(pod, minor)).toEqual({ level: 'restricted', blocks: [] });
  });

  it.each<[what: string, pod: PodSecuritySpec, minor: number, controls: string[]]>([
    [
      'root with users of its own before 1.35',
      podSpec({ hostUsers: false, ...asRoot }),
      34,
      ['runAsNonRoot', 'runAsUser'],
    ],
    [
      'Windows before 1.25',
      podSpec(windows),
      24,
      ['allowPrivilegeEscalation', 'capabilities_restricted', 'seccompProfile_restricted'],
    ],
    ['Windows that may be root', podSpec({ ...windows, securityContext: {} }), 35, ['runAsNonRoot']],
  ])('but not %s', (_what, pod, minor, controls) => {
    expect(evaluatePod(pod, minor).blocks.map(({ control }) => control)).toEqual(controls);
  });
});

describe('what breaks a control', () => {
  it('is named with its containers', () => {
    const pod = podSpec({
      initContainers: [other({ capabilities: { add: ['SYS_ADMIN', 'NET_RAW'] } })],
      containers: [container({ ports: [{ containerPort: 80, hostPort: 80 }] })],
    });
    expect(evaluatePod(pod, 35).blocks).toEqual([
      { level: 'baseline', control: 'capabilities_baseline', detail: 'container other: SYS_ADMIN, NET_RAW' },
      { level: 'baseline', control: 'hostPorts', detail: 'container app: 80' },
      {
        level: 'restricted',
        control: 'capabilities_restricted',
        detail: 'container other: drop ALL is missing, adds SYS_ADMIN, adds NET_RAW',
      },
    ]);
  });

  it('is cut where a pod has very many containers', () => {
    const many = Array.from({ length: 200 }, (_, index) => container({ name: `c${index}` }, { privileged: true }));
    const [block] = evaluatePod(podSpec({ containers: many }), 35).blocks;
    expect(block?.detail).toMatch(/^containers c0, .*c9 and 190 more: privileged=true$/);
  });
});
