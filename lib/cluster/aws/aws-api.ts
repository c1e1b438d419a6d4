import type { AwsClientSettings } from './client-settings.ts';

/** Sends one request with a client of the SDK; `abortSignal` ends it, its retries included. */
export type AwsSender<Input, Output> = (
  input: Input,
  options: { readonly abortSignal: AbortSignal },
) => Promise<Output>;

/** One thing that AWS can be asked. It knows its client, which is loaded when it is first asked and not before. */
export interface AwsOperation<Input, Output> {
  /** The right that it takes, as IAM names it: `eks:ListAccessEntries`. */
  readonly action: string;
  /** The field in which an answer names the next page, and a request asks for it; none: one answer is all. */
  readonly pageField?: 'nextToken' | 'NextToken' | 'Marker';
  open(settings: AwsClientSettings): Promise<AwsSender<Input, Output>>;
}

export interface AwsCallOptions {
  /** Another region than the cluster's. */
  readonly region?: string;
}

/** What AWS itself may be asked, besides the cluster. All throw `ReadError`; AWS's own error is its `cause`. */
export interface AwsApi {
  /** The EKS cluster that is looked at. */
  readonly clusterName: string;
  /** One request, with the SDK's retries, within a deadline. At most eight are in flight at once. */
  call<Input extends object, Output extends object>(
    operation: AwsOperation<Input, Output>,
    input: Input,
    options?: AwsCallOptions,
  ): Promise<Output>;
}

/** The items of a list, and whether there were more than we ask for. */
export interface AwsList<T> {
  readonly items: T[];
  readonly isTruncated: boolean;
}

/** What is asked, and how far. */
export interface AwsListing<Input, Output, T> extends AwsCallOptions {
  readonly input: Input;
  /** The items of one page. */
  readonly itemsOf: (page: Output) => readonly T[] | undefined;
  /** So many pages at most; what comes after is told as truncated. */
  readonly maxPages: number;
}

/** A whole list, page by page, in the order of AWS. A page may be empty and still have one after it. */
export async function listPages<Input extends object, Output extends object, T>(
  aws: AwsApi,
  operation: AwsOperation<Input, Output>,
  { input, itemsOf, maxPages, ...options }: AwsListing<Input, Output, T>,
): Promise<AwsList<T>> {
  const field = operation.pageField;
  const items: T[] = [];
  let token: unknown;
  for (let pages = 0; pages < maxPages; pages += 1) {
    const page = await aws.call(operation, token ? { ...input, [String(field)]: token } : input, options);
    items.push(...(itemsOf(page) ?? []));
    token = field && (page as Readonly<Record<string, unknown>>)[field];
    if (!token) return { items, isTruncated: false };
  }
  return { items, isTruncated: true };
}

/** An instant of AWS as ISO; null where there is none. Recorded answers have text in the place of dates. */
export function toInstant(at: Date | string | undefined): string | null {
  const date = new Date(at ?? Number.NaN);
  return Number.isNaN(date.getTime()) ? null : date.toISOString();
}
