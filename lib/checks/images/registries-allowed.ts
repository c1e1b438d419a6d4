import { podSecuritySpecs } from '#lib/cluster/sources/pod-security-specs.ts';
import { defineCheck } from '../check.ts';
import { isFrom } from './image-name.ts';
import { listUsedImages, observeImage } from './used-images.ts';

/**
 * Every image of the application comes from a registry that the configuration allows (`images.allowedRegistries`).
 *
 * Reads: v1 Pod .spec.containers[].image, initContainers and ephemeralContainers too
 * Quiet for: everything, while no registry is named
 */
export const imagesRegistriesAllowed = defineCheck({
  id: 'images/registries-allowed',
  title: 'Every image of the application comes from an allowed registry',
  severity: 'warning',
  remediation: [
    { text: 'See who brought the image in.', command: 'kubectl get {owner} -n {namespace} -o yaml' },
    {
      text: 'Copy the image to an allowed registry and name it there in {owner}; or allow {registry} in images.allowedRegistries.',
      command: 'kubectl set image {owner} -n {namespace} {container}=ALLOWED/REPOSITORY:VERSION',
      verify: 'kubectl rollout status {owner} -n {namespace}',
    },
  ],
  reads: [podSecuritySpecs],
  *run(data, { config }) {
    const { allowedRegistries } = config.images;
    if (allowedRegistries.length === 0) return { notApplicable: 'images.allowedRegistries names no registry' };
    const used = listUsedImages(data.podSecuritySpecs.items, config.namespaces);
    for (const entry of used.filter(({ parsed }) => !isFrom(parsed, allowedRegistries))) {
      const { registry, repository } = entry.parsed;
      const observation = observeImage(entry, `image ${entry.image} comes from ${repository}, which is not allowed`);
      yield { ...observation, evidence: { ...observation.evidence, registry } };
    }
    return used.length;
  },
});
