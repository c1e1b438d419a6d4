import { podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { defineCheck } from '../check.ts';
import { isMovable } from './image-name.ts';
import { listUsedImages, observeImage } from './used-images.ts';

/** Tags that are moved to another image as a matter of course. */
export const movedTags = ['latest', 'main', 'master', 'dev', 'edge', 'nightly', 'canary'];

/**
 * Every image of the application is named by a version or a digest. A tag such as `latest` gives another image tomorrow:
 * a restart becomes a release, and nobody can say what ran.
 *
 * Reads: v1 Pod .spec.containers[].image, initContainers and ephemeralContainers too
 * Quiet for: tags that look like versions, though a registry may let them be moved; how many have a digest is said
 */
export const imagesPinned = defineCheck({
  id: 'images/pinned',
  title: 'Every image of the application is named by a version or a digest',
  severity: 'warning',
  remediation: [
    {
      text: 'See which image runs now.',
      command: "kubectl get pod {name} -n {namespace} -o jsonpath='{.status.containerStatuses[*].imageID}'",
    },
    {
      text: 'In {owner}, name the image of container {container} by version, better by digest, and roll it out.',
      command: 'kubectl set image {owner} -n {namespace} {container}=REPOSITORY:VERSION',
      verify: 'kubectl rollout status {owner} -n {namespace}',
    },
  ],
  reads: [podSecuritySpecs],
  settings: { movedTags, requireDigest: false },
  *run(data, { config, settings }) {
    const used = listUsedImages(data.podSecuritySpecs.items, config.namespaces);
    for (const entry of used) {
      const { tag, digest } = entry.parsed;
      if (isMovable(entry.parsed, settings.movedTags)) {
        const what = tag === '' ? 'has no tag, which means latest' : `has tag ${tag}, which is moved`;
        yield observeImage(entry, `image ${entry.image} ${what}`);
      } else if (settings.requireDigest && digest === '') {
        yield observeImage(entry, `image ${entry.image} has no digest`);
      }
    }
    const images = new Map(used.map(({ image, parsed }) => [image, parsed]));
    const withDigest = [...images.values()].filter(({ digest }) => digest !== '').length;
    return { examined: used.length, measurements: { 'images/pinned': { images: images.size, withDigest } } };
  },
});
