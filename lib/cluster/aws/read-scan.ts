import type {
  DescribeImageScanFindingsResponse,
  EnhancedImageScanFinding,
  ImageScanFinding,
} from '@aws-sdk/client-ecr';
import type { Finding } from '@aws-sdk/client-inspector2';
import type { Vulnerability } from '../sources/vulnerability-reports.ts';
import { type AwsApi, listPages, toInstant } from './aws-api.ts';
import type { EcrImage } from './ecr-image.ts';
import { awsCodeOf } from './explain-failure.ts';
import { describeImageScanFindings, listFindings } from './scan-operations.ts';

/** A vulnerability that a registry found. Basic scans do not tell what mends it: null. */
export interface RegistryVulnerability extends Omit<Vulnerability, 'fixedIn'> {
  readonly fixedIn: string | null;
}

/** What a registry says of one image: what is critical or high in it, or why it does not know. */
export type ScanResult =
  | {
      readonly status: 'scanned';
      readonly by: 'ECR' | 'Inspector';
      readonly scannedAt: string | null;
      readonly vulnerabilities: readonly RegistryVulnerability[];
      /** Whether there is more than was read. */
      readonly isTruncated: boolean;
    }
  | { readonly status: 'not-scanned'; readonly reason: string };

const maxPages = 5;
const serious = ['CRITICAL', 'HIGH'] as const;

/** Codes of a registry that knows nothing of the image. */
const absences: Readonly<Record<string, string>> = {
  ScanNotFoundException: 'it was never scanned, or is an index of several platforms, which basic scans pass over',
  ImageNotFoundException: 'it is not in its repository any more',
  RepositoryNotFoundException: 'its repository does not exist any more',
};

/**
 * Reads the scan of one image, as basic or enhanced scanning made it. Enhanced findings are asked of Inspector, which tells
 * what is serious alone and leaves out what was suppressed; of a registry in another account only ECR tells them.
 * Throws `ReadError`.
 */
export async function readScan(aws: AwsApi, image: EcrImage): Promise<ScanResult> {
  const { account, region, repository, digest } = image;
  const input = {
    registryId: account,
    repositoryName: repository,
    imageId: { imageDigest: digest },
    maxResults: 1000,
  };
  try {
    const first = await aws.call(describeImageScanFindings, input, { region });
    const { status = 'FINDINGS_UNAVAILABLE', description = '' } = first.imageScanStatus ?? {};
    if (status !== 'COMPLETE' && status !== 'ACTIVE')
      return { status: 'not-scanned', reason: `its scan is ${status}${description && `: ${description}`}` };
    const told = status === 'ACTIVE' && (await readFromInspector(aws, image, first));
    if (told) return told;
    const rest = first.nextToken
      ? await listPages(aws, describeImageScanFindings, {
          input: { ...input, nextToken: first.nextToken },
          region,
          itemsOf: (page) => [page],
          maxPages: maxPages - 1,
        })
      : { items: [], isTruncated: false };
    return toResult(first, [first, ...rest.items], rest.isTruncated);
  } catch (error) {
    const reason = absences[awsCodeOf(error)];
    if (reason) return { status: 'not-scanned', reason };
    throw error;
  }
}

/** Undefined where ECR counts serious findings and Inspector shows none, as it does for another account's image. */
async function readFromInspector(
  aws: AwsApi,
  { region, digest }: EcrImage,
  { imageScanFindings }: DescribeImageScanFindingsResponse,
): Promise<ScanResult | undefined> {
  const counts = imageScanFindings?.findingSeverityCounts ?? {};
  const equals = (value: string) => ({ comparison: 'EQUALS' as const, value });
  const { items, isTruncated } = await listPages(aws, listFindings, {
    input: {
      maxResults: 100,
      filterCriteria: {
        ecrImageHash: [equals(digest)],
        findingStatus: [equals('ACTIVE')],
        severity: serious.map(equals),
      },
    },
    region,
    itemsOf: (page) => page.findings,
    maxPages,
  });
  if (items.length === 0 && serious.some((severity) => (counts[severity] ?? 0) > 0)) return undefined;
  const scannedAt = toInstant(imageScanFindings?.imageScanCompletedAt);
  const vulnerabilities = items.filter(isSerious).map(fromEnhanced);
  return { status: 'scanned', by: 'Inspector', scannedAt, vulnerabilities, isTruncated };
}

function toResult(
  first: DescribeImageScanFindingsResponse,
  pages: readonly DescribeImageScanFindingsResponse[],
  isTruncated: boolean,
): ScanResult {
  const found = pages.map(({ imageScanFindings }) => imageScanFindings ?? {});
  const basic = found.flatMap(({ findings = [] }) => findings).filter(isSerious);
  const enhanced = found.flatMap(({ enhancedFindings = [] }) => enhancedFindings).filter(isSerious);
  return {
    status: 'scanned',
    by: enhanced.length > 0 ? 'Inspector' : 'ECR',
    scannedAt: toInstant(first.imageScanFindings?.imageScanCompletedAt),
    vulnerabilities: [...basic.map(fromBasic), ...enhanced.map(fromEnhanced)],
    isTruncated,
  };
}

function isSerious({ severity }: { readonly severity?: string | undefined }): boolean {
  return serious.some((one) => one === severity);
}

function fromBasic({ name = '', severity, attributes = [] }: ImageScanFinding): RegistryVulnerability {
  const resource = attributes.find(({ key }) => key === 'package_name')?.value ?? '';
  return { id: name, severity: (severity ?? '').toLowerCase(), resource, fixedIn: null };
}

/** Inspector's finding, and ECR's copy of it. Several packages may be vulnerable: the first that something mends counts. */
function fromEnhanced(found: Finding | EnhancedImageScanFinding): RegistryVulnerability {
  const { vulnerabilityId, vulnerablePackages = [] } = found.packageVulnerabilityDetails ?? {};
  const isMended = (version: string | undefined) => version !== undefined && version !== 'NotAvailable';
  const [first] = vulnerablePackages;
  const mended = vulnerablePackages.find(({ fixedInVersion }) => isMended(fixedInVersion));
  return {
    id: vulnerabilityId ?? found.title ?? '',
    severity: (found.severity ?? '').toLowerCase(),
    resource: (mended ?? first)?.name ?? '',
    fixedIn: mended?.fixedInVersion ?? (found.fixAvailable === 'YES' ? null : ''),
  };
}
