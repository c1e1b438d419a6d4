import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { judgeProcMount, unsafeProfiles } from './baseline-controls.ts';
import {
  type Control,
  describeContainers,
  describeSetters,
  isUserNamespaced,
  nameContainers,
  nameSome,
} from './control.ts';

const VOLUME_TYPES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'image',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

/** What the restricted level asks beyond the baseline (k8s.io/pod-security-admission/policy), in the order of their ids. */
export const restrictedControls: readonly Control[] = [
  {
    id: 'allowPrivilegeEscalation',
    level: 'restricted',
    from: 8,
    judge: exceptOnWindows((pod) =>
      describeContainers(pod, ({ securityContext: { allowPrivilegeEscalation } }) =>
        allowPrivilegeEscalation === false ? [] : [`allowPrivilegeEscalation=${allowPrivilegeEscalation ?? 'unset'}`],
      ),
    ),
  },
  { id: 'capabilities_restricted', level: 'restricted', from: 22, judge: exceptOnWindows(judgeCapabilities) },
  { id: 'procMount_restricted', level: 'restricted', from: 35, judge: judgeProcMount },
  {
    id: 'restrictedVolumes',
    level: 'restricted',
    from: 0,
    judge: ({ volumes }) => {
      const bad = volumes.filter(({ type }) => !VOLUME_TYPES.has(type));
      return bad.length > 0 ? `volumes ${nameSome(bad.map(({ name, type }) => `${name} (${type})`))}` : undefined;
    },
  },
  {
    id: 'runAsNonRoot',
    level: 'restricted',
    from: 0,
    judge: (pod, minor) => (isUserNamespaced(pod, minor) ? undefined : judgeNonRoot(pod)),
  },
  {
    id: 'runAsUser',
    level: 'restricted',
    from: 23,
    judge: (pod, minor) =>
      isUserNamespaced(pod, minor)
        ? undefined
        : describeSetters(pod, ({ runAsUser }) => (runAsUser === 0 ? ['runAsUser=0'] : [])),
  },
  { id: 'seccompProfile_restricted', level: 'restricted', from: 19, judge: exceptOnWindows(judgeSeccomp) },
];

/** Windows has no such thing, and from 1.25 a pod that says it is for Windows is let through. */
function exceptOnWindows(judge: (pod: PodSecuritySpec) => string | undefined): Control['judge'] {
  return (pod, minor) => (minor >= 25 && pod.os === 'windows' ? undefined : judge(pod));
}

function judgeCapabilities(pod: PodSecuritySpec): string | undefined {
  return describeContainers(pod, ({ securityContext: { capabilities } }) => [
    ...((capabilities?.drop ?? []).includes('ALL') ? [] : ['drop ALL is missing']),
    ...(capabilities?.add ?? []).filter((added) => added !== 'NET_BIND_SERVICE').map((added) => `adds ${added}`),
  ]);
}

/** A pod that says false is refused even where every container says true. */
function judgeNonRoot(pod: PodSecuritySpec): string | undefined {
  const explicit = describeSetters(pod, ({ runAsNonRoot }) => (runAsNonRoot === false ? ['runAsNonRoot=false'] : []));
  if (explicit || pod.securityContext.runAsNonRoot === true) return explicit;
  return describeUnset(pod, 'runAsNonRoot', ({ runAsNonRoot }) => runAsNonRoot);
}

/** A safe profile on the pod is the containers' too. */
function judgeSeccomp(pod: PodSecuritySpec): string | undefined {
  const explicit = describeSetters(pod, ({ seccompProfile }) => unsafeProfiles(seccompProfile));
  if (explicit || pod.securityContext.seccompProfile) return explicit;
  return describeUnset(pod, 'seccompProfile', ({ seccompProfile }) => seccompProfile);
}

function describeUnset(
  pod: PodSecuritySpec,
  field: string,
  valueOf: (context: PodSecuritySpec['containers'][number]['securityContext']) => unknown,
): string | undefined {
  const unset = pod.containers.filter(({ securityContext }) => valueOf(securityContext) == null);
  return unset.length > 0 ? `pod or ${nameContainers(unset.map(({ name }) => name))}: ${field} is not set` : undefined;
}
