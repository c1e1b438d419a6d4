import { defineSource } from '../source.ts';
import { alertmanagerOf, alertmanagerPermissions, askAlertmanager } from './alertmanager.ts';
import { askService, type ProxyAnswer } from './service-proxy.ts';

/** A receiver, with how many ways it has of telling anybody. */
export interface Receiver {
  readonly name: string;
  readonly integrations: number;
}

/** What Alertmanager says of itself. */
export interface AlertmanagerStatus {
  /** `ready`, `settling`, or `disabled` for one that stands alone. */
  readonly clusterStatus: string;
  readonly peers: number;
  /** Null when it does not show its configuration. */
  readonly routing: { readonly receivers: readonly Receiver[]; readonly routedTo: readonly string[] } | null;
}

interface RawStatus {
  readonly cluster?: { readonly status?: string; readonly peers?: readonly unknown[] | null };
  readonly config?: { readonly original?: string };
}
interface RawRoute {
  readonly receiver?: string;
  readonly routes?: readonly RawRoute[] | null;
}

/** A probe: Alertmanager's `/-/ready`, asked again if the first answer is not 200; null when none is configured. */
export const alertmanagerReady = defineSource({
  name: 'alertmanagerReady',
  title: 'readiness of Alertmanager',
  permissions: alertmanagerPermissions,
  async load(api, { config }): Promise<ProxyAnswer | null> {
    const alertmanager = alertmanagerOf(config);
    if (!alertmanager) return null;
    const ask = () => askService(api, alertmanager, `${alertmanager.pathPrefix}/-/ready`);
    const first = await ask();
    return first.outcome === 'answered' && first.status === 200 ? first : ask();
  },
});

/** Alertmanager's cluster and its routing; null when none is configured. Secrets are masked by Alertmanager itself. */
export const alertmanagerStatus = defineSource({
  name: 'alertmanagerStatus',
  title: 'status of Alertmanager',
  permissions: alertmanagerPermissions,
  async load(api, { config }): Promise<AlertmanagerStatus | null> {
    const raw = await askAlertmanager<RawStatus>(api, config, '/api/v2/status');
    const { parse } = await import('yaml'); // a large module, needed in one window
    return raw && toAlertmanagerStatus(raw, parse);
  },
});

/** Projects the status as Alertmanager prints it: of its configuration (YAML), names and counts only. */
export function toAlertmanagerStatus(raw: RawStatus, parseYaml: ParseYaml): AlertmanagerStatus {
  return {
    clusterStatus: raw.cluster?.status ?? '',
    peers: raw.cluster?.peers?.length ?? 0,
    routing: toRouting(raw.config?.original ?? '', parseYaml),
  };
}

type ParseYaml = (text: string) => unknown;

interface RawConfig {
  readonly route?: RawRoute | null;
  readonly receivers?: readonly Readonly<Record<string, unknown>>[] | null;
}

function toRouting(original: string, parseYaml: ParseYaml): AlertmanagerStatus['routing'] {
  let config: RawConfig | null;
  try {
    config = parseYaml(original) as RawConfig | null;
  } catch {
    return null;
  }
  if (!config?.route || !Array.isArray(config.receivers)) return null;
  return { receivers: config.receivers.map(toReceiver), routedTo: [...new Set(receiversOf(config.route))] };
}

/** Integrations are lists under keys such as `slack_configs` and `pagerduty_configs`. */
function toReceiver(raw: Readonly<Record<string, unknown>>): Receiver {
  const lists = Object.entries(raw).filter(([key]) => key.endsWith('_configs'));
  const count = lists.reduce((sum, [, list]) => sum + (Array.isArray(list) ? list.length : 0), 0);
  return { name: typeof raw['name'] === 'string' ? raw['name'] : '', integrations: count };
}

function receiversOf({ receiver, routes }: RawRoute): string[] {
  return [...(receiver ? [receiver] : []), ...(routes ?? []).flatMap(receiversOf)];
}
