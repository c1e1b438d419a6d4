import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Api } from './api.ts';
import { until } from './until.ts';

/** One request as the API server witnessed it. */
export type AuditEntry = {
  readonly user: string;
  readonly groups: readonly string[];
  readonly verb: string;
  readonly uri: string;
  readonly userAgent: string;
  /** 'pods', 'pods/log', or undefined for a path that is no resource. */
  readonly resource: string | undefined;
  readonly apiGroup: string;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  readonly status: number;
  readonly isAllowed: boolean;
  readonly at: string;
};

type Raw = {
  stage: string;
  verb: string;
  requestURI: string;
  userAgent?: string;
  user: { username: string; groups?: string[] };
  objectRef?: { resource?: string; subresource?: string; apiGroup?: string; namespace?: string; name?: string };
  responseStatus?: { code?: number };
  requestReceivedTimestamp: string;
  annotations?: Record<string, string>;
};

/**
 * Reads the audit log, oldest first. An entry is written after its answer was sent, so a request of our own is
 * sent first and its entry waited for: what was answered before this call is in the result.
 */
export async function readAudit(path: string, api: Api, only: { readonly user?: string } = {}): Promise<AuditEntry[]> {
  const marker = `/version?marker=${randomUUID()}`;
  await api.call(marker);
  const text = await until(
    async () => {
      const log = await readFile(path, 'utf8');
      return log.includes(marker) && log;
    },
    { what: 'the audit log', deadlineMs: 10_000, everyMs: 10 },
  );
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Raw)
    .filter(({ stage, user }) => stage === 'ResponseComplete' && (only.user ?? user.username) === user.username)
    .map(toEntry);
}

function toEntry(raw: Raw): AuditEntry {
  const { resource, subresource, apiGroup = '', namespace, name } = raw.objectRef ?? {};
  return {
    user: raw.user.username,
    groups: raw.user.groups ?? [],
    verb: raw.verb,
    uri: raw.requestURI,
    userAgent: raw.userAgent ?? '',
    resource: subresource === undefined ? resource : `${resource}/${subresource}`,
    apiGroup,
    namespace,
    name,
    status: raw.responseStatus?.code ?? 0,
    isAllowed: raw.annotations?.['authorization.k8s.io/decision'] !== 'forbid',
    at: raw.requestReceivedTimestamp,
  };
}
