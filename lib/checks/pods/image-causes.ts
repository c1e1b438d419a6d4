import type { ObjectName } from '#lib/cluster/owner.ts';
import type { RemediationStep } from '../check.ts';
import { correctOwner, describePod, undoRollout } from './owner-steps.ts';

/** Why an image does not come. */
interface ImageCause {
  readonly cause: string;
  /** What mends it; none where the image's name is what is wrong, or the cause is not told. */
  readonly step?: RemediationStep;
}

const verify = 'kubectl get pod {name} -n {namespace}';

/**
 * In the words of containerd and the registries, the most certain first: a registry that is not reached cannot authorize
 * either, and Docker Hub and ECR answer "denied" also for repositories that do not exist.
 */
const causes: readonly (ImageCause & { readonly pattern: RegExp })[] = [
  {
    cause: 'rate limited',
    pattern: /toomanyrequests|too many requests|\b429\b|rate limit/i,
    step: {
      text: 'The registry limits pulls: log in to it, or pull through an ECR pull-through cache.',
      command: 'aws ecr describe-pull-through-cache-rules',
      verify,
    },
  },
  {
    cause: 'registry not reached',
    pattern: /dial tcp|timeout|timed out|deadline exceeded|no such host|refused|reset by peer|x509|\bEOF\b/i,
    step: {
      text: 'Look whether other pods pull, and mend the way to the registry: NAT, VPC endpoints, DNS, security groups.',
      command: 'kubectl get events -A --field-selector reason=Failed',
      verify,
    },
  },
  {
    cause: 'not authorized',
    pattern: /authoriz|denied|forbidden|no basic auth|insufficient_scope|\b40[13]\b/i,
    step: {
      text: 'Let the node role or the imagePullSecrets read the repository, if it exists: look at its policy.',
      command:
        'kubectl get pod {name} -n {namespace} -o custom-columns="IMAGES:.spec.containers[*].image,SECRETS:.spec.imagePullSecrets[*].name"',
      verify,
    },
  },
  { cause: 'no image for the node’s platform', pattern: /no match for platform/i },
  { cause: 'not found', pattern: /not ?found|manifest unknown|name unknown|does not exist|\b404\b/i },
  {
    cause: 'no space left',
    pattern: /no space left/i,
    step: {
      text: 'The node’s disk is full: free it, or give the node group larger volumes.',
      command: 'kubectl describe node {node}',
      verify,
    },
  },
];

/** Why an image does not come, by the container's reason for waiting and its message. */
export function imageCauseOf(reason: string, message: string): ImageCause {
  if (reason === 'InvalidImageName') return { cause: 'not a valid image name' };
  if (reason === 'ErrImageNeverPull') return { cause: 'not on the node, and never to be pulled' };
  // The image's own name may hold words such as "denied".
  const said = message.replace(/"[^"]*"/g, '');
  return causes.find(({ pattern }) => pattern.test(said)) ?? { cause: 'not told' };
}

/** All steps for an image that does not come. */
export function imageSteps({ step }: ImageCause, owner: ObjectName): readonly RemediationStep[] {
  if (step) return [describePod, step];
  const correct = correctOwner(owner, 'Name an image that exists, for the nodes’ architecture.');
  return [describePod, ...undoRollout(owner), correct];
}
