import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import type { Permission } from '../permission.ts';
import { ReadError } from '../read-error.ts';
import { askService, describeAnswer, type ProxiedService, proxyPermissions } from './service-proxy.ts';

/** Bounds what one answer may take of memory. */
const maxBytes = 16 * 1024 * 1024;

/** Where the configuration says that Alertmanager is; null when it names none. */
export function alertmanagerOf({
  monitoring,
}: RunbookConfig): (ProxiedService & { readonly pathPrefix: string }) | null {
  return monitoring?.alertmanager
    ? { ...monitoring.alertmanager, namespace: monitoring.alertmanager.namespace ?? monitoring.namespace }
    : null;
}

/** The right to ask Alertmanager; none when there is none. */
export function alertmanagerPermissions(config: RunbookConfig): Permission[] {
  const alertmanager = alertmanagerOf(config);
  return alertmanager ? proxyPermissions([alertmanager]) : [];
}

/**
 * An answer of Alertmanager's API v2 (https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml); null
 * when none is configured. Throws `ReadError` for anything but a success.
 */
export async function askAlertmanager<Data>(
  api: ClusterApi,
  config: RunbookConfig,
  path: string,
): Promise<Data | null> {
  const alertmanager = alertmanagerOf(config);
  if (!alertmanager) return null;
  const { namespace, service, port, pathPrefix } = alertmanager;
  const asked = `Alertmanager (service ${namespace}/${service}:${port}): GET ${path}`;
  const answer = await askService(api, alertmanager, pathPrefix + path, { deadlineMs: 10_000, maxBytes });
  if (answer.outcome !== 'answered' || answer.status !== 200) {
    const failure = answer.outcome === 'timeout' ? 'timeout' : answer.outcome === 'answered' ? 'failed' : 'unreachable';
    throw new ReadError(failure, `${asked}: ${describeAnswer(answer)}`);
  }
  try {
    return JSON.parse(answer.body) as Data;
  } catch (cause) {
    throw new ReadError('failed', `${asked}: the answer is not JSON or too long`, { cause });
  }
}
