import type { SourceContext } from '#lib/cluster/source.ts';
import type { Namespace } from '#lib/cluster/sources/namespaces.ts';
import type { NetworkPolicy } from '#lib/cluster/sources/network-policies.ts';
import type { PodSecuritySpec } from '#lib/cluster/sources/pod-security-specs.ts';
import { isFrom, isMovable } from '../images/image-name.ts';
import { movedTags } from '../images/pinned.ts';
import { listUsedImages, type UsedImage } from '../images/used-images.ts';
import { directions, isDefaultDeny, isolablePods, openDirections } from '../network-policies/coverage.ts';
import { allControls, isAtLeast } from '../pod-security/evaluate-pod.ts';
import { readNamespacePolicy } from '../pod-security/namespace-policy.ts';
import { readPolicyMinor } from '../pod-security/policy-version.ts';

/** One object that breaks a control, and how. */
export interface Failing {
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
  readonly detail: string;
}

/** What the hardening asks for, and what it found: the evidence of one control. */
export interface ControlResult {
  readonly id: string;
  readonly title: string;
  readonly status: 'pass' | 'fail' | 'not-applicable';
  /** Why it does not apply. */
  readonly reason?: string;
  readonly examined: number;
  readonly objects: readonly Failing[];
}

export interface ComplianceObjects {
  readonly pods: readonly PodSecuritySpec[];
  readonly namespaces: readonly Namespace[];
  readonly networkPolicies: readonly NetworkPolicy[];
  readonly clusterMinor: number;
  readonly config: SourceContext['config'];
}

/** Judges every control of the hardening on the application's namespaces. */
export function judgeControls(objects: ComplianceObjects): ControlResult[] {
  const { config } = objects;
  const own = { ...objects, pods: objects.pods.filter(({ namespace }) => config.namespaces.includes(namespace)) };
  return [...judgePodSecurity(own), judgeLabels(own), ...judgeNetwork(own), ...judgeImages(own)];
}

/** One control for each of the Pod Security Standards; those of a level that is not asked for do not apply. */
function judgePodSecurity({ pods, clusterMinor, config }: ComplianceObjects): ControlResult[] {
  const minor = readPolicyMinor(config.podSecurity.version, clusterMinor);
  return allControls.map(({ id, level, from, judge }) => {
    const about = { id: `pod-security/${id}`, title: `Pod Security ${level}: ${id}` };
    if (minor < from) return skip(about, `holds from Kubernetes 1.${from} on`);
    if (!isAtLeast(config.podSecurity.level, level))
      return skip(about, `podSecurity.level asks for ${config.podSecurity.level} only`);
    const failing = pods.flatMap((pod) => {
      const detail = judge(pod, minor);
      return detail === undefined ? [] : [podFailing(pod, detail)];
    });
    return conclude(about, pods.length, failing);
  });
}

function judgeLabels({ namespaces, clusterMinor, config }: ComplianceObjects): ControlResult {
  const own = namespaces.filter(({ name }) => config.namespaces.includes(name));
  const { level } = config.podSecurity;
  const failing = own.flatMap((namespace): Failing[] => {
    const { enforce } = readNamespacePolicy(namespace, clusterMinor);
    if (isAtLeast(enforce, level)) return [];
    return [{ kind: 'Namespace', namespace: null, name: namespace.name, detail: `enforces ${enforce}` }];
  });
  return conclude({ id: 'pod-security/enforced', title: `Namespaces enforce ${level}` }, own.length, failing);
}

function judgeNetwork({ pods, networkPolicies, config }: ComplianceObjects): ControlResult[] {
  return directions.flatMap((direction) => {
    const open = config.namespaces.flatMap((namespace): Failing[] => {
      const own = networkPolicies.filter((policy) => policy.namespace === namespace);
      if (own.some((policy) => isDefaultDeny(policy, direction))) return [];
      return [{ kind: 'Namespace', namespace: null, name: namespace, detail: `${own.length} network policies` }];
    });
    const held = isolablePods(pods, config.namespaces);
    const uncovered = held
      .filter((pod) => openDirections(pod, networkPolicies).includes(direction))
      .map((pod) => podFailing(pod, `no policy for ${direction}`));
    const deny = { id: `network/default-deny-${direction}`, title: `Namespaces deny ${direction} by default` };
    const cover = { id: `network/${direction}-covered`, title: `A network policy holds the ${direction} of every pod` };
    return [conclude(deny, config.namespaces.length, open), conclude(cover, held.length, uncovered)];
  });
}

function judgeImages({ pods, config }: ComplianceObjects): ControlResult[] {
  const used = listUsedImages(pods, config.namespaces);
  const { allowedRegistries } = config.images;
  const pinned = { id: 'images/pinned', title: 'Images are named by a version or a digest' };
  const allowed = { id: 'images/registries-allowed', title: 'Images come from allowed registries' };
  const moved = used.filter(({ parsed }) => isMovable(parsed, movedTags));
  const foreign = used.filter(({ parsed }) => !isFrom(parsed, allowedRegistries));
  return [
    conclude(pinned, used.length, moved.map(imageFailing)),
    allowedRegistries.length === 0
      ? skip(allowed, 'images.allowedRegistries names no registry')
      : conclude(allowed, used.length, foreign.map(imageFailing)),
  ];
}

function imageFailing({ pod, container, image }: UsedImage): Failing {
  return podFailing(pod, `container ${container}: ${image}`);
}

function podFailing({ namespace, name }: PodSecuritySpec, detail: string): Failing {
  return { kind: 'Pod', namespace, name, detail };
}

type About = Pick<ControlResult, 'id' | 'title'>;

function skip(about: About, reason: string): ControlResult {
  return { ...about, status: 'not-applicable', reason, examined: 0, objects: [] };
}

function conclude(about: About, examined: number, objects: readonly Failing[]): ControlResult {
  if (examined === 0) return skip(about, 'there is nothing to examine');
  return { ...about, status: objects.length > 0 ? 'fail' : 'pass', examined, objects };
}
