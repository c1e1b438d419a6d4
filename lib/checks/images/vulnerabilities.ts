import { type VulnerabilityReport, vulnerabilityReports } from '#lib/cluster/sources/vulnerability-reports.ts';
import { defineCheck } from '../check.ts';

/**
 * No image of the application has more critical or high vulnerabilities than is borne, as Trivy operator found them. Only
 * those that a newer version mends are counted: the others nobody can act on yet.
 *
 * Reads: aquasecurity.github.io/v1alpha1 VulnerabilityReport
 * Quiet for: vulnerabilities without a version that mends them, and those below high
 */
export const imagesVulnerabilities = defineCheck({
  id: 'images/vulnerabilities',
  title: 'No image of the application has many serious vulnerabilities that can be mended',
  severity: 'warning',
  remediation: [
    {
      text: 'See what was found, and what mends it.',
      command: 'kubectl get vulnerabilityreports -n {namespace} -o wide',
    },
    {
      text: 'Build the image of container {container} anew on an updated base, with the packages named in the evidence, and roll it out.',
      command: 'kubectl set image {kind}/{name} -n {namespace} {container}=REPOSITORY:VERSION',
      verify: 'kubectl get vulnerabilityreports -n {namespace} -o wide',
    },
  ],
  reads: [vulnerabilityReports],
  settings: { criticalAbove: 5, highAbove: 10 },
  *run(data, { settings }) {
    for (const report of data.vulnerabilityReports) {
      const fixable = report.vulnerabilities.filter(({ fixedIn }) => fixedIn !== '');
      const critical = fixable.filter(({ severity }) => severity === 'critical');
      const high = fixable.filter(({ severity }) => severity === 'high');
      if (critical.length <= settings.criticalAbove && high.length <= settings.highAbove) continue;
      const { namespace, owner, container, image } = report;
      yield {
        subject: { kind: owner.kind, namespace, name: owner.name },
        owner: workloadOf(report),
        discriminator: container,
        message: `${owner.kind} ${namespace}/${owner.name}, container ${container}: image ${image} has ${critical.length} critical and ${high.length} high vulnerabilities that a newer version mends`,
        evidence: {
          container,
          image,
          critical: critical.length,
          high: high.length,
          scannedAt: report.scannedAt,
          worst: [...critical, ...high]
            .slice(0, 10)
            .map(({ id, resource, fixedIn }) => `${id} ${resource} -> ${fixedIn}`),
        },
      };
    }
    return data.vulnerabilityReports.length;
  },
});

/** Reports are of a ReplicaSet, whose name changes with every release; the Deployment's is what stays. */
export function workloadOf({ namespace, owner: { kind, name } }: VulnerabilityReport) {
  const deployment = kind === 'ReplicaSet' ? /^(.+)-[a-z0-9]+$/.exec(name)?.[1] : undefined;
  return deployment ? { kind: 'Deployment', namespace, name: deployment } : { kind, namespace, name };
}
