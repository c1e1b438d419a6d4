import { pods } from '#lib/cluster/sources/pods.ts';
import { defineCheck } from '../check.ts';
import { waitingClassOf } from './container-state.ts';
import { imageCauseOf, imageSteps } from './image-causes.ts';
import { livePods, notReadySince, subjectOf } from './live-pods.ts';
import { describePod } from './owner-steps.ts';
import { headOf, notReadyFor } from './pod-words.ts';

/**
 * Every container's image can be pulled. The kubelet names the cause (no such image, not authorized, registry not
 * reached, ...) in the container's message, and each has its own remedy.
 *
 * Reads: v1 Pod .status.containerStatuses[].state.waiting, .status.initContainerStatuses[].state.waiting
 * Quiet for: images that are still being pulled. Pods of Jobs are judged too: a Job whose pod never starts does not fail.
 */
export const podsImagesPulled = defineCheck({
  id: 'pods/images-pulled',
  title: 'Every image can be pulled',
  severity: 'warning',
  remediation: [describePod],
  reads: [pods],
  *run({ pods }, { now }) {
    for (const pod of livePods(pods)) {
      for (const container of pod.containers) {
        const { waiting } = container.state;
        if (!waiting || waitingClassOf(container) !== 'image') continue;
        const cause = imageCauseOf(waiting.reason, waiting.message);
        yield {
          subject: subjectOf(pod),
          owner: pod.owner,
          discriminator: container.name,
          message: `${headOf(pod, container)} has been in ${waiting.reason}${notReadyFor(pod, now)}, image ${container.image}: ${cause.cause}`,
          since: notReadySince(pod),
          evidence: {
            container: container.name,
            image: container.image,
            reason: waiting.reason,
            cause: cause.cause,
            said: waiting.message.slice(0, 500),
            node: pod.nodeName,
          },
          remediation: imageSteps(cause, pod.owner),
        };
      }
    }
    return pods.total;
  },
});
