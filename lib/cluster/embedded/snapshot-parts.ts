import type * as z from 'zod';
import type { ParsedDocument } from './parse-documents.ts';
import type { AwsAnswer, KubeObject, PodLog, ServiceAnswer, SnapshotProblem } from './snapshot.ts';
import {
  awsAnswersDocumentSchema,
  httpAnswersDocumentSchema,
  podLogDocumentSchema,
  SNAPSHOT_API_VERSION,
  type SnapshotDocument,
  snapshotDocumentSchema,
} from './snapshot-documents.ts';

/** What a snapshot's own files say, before it is laid over its base. */
export interface SnapshotParts {
  head: (SnapshotDocument & { readonly file: string; readonly line: number }) | undefined;
  readonly objects: KubeObject[];
  readonly serviceAnswers: ServiceAnswer[];
  readonly podLogs: PodLog[];
  readonly awsAnswers: AwsAnswer[];
  readonly problems: SnapshotProblem[];
}

/** Sorts documents by what they are. What is no document of ours and no Kubernetes object becomes a problem. */
export function sortDocuments(documents: readonly ParsedDocument[]): SnapshotParts {
  const parts: SnapshotParts = {
    head: undefined,
    objects: [],
    serviceAnswers: [],
    podLogs: [],
    awsAnswers: [],
    problems: [],
  };
  for (const document of documents) {
    if (isRecord(document.value) && document.value['apiVersion'] === SNAPSHOT_API_VERSION) addOwn(parts, document);
    else addObjects(parts, document);
  }
  return parts;
}

function addOwn(parts: SnapshotParts, document: ParsedDocument): void {
  const kind = isRecord(document.value) ? document.value['kind'] : undefined;
  if (kind === 'HttpAnswers') {
    parts.serviceAnswers.push(...(checked(parts, document, httpAnswersDocumentSchema)?.answers ?? []));
  } else if (kind === 'AwsAnswers') {
    parts.awsAnswers.push(...(checked(parts, document, awsAnswersDocumentSchema)?.answers ?? []));
  } else if (kind === 'PodLog') {
    const log = checked(parts, document, podLogDocumentSchema);
    if (log) parts.podLogs.push(log);
  } else if (kind === 'Snapshot') {
    const head = checked(parts, document, snapshotDocumentSchema);
    if (head && parts.head) addProblem(parts, document, 'a second document of kind Snapshot; only the first counts');
    else if (head) parts.head = { ...head, file: document.file, line: document.line };
  } else {
    addProblem(parts, document, `kind ${String(kind)} is not one of Snapshot, HttpAnswers, AwsAnswers, PodLog`);
  }
}

function checked<T>(parts: SnapshotParts, document: ParsedDocument, schema: z.ZodType<T>): T | undefined {
  const result = schema.safeParse(document.value);
  if (result.success) return result.data;
  for (const { path, message } of result.error.issues)
    addProblem(parts, document, `${path.join('.') || 'document'}: ${message}`);
  return undefined;
}

function addObjects(parts: SnapshotParts, document: ParsedDocument): void {
  const { value } = document;
  if (!isRecord(value)) return addProblem(parts, document, 'neither a Kubernetes object nor a list of them');
  const { apiVersion, kind, items } = value;
  if (!Array.isArray(items) || typeof kind !== 'string' || !kind.endsWith('List')) {
    return addObject(parts, document, value, 'document');
  }
  // A typed list leaves out what its own head says of each item.
  const head = kind === 'List' ? {} : { apiVersion, kind: kind.slice(0, -'List'.length) };
  items.forEach((item: unknown, index) => {
    addObject(parts, document, isRecord(item) ? { ...head, ...item } : item, `items[${index}]`);
  });
}

function addObject(parts: SnapshotParts, document: ParsedDocument, value: unknown, where: string): void {
  if (isKubeObject(value)) parts.objects.push(value);
  else addProblem(parts, document, `${where}: a Kubernetes object has apiVersion, kind and metadata.name`);
}

function addProblem(parts: SnapshotParts, { file, line }: ParsedDocument, message: string): void {
  parts.problems.push({ file, line, message });
}

function isKubeObject(value: unknown): value is KubeObject {
  if (!isRecord(value) || typeof value['apiVersion'] !== 'string' || typeof value['kind'] !== 'string') return false;
  const { metadata } = value;
  if (!isRecord(metadata) || typeof metadata['name'] !== 'string') return false;
  return metadata['namespace'] === undefined || typeof metadata['namespace'] === 'string';
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
