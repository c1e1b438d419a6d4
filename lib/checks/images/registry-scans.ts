import type { RegistryVulnerability } from '#lib/cluster/aws/read-scan.ts';
import { attempt, dataOr } from '#lib/cluster/sources/attempt.ts';
import { type ImageScan, type ImageUser, imageScans } from '#lib/cluster/sources/image-scans.ts';
import { vulnerabilityReports } from '#lib/cluster/sources/vulnerability-reports.ts';
import { defineCheck, type Observation } from '../check.ts';
import { workloadOf } from './vulnerabilities.ts';

/**
 * No image that the application runs has more critical or high vulnerabilities than is borne, as its registry found them:
 * ECR's basic scans, or Inspector's where enhanced scanning is on. What Trivy operator reports on is told by
 * `images/vulnerabilities` and not twice.
 *
 * Reads: v1 Pod .status.containerStatuses[].imageID; ECR's scan findings of these digests; Inspector's findings
 * Quiet for: vulnerabilities that no version mends, where the scan tells; those below high; images of other registries
 */
export const imagesRegistryScans = defineCheck({
  id: 'images/registry-scans',
  title: 'The registry’s scans find few serious vulnerabilities in the images that run',
  severity: 'warning',
  remediation: [
    {
      text: 'See what the scan found.',
      command:
        'aws ecr describe-image-scan-findings --registry-id {account} --repository-name {repository} --image-id imageDigest={digest} --region {region}',
    },
    {
      text: 'Build the image anew on an updated base, with the packages named in the evidence, and roll it out in {workloads}.',
      command:
        'aws ecr describe-images --registry-id {account} --repository-name {repository} --image-ids imageDigest={digest} --region {region}',
      verify:
        'aws ecr describe-image-scan-findings --registry-id {account} --repository-name {repository} --image-id imageTag=VERSION --region {region}',
    },
  ],
  reads: [imageScans, attempt(vulnerabilityReports)],
  settings: { criticalAbove: 5, highAbove: 10 },
  *run({ imageScans: read, vulnerabilityReportsAttempt }, { settings }) {
    if (read.status === 'not-read') return { notApplicable: read.reason };
    const keyOf = ({ owner, container }: ImageUser) =>
      JSON.stringify([owner.namespace, owner.kind, owner.name, container]);
    const reports = dataOr(vulnerabilityReportsAttempt, []);
    const reported = new Set(
      reports.map((report) => keyOf({ owner: workloadOf(report), container: report.container })),
    );
    const scans = read.scans.filter(({ users }) => !users.every((user) => reported.has(keyOf(user))));
    for (const scan of scans) {
      const observation = judge(scan, settings);
      if (observation) yield observation;
    }
    const unread = scans.flatMap(({ image, result }) =>
      result.status === 'unread' ? [`${image.name}: ${result.reason}`] : [],
    );
    if (unread.length > 0)
      return { unknown: `the scans of ${unread.length} images could not be read: ${unread.slice(0, 3).join('; ')}` };
    const byTrivy = read.scans.length - scans.length;
    const note = [
      ...(read.notAsked > 0 ? [`${read.notAsked} images of other registries, or too many, were not asked about`] : []),
      ...(byTrivy > 0 ? [`${byTrivy} images are judged by Trivy operator’s reports`] : []),
    ].join('; ');
    return { examined: scans.length, ...(note !== '' && { note }) };
  },
});

function judge(scan: ImageScan, limits: { criticalAbove: number; highAbove: number }): Observation | undefined {
  const { image, result } = scan;
  if (result.status === 'unread') return undefined;
  if (result.status === 'not-scanned') {
    const observation = observe(scan, `${result.reason}: what is in it is not known`, { reason: result.reason });
    return { ...observation, discriminator: 'not-scanned', severity: 'info', remediation: scanIt(image) };
  }
  const counted = result.vulnerabilities.filter(({ fixedIn }) => fixedIn !== '');
  const critical = counted.filter(({ severity }) => severity === 'critical');
  const high = counted.filter(({ severity }) => severity === 'high');
  if (critical.length <= limits.criticalAbove && high.length <= limits.highAbove) return undefined;
  const least = result.isTruncated ? 'at least ' : '';
  const means = counted.some(({ fixedIn }) => fixedIn !== null)
    ? 'vulnerabilities that a newer version mends'
    : 'vulnerabilities; a basic scan does not tell what mends them';
  return observe(scan, `${least}${critical.length} critical and ${high.length} high ${means}`, {
    critical: critical.length,
    high: high.length,
    by: result.by,
    scannedAt: result.scannedAt,
    worst: [...critical, ...high].slice(0, 10).map(describe),
  });
}

function observe({ image, users }: ImageScan, what: string, evidence: Observation['evidence']): Observation {
  const { name, account, region, repository, digest } = image;
  const workloads = [...new Set(users.map(({ owner }) => `${owner.kind} ${owner.namespace}/${owner.name}`))];
  return {
    subject: { kind: 'Image', namespace: null, name },
    message: `Image ${name}@${digest.slice(0, 19)} of ${workloads.slice(0, 5).join(', ')}: ${what}`,
    evidence: { account, region, repository, digest, workloads: workloads.slice(0, 20).join(', '), ...evidence },
  };
}

function describe({ id, resource, fixedIn }: RegistryVulnerability): string {
  return `${id} ${resource}${fixedIn ? ` -> ${fixedIn}` : ''}`;
}

function scanIt({ account, region, repository, digest }: ImageScan['image']) {
  const named = `--registry-id ${account} --repository-name ${repository} --region ${region}`;
  return [
    {
      text: 'See how the registry scans.',
      command: `aws ecr get-registry-scanning-configuration --region ${region}`,
    },
    {
      text: 'Scan it now, and turn on scanning on push or enhanced scanning for its repository.',
      command: `aws ecr start-image-scan ${named} --image-id imageDigest=${digest}`,
      verify: `aws ecr describe-image-scan-findings ${named} --image-id imageDigest=${digest}`,
    },
  ];
}
