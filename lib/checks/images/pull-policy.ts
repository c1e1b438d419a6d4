import { podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { defineCheck } from '../check.ts';
import { isMovable } from './image-name.ts';
import { movedTags } from './pinned.ts';
import { listUsedImages, observeImage } from './used-images.ts';

/**
 * Images are pulled as their names ask for: one whose tag is moved at every start, or each node runs what it happened to
 * pull first; and none never, since a new node does not have it.
 *
 * Reads: v1 Pod .spec.containers[].image, .imagePullPolicy
 * Quiet for: images named by version or digest that are pulled only where they are missing
 */
export const imagesPullPolicy = defineCheck({
  id: 'images/pull-policy',
  title: 'Images are pulled as often as their names ask for',
  severity: 'info',
  remediation: [
    { text: 'See what the containers ask for.', command: 'kubectl get {owner} -n {namespace} -o yaml' },
    {
      text: 'Name the image by version or digest and set imagePullPolicy: IfNotPresent, in {owner}, container {container}.',
      command: 'kubectl edit {owner} -n {namespace}',
      verify: 'kubectl rollout status {owner} -n {namespace}',
    },
  ],
  reads: [podSecuritySpecs],
  *run(data, { config }) {
    const used = listUsedImages(data.podSecuritySpecs.items, config.namespaces);
    for (const entry of used) {
      if (entry.pullPolicy === 'Never')
        yield observeImage(entry, `image ${entry.image} is never pulled (imagePullPolicy Never): a new node has none`);
      else if (entry.pullPolicy === 'IfNotPresent' && isMovable(entry.parsed, movedTags))
        yield observeImage(
          entry,
          `image ${entry.image} may be moved and is pulled only where it is missing: nodes may run different ones`,
        );
    }
    return used.length;
  },
});
