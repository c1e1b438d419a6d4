import { describe, expect, it } from 'vitest';
import { imagesRegistryScans } from '#lib/checks/images/registry-scans.ts';
import { parseEcrImage, parseEcrRegistry } from '#lib/cluster/aws/ecr-image.ts';
import type { RegistryVulnerability } from '#lib/cluster/aws/read-scan.ts';
import type { ImageScan, ImageScans } from '#lib/cluster/sources/image-scans.ts';
import type { VulnerabilityReport } from '#lib/cluster/sources/vulnerability-reports.ts';
import { observe } from '../../support/observe.ts';

const digest = `sha256:${'0123456789abcdef'.repeat(4)}`;
const name = '111122223333.dkr.ecr.eu-west-1.amazonaws.com/shop/cart';
const image = { name, account: '111122223333', region: 'eu-west-1', repository: 'shop/cart', digest };
const users = [{ owner: { kind: 'Deployment', namespace: 'ecommerce', name: 'cart' }, container: 'app' }];

const some = (count: number, severity: string, fixedIn: string | null): RegistryVulnerability[] =>
  Array.from({ length: count }, (_, index) => ({ id: `CVE-${index}`, severity, resource: 'zlib', fixedIn }));
const scanned = (vulnerabilities: RegistryVulnerability[], isTruncated = false): ImageScan => ({
  image,
  users,
  result: { status: 'scanned', by: 'Inspector', scannedAt: null, vulnerabilities, isTruncated },
});

function judge(scan: ImageScan, { notAsked = 0, reports = [] as VulnerabilityReport[] } = {}) {
  const imageScans: ImageScans = { status: 'read', scans: [scan], notAsked };
  return observe(imagesRegistryScans, { imageScans, vulnerabilityReportsAttempt: { data: reports } });
}

describe('images/registry-scans', () => {
  it.each<[string, RegistryVulnerability[], number]>([
    ['five critical', some(5, 'critical', '2'), 0],
    ['six critical', some(6, 'critical', '2'), 1],
    ['ten high', some(10, 'high', '2'), 0],
    ['eleven high', some(11, 'high', '2'), 1],
    ['many that nothing mends', some(99, 'critical', ''), 0],
    ['many of a basic scan, which does not tell what mends them', some(11, 'high', null), 1],
  ])('counts %s', (_what, vulnerabilities, findings) => {
    expect(judge(scanned(vulnerabilities)).observations).toHaveLength(findings);
  });

  it('tells one finding for an image, with who runs it and the worst', () => {
    const { observations, conclusion } = judge(scanned([...some(12, 'high', null), ...some(1, 'critical', '2')]));
    expect(observations).toEqual([
      {
        subject: { kind: 'Image', namespace: null, name },
        message: `Image ${name}@sha256:0123456789ab of Deployment ecommerce/cart: 1 critical and 12 high vulnerabilities that a newer version mends`,
        evidence: {
          account: '111122223333',
          region: 'eu-west-1',
          repository: 'shop/cart',
          digest,
          workloads: 'Deployment ecommerce/cart',
          critical: 1,
          high: 12,
          by: 'Inspector',
          scannedAt: null,
          worst: ['CVE-0 zlib -> 2', ...Array.from({ length: 9 }, (_, index) => `CVE-${index} zlib`)],
        },
      },
    ]);
    expect(conclusion).toEqual({ examined: 1 });
  });

  it('says that there is more, and what a basic scan does not tell', () => {
    expect(judge(scanned(some(6, 'critical', null), true)).observations[0]?.message).toMatch(
      /: at least 6 critical and 0 high vulnerabilities; a basic scan does not tell what mends them$/,
    );
  });

  it('informs of an image that was not scanned', () => {
    const { observations } = judge({ image, users, result: { status: 'not-scanned', reason: 'its scan is FAILED' } });
    expect(observations).toMatchObject([
      {
        severity: 'info',
        discriminator: 'not-scanned',
        message: `Image ${name}@sha256:0123456789ab of Deployment ecommerce/cart: its scan is FAILED: what is in it is not known`,
        remediation: [
          { command: 'aws ecr get-registry-scanning-configuration --region eu-west-1' },
          { command: expect.stringContaining('aws ecr start-image-scan --registry-id 111122223333') },
        ],
      },
    ]);
  });

  it('is unknown where a scan could not be read', () => {
    expect(judge({ image, users, result: { status: 'unread', reason: 'give ecr:X' } })).toEqual({
      observations: [],
      conclusion: { unknown: `the scans of 1 images could not be read: ${name}: give ecr:X` },
    });
  });

  it('leaves to Trivy what Trivy reports on, all users of the image taken together', () => {
    const report = { namespace: 'ecommerce', owner: { kind: 'ReplicaSet', name: 'cart-7d9f' }, container: 'app' };
    const reports = [{ ...report, image: '', scannedAt: null, vulnerabilities: [] }];
    const bad = scanned(some(99, 'critical', '2'));
    expect(judge(bad, { reports, notAsked: 3 })).toEqual({
      observations: [],
      conclusion: {
        examined: 0,
        note: '3 images of other registries, or too many, were not asked about; 1 images are judged by Trivy operator’s reports',
      },
    });
    const other = { owner: { kind: 'Pod', namespace: 'ecommerce', name: 'cart-0' }, container: 'app' };
    expect(judge({ ...bad, users: [...users, other] }, { reports }).observations).toHaveLength(1);
  });

  it('does not apply without AWS', () => {
    const imageScans: ImageScans = { status: 'not-read', reason: 'no AWS' };
    const { conclusion } = observe(imagesRegistryScans, { imageScans, vulnerabilityReportsAttempt: { missing: '' } });
    expect(conclusion).toEqual({ notApplicable: 'no AWS' });
  });
});

describe('an image of ECR', () => {
  it.each([
    [`111122223333.dkr.ecr.eu-west-1.amazonaws.com/a/b@${digest}`, '111122223333 eu-west-1 a/b'],
    [`111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com/a@${digest}`, '111122223333 us-gov-west-1 a'],
    [`111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn/a@${digest}`, '111122223333 cn-north-1 a'],
    [`111122223333.dkr-ecr.eu-west-1.on.aws/a@${digest}`, '111122223333 eu-west-1 a'],
    ['111122223333.dkr.ecr.eu-west-1.amazonaws.com/a:1.2', undefined],
    [`public.ecr.aws/a/b@${digest}`, undefined],
    [`evil.example/111122223333.dkr.ecr.eu-west-1.amazonaws.com/a@${digest}`, undefined],
    ['', undefined],
  ])('is known by its registry: %s', (imageId, expected) => {
    const parsed = parseEcrImage(imageId);
    expect(parsed && `${parsed.account} ${parsed.region} ${parsed.repository}`).toBe(expected);
  });

  it('comes from a registry, or a path in one', () => {
    const host = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
    const place = { account: '111122223333', region: 'eu-west-1' };
    expect(parseEcrRegistry(host)).toEqual({ ...place, path: '' });
    expect(parseEcrRegistry(`${host}/shop/`)).toEqual({ ...place, path: 'shop' });
    expect(parseEcrRegistry('quay.io')).toBeUndefined();
  });
});
