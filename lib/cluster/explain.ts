import { X509Certificate } from 'node:crypto';
import type { ClusterAccess } from './access.ts';
import { ReadError } from './read-error.ts';

/** A Kubernetes error answer. */
interface Status {
  readonly kind?: string;
  readonly message?: string;
  readonly reason?: string;
}

/** Reads a body as Kubernetes' own `Status`, undefined for anything else (a backend's page, say). */
export function parseStatus(body: string): Status | undefined {
  if (!body.startsWith('{')) return undefined;
  try {
    const parsed = JSON.parse(body) as Status;
    return parsed.kind === 'Status' ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** An answer that is no success, as a `ReadError` that says what was asked, what came back and what to look at. */
export function explainAnswer(
  access: ClusterAccess,
  asked: string,
  answer: { status: number; body: string; date: string | undefined },
  now: () => number = Date.now,
): ReadError {
  const said = parseStatus(answer.body)?.message ?? answer.body.slice(0, 200).trim();
  const options = { status: answer.status };
  const skew = describeSkew(answer.date, now());
  if (answer.status === 401) {
    return new ReadError(
      'unauthenticated',
      `${asked}: 401, the credentials are not accepted${expiry(access, now())}${skew || advice(access)}`,
      options,
    );
  }
  if (answer.status === 403) return new ReadError('denied', `${asked}: 403, ${said}${skew}`, options);
  if (answer.status === 404) return new ReadError('absent', `${asked}: 404, ${said || 'not found'}`, options);
  return new ReadError('failed', `${asked}: ${answer.status}, ${said || 'no message'}`, options);
}

/** A request that got no answer, as a `ReadError` with the failure's kind and what to look at. */
export function explainFailure(access: ClusterAccess, asked: string, error: unknown, deadlineMs: number): ReadError {
  if (error instanceof ReadError) return error;
  const { code, name, message } = error as NodeJS.ErrnoException;
  const host = new URL(access.url).host;
  if (name === 'TimeoutError' || name === 'AbortError' || code === 'ABORT_ERR') {
    return new ReadError('timeout', `${asked}: no answer within ${deadlineMs / 1000} s`, { cause: error });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return new ReadError(
      'unreachable',
      `${host}: the name does not resolve; ${access.advice?.unreachable ?? "check the server's address and your DNS or VPN"}`,
      { cause: error },
    );
  }
  if (code === 'ETIMEDOUT') {
    const next = access.advice?.unreachable ?? 'check the firewalls in between, and your VPN';
    return new ReadError('unreachable', `${host}: no connection could be made in time; ${next}`, { cause: error });
  }
  if (code === 'ECONNREFUSED') {
    return new ReadError('unreachable', `${host}: connection refused; nothing listens there`, { cause: error });
  }
  if (isTlsError(code)) {
    return new ReadError(
      'tls',
      `${host}: the server's certificate does not verify (${code}: ${message}); ${access.advice?.tls ?? "check the cluster's certificate authority in the kubeconfig"}`,
      { cause: error },
    );
  }
  return new ReadError('unreachable', `${asked}: ${code ? `${code}, ` : ''}${message}`, { cause: error });
}

function isTlsError(code: string | undefined): boolean {
  return /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_(TLS|SSL)|EPROTO/.test(code ?? '');
}

function advice(access: ClusterAccess): string {
  return access.advice?.unauthenticated === undefined ? '' : `; ${access.advice.unauthenticated}`;
}

function describeSkew(date: string | undefined, nowMs: number): string {
  const aheadMs = nowMs - Date.parse(date ?? '');
  if (!(Math.abs(aheadMs) > 60_000)) return '';
  const seconds = Math.round(Math.abs(aheadMs) / 1000);
  return `; this machine's clock is ${seconds} s ${aheadMs > 0 ? 'ahead of' : 'behind'} the server's: set it right`;
}

function expiry(access: ClusterAccess, nowMs: number): string {
  if (!access.cert) return '';
  const { validTo } = new X509Certificate(access.cert);
  return Date.parse(validTo) < nowMs
    ? `: the client certificate expired on ${new Date(validTo).toISOString()}; get a new kubeconfig`
    : '';
}
