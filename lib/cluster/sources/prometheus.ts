import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import type { Permission } from '../permission.ts';
import { ReadError } from '../read-error.ts';
import { askService, describeAnswer, type ProxiedService, proxyPermissions } from './service-proxy.ts';

/** Bounds what one answer may take of memory; 32 MiB is some ten thousand targets. */
const maxBytes = 32 * 1024 * 1024;

/** The Prometheus of the configuration. */
interface PrometheusService extends ProxiedService {
  /** Prometheus' `--web.route-prefix`, empty for none. */
  readonly pathPrefix: string;
}

/** Where the configuration says that Prometheus is; null when it names none. */
export function prometheusOf({ monitoring }: RunbookConfig): PrometheusService | null {
  return monitoring?.prometheus
    ? { ...monitoring.prometheus, namespace: monitoring.prometheus.namespace ?? monitoring.namespace }
    : null;
}

/** The right to ask Prometheus; none when there is none. */
export function prometheusPermissions(config: RunbookConfig): Permission[] {
  const prometheus = prometheusOf(config);
  return prometheus ? proxyPermissions([prometheus]) : [];
}

/**
 * `data` of an answer of Prometheus' HTTP API (https://prometheus.io/docs/prometheus/latest/querying/api/); null when no
 * Prometheus is configured. Throws `ReadError` for anything but a success.
 */
export async function askPrometheus<Data>(api: ClusterApi, config: RunbookConfig, path: string): Promise<Data | null> {
  const prometheus = prometheusOf(config);
  if (!prometheus) return null;
  const asked = `Prometheus (service ${prometheus.namespace}/${prometheus.service}:${prometheus.port}): GET ${path}`;
  const answer = await askService(api, prometheus, prometheus.pathPrefix + path, { deadlineMs: 10_000, maxBytes });
  if (answer.outcome === 'answered' && answer.status === 200) return parseData(asked, answer.body);
  const failure = answer.outcome === 'timeout' ? 'timeout' : answer.outcome === 'answered' ? 'failed' : 'unreachable';
  throw new ReadError(failure, `${asked}: ${describeAnswer(answer)}`);
}

function parseData<Data>(asked: string, body: string): Data {
  let answer: { readonly status?: string; readonly data?: Data | null };
  try {
    answer = JSON.parse(body);
  } catch (cause) {
    const why = Buffer.byteLength(body) >= maxBytes ? `is longer than ${maxBytes / 1024 ** 2} MiB` : 'is not JSON';
    throw new ReadError('failed', `${asked}: the answer ${why}`, { cause });
  }
  if (answer?.status !== 'success' || !answer.data) {
    throw new ReadError('failed', `${asked}: the answer has no data (status ${answer?.status ?? 'missing'})`);
  }
  return answer.data;
}

/** An instant as Prometheus prints it, in ISO; null for its zero time (`0001-01-01T00:00:00Z`: never). */
export function toInstant(text: string | undefined): string | null {
  const instant = new Date(text ?? '');
  return instant.getUTCFullYear() > 1970 ? instant.toISOString() : null;
}
