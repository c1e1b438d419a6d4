import type { ObjectName } from '#lib/cluster/owner.ts';
import type { RemediationStep } from '../check.ts';
import { correctOwner, describePod, undoRollout } from './owner-steps.ts';

/** Why an image does not come, as far as its message says. */
export interface ImageCause {
  readonly cause: string;
  readonly mend: (owner: ObjectName) => readonly RemediationStep[];
}

function correctImage(owner: ObjectName): readonly RemediationStep[] {
  return [...undoRollout(owner), correctOwner(owner, 'Name an image that exists, for the nodes’ architecture.')];
}

const verify = 'kubectl get pod {name} -n {namespace}';

function grantPull(): readonly RemediationStep[] {
  return [
    {
      text: 'Let the nodes or the pod’s service account read the repository: its ECR policy, the node role, or the imagePullSecrets.',
      command:
        'kubectl get pod {name} -n {namespace} -o custom-columns="IMAGES:.spec.containers[*].image,SECRETS:.spec.imagePullSecrets[*].name"',
      verify,
    },
  ];
}

function reachRegistry(): readonly RemediationStep[] {
  return [
    {
      text: 'Look whether other pods on that node pull, and mend the way to the registry: NAT, VPC endpoints, DNS, security groups.',
      command: 'kubectl get events -A --field-selector reason=Failed',
      verify,
    },
  ];
}

function waitOrMirror(): readonly RemediationStep[] {
  return [
    {
      text: 'The registry limits pulls: log in to it, or pull through an ECR pull-through cache.',
      command: 'aws ecr describe-pull-through-cache-rules',
      verify,
    },
  ];
}

function freeDisk(): readonly RemediationStep[] {
  return [
    {
      text: 'The node’s disk is full: free it, or give the node group larger volumes.',
      command: 'kubectl describe node {node}',
      verify,
    },
  ];
}

/**
 * In the words of containerd and the registries, the most certain first: a registry that is not reached cannot authorize
 * either, and Docker Hub and ECR answer "denied" also for repositories that do not exist.
 */
const causes: readonly (ImageCause & { readonly pattern: RegExp })[] = [
  { cause: 'rate limited', pattern: /toomanyrequests|too many requests|\b429\b|rate limit/i, mend: waitOrMirror },
  {
    cause: 'registry not reached',
    pattern: /dial tcp|timeout|timed out|deadline exceeded|no such host|refused|reset by peer|x509|\bEOF\b/i,
    mend: reachRegistry,
  },
  {
    cause: 'not authorized',
    pattern: /authoriz|denied|forbidden|no basic auth|insufficient_scope|\b40[13]\b/i,
    mend: grantPull,
  },
  { cause: 'no image for the node’s platform', pattern: /no match for platform/i, mend: correctImage },
  {
    cause: 'not found',
    pattern: /not ?found|manifest unknown|name unknown|does not exist|\b404\b/i,
    mend: correctImage,
  },
  { cause: 'no space left', pattern: /no space left/i, mend: freeDisk },
];

/** Why an image does not come, by the container's reason for waiting and its message. */
export function imageCauseOf(reason: string, message: string): ImageCause {
  if (reason === 'InvalidImageName') return { cause: 'not a valid image name', mend: correctImage };
  if (reason === 'ErrImageNeverPull') return { cause: 'not on the node, and never to be pulled', mend: correctImage };
  // The image's own name may hold words such as "denied".
  const said = message.replace(/"[^"]*"/g, '');
  return causes.find(({ pattern }) => pattern.test(said)) ?? { cause: 'not told', mend: correctImage };
}

/** All steps for an image that does not come. */
export function imageSteps(cause: ImageCause, owner: ObjectName): readonly RemediationStep[] {
  return [describePod, ...cause.mend(owner)];
}
