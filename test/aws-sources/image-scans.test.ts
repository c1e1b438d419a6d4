import { describe, expect, it } from 'vitest';
import { imageScans } from '#lib/cluster/sources/image-scans.ts';
import { type AwsAnswer, type AwsCall, startFakeAws } from '../eks/fake-aws.ts';
import { loadFrom, openShop } from './load-from.ts';

const registry = '111122223333.dkr.ecr.eu-west-1.amazonaws.com';
const digest = `sha256:${'ab'.repeat(32)}`;

const pod = (name: string, ...imageIDs: string[]) => ({
  metadata: { name, namespace: 'ecommerce' },
  status: { containerStatuses: imageIDs.map((imageID, index) => ({ name: `c${index}`, imageID })) },
});
const cart = pod('cart-0', `docker-pullable://${registry}/shop/cart@${digest}`);

/** Loads the scans with these answers of ECR, in their order, and of Inspector. */
async function load(ecr: AwsAnswer[], inspector: AwsAnswer[] = [], pods: object[] = [cart]) {
  const { calls } = await startFakeAws(({ line }) => {
    const answer = (line === 'POST /findings/list' ? inspector : ecr).shift();
    return answer ?? { status: 400, body: { __type: 'ValidationException', message: 'asked too often' } };
  });
  const read = await loadFrom(imageScans, openShop(), { raw: pods });
  const results = read.status === 'read' ? read.scans.map(({ result }) => result) : [];
  return { read, results, calls };
}
const refuse = (code: string): AwsAnswer => ({ status: 400, body: { __type: code, message: 'so it is' } });
const asked = ({ body }: AwsCall): unknown => JSON.parse(body);
const scanned = (status: string, imageScanFindings: object = {}, more: object = {}): AwsAnswer => ({
  body: { imageScanStatus: { status }, imageScanFindings, ...more },
});

describe('the scan of an image that runs', () => {
  it('is read of a basic scan, page by page: what is serious, without what mends it', async () => {
    const finding = (name: string, severity: string) => ({
      name,
      severity,
      attributes: [{ key: 'package_name', value: 'openssl' }],
    });
    const findings = [finding('CVE-1', 'CRITICAL'), finding('CVE-2', 'LOW')];
    const completed = { imageScanCompletedAt: 1772334000 };
    const { results, calls } = await load([
      scanned('COMPLETE', { ...completed, findings }, { nextToken: 'more' }),
      scanned('COMPLETE', { ...completed, findings: [finding('CVE-3', 'HIGH')] }),
    ]);
    expect(results).toEqual([
      {
        status: 'scanned',
        by: 'ECR',
        scannedAt: '2026-03-01T03:00:00.000Z',
        isTruncated: false,
        vulnerabilities: [
          { id: 'CVE-1', severity: 'critical', resource: 'openssl', fixedIn: null },
          { id: 'CVE-3', severity: 'high', resource: 'openssl', fixedIn: null },
        ],
      },
    ]);
    const input = {
      registryId: '111122223333',
      repositoryName: 'shop/cart',
      imageId: { imageDigest: digest },
      maxResults: 1000,
    };
    expect(calls.map(asked)).toEqual([input, { ...input, nextToken: 'more' }]);
  });

  const enhanced = (severity: string, fixes: (string | undefined)[], fixAvailable = 'YES') => ({
    severity,
    fixAvailable,
    packageVulnerabilityDetails: {
      vulnerabilityId: 'CVE-1',
      vulnerablePackages: fixes.map((fixedInVersion, index) => ({ name: `p${index}`, fixedInVersion })),
    },
  });

  it('is asked of Inspector where enhanced scanning is on, with what mends it', async () => {
    const findings = [
      enhanced('CRITICAL', ['NotAvailable', '3.5.2']),
      enhanced('HIGH', ['NotAvailable'], 'NO'),
      enhanced('HIGH', [undefined]),
    ];
    const { results, calls } = await load([scanned('ACTIVE')], [{ body: { findings } }]);
    expect(results).toMatchObject([
      {
        by: 'Inspector',
        vulnerabilities: [
          { id: 'CVE-1', severity: 'critical', resource: 'p1', fixedIn: '3.5.2' },
          { severity: 'high', resource: 'p0', fixedIn: '' },
          { severity: 'high', resource: 'p0', fixedIn: null },
        ],
      },
    ]);
    const equals = (value: string) => ({ comparison: 'EQUALS', value });
    expect(asked(calls[1] as AwsCall)).toEqual({
      maxResults: 100,
      filterCriteria: {
        ecrImageHash: [equals(digest)],
        findingStatus: [equals('ACTIVE')],
        severity: [equals('CRITICAL'), equals('HIGH')],
      },
    });
  });

  it('is ECR’s own where Inspector shows none of what ECR counts, as for an image of another account', async () => {
    const counts = { findingSeverityCounts: { HIGH: 1 }, enhancedFindings: [enhanced('HIGH', ['2'])] };
    const { results } = await load([scanned('ACTIVE', counts)], [{ body: { findings: [] } }]);
    expect(results).toMatchObject([{ by: 'Inspector', vulnerabilities: [{ fixedIn: '2' }] }]);
  });

  it.each<[string, AwsAnswer, object]>([
    [
      'never made',
      refuse('ScanNotFoundException'),
      {
        status: 'not-scanned',
        reason: 'it was never scanned, or is an index of several platforms, which basic scans pass over',
      },
    ],
    [
      'of an image that is gone',
      refuse('ImageNotFoundException'),
      { status: 'not-scanned', reason: 'it is not in its repository any more' },
    ],
    [
      'of an image that cannot be scanned',
      { body: { imageScanStatus: { status: 'UNSUPPORTED_IMAGE', description: 'from scratch' } } },
      { status: 'not-scanned', reason: 'its scan is UNSUPPORTED_IMAGE: from scratch' },
    ],
    ['without a word', { body: {} }, { status: 'not-scanned', reason: 'its scan is FINDINGS_UNAVAILABLE' }],
    [
      'refused',
      refuse('AccessDeniedException'),
      {
        status: 'unread',
        reason: 'AccessDeniedException, so it is; give this identity ecr:DescribeImageScanFindings',
      },
    ],
    [
      'throttled',
      refuse('ThrottlingException'),
      {
        status: 'unread',
        reason:
          'ecr:DescribeImageScanFindings: AWS asks us to slow down (ThrottlingException, so it is); run it again later',
      },
    ],
  ])('%s is told as such', async (_what, answer, expected) => {
    expect((await load([answer])).results).toEqual([expected]);
  });

  it('is read once for all that run it, and of no other registry', async () => {
    const pods = [
      cart,
      pod('cart-1', `${registry}/shop/cart@${digest}`),
      pod('cart-1', `${registry}/shop/cart@${digest}`),
      pod('web-0', `quay.io/shop/web@${digest}`, `840364872350.dkr.ecr.eu-west-1.amazonaws.com/envoy@${digest}`),
      pod('new-0', ''),
    ];
    const { read } = await load([scanned('COMPLETE'), scanned('COMPLETE')], [], pods);
    const users = ['cart-0', 'cart-1'].map((name) => ({
      owner: { kind: 'Pod', namespace: 'ecommerce', name },
      container: 'c0',
    }));
    expect(read).toMatchObject({ notAsked: 2, scans: [{ image: { repository: 'shop/cart' }, users }] });
  });
});
