import type { RunbookConfig } from '#lib/config/schema.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { ReadError } from '../read-error.ts';
import { defineSource } from '../source.ts';
import { alertmanagerPermissions, askAlertmanager } from './alertmanager.ts';

/** A silence that hides alerts now. */
export interface AlertSilence {
  readonly id: string;
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly createdBy: string;
  readonly comment: string;
  /** As Alertmanager prints it: `alertname="Watchdog"`. */
  readonly matchers: readonly string[];
  /** The labels of the alerts that it hides. */
  readonly hidden: readonly Readonly<Record<string, string>>[];
}

interface RawMatcher {
  readonly name?: string;
  readonly value?: string;
  readonly isRegex?: boolean;
  readonly isEqual?: boolean;
}
interface RawSilence {
  readonly id?: string;
  readonly status?: { readonly state?: string };
  readonly startsAt?: string;
  readonly endsAt?: string;
  readonly createdBy?: string;
  readonly comment?: string;
  readonly matchers?: readonly RawMatcher[] | null;
}
interface RawAlert {
  readonly labels?: Readonly<Record<string, string>>;
  readonly status?: { readonly silencedBy?: readonly string[] | null };
}

/** The active silences of Alertmanager with what they hide; null when none is configured. */
export const alertmanagerSilences = defineSource({
  name: 'alertmanagerSilences',
  title: 'silences of Alertmanager',
  permissions: alertmanagerPermissions,
  async load(api, { config }): Promise<AlertSilence[] | null> {
    const [silences, alerts] = await Promise.all([
      askList<RawSilence>(api, config, '/api/v2/silences'),
      askList<RawAlert>(api, config, '/api/v2/alerts'),
    ]);
    return silences && toSilences(silences, alerts ?? []);
  },
});

/** What answers in Alertmanager's place may answer anything. */
async function askList<Item>(api: ClusterApi, config: RunbookConfig, path: string): Promise<Item[] | null> {
  const answer = await askAlertmanager<Item[]>(api, config, path);
  if (answer !== null && !Array.isArray(answer)) throw new ReadError('failed', `Alertmanager: GET ${path}: no list`);
  return answer;
}

/** Projects the active silences as Alertmanager prints them. */
export function toSilences(silences: readonly RawSilence[], alerts: readonly RawAlert[]): AlertSilence[] {
  return silences
    .filter(({ status }) => status?.state === 'active')
    .map((raw) => ({
      id: raw.id ?? '',
      startsAt: raw.startsAt ?? null,
      endsAt: raw.endsAt ?? null,
      createdBy: raw.createdBy ?? '',
      comment: (raw.comment ?? '').trim(),
      matchers: (raw.matchers ?? []).map(formatMatcher),
      hidden: alerts
        .filter(({ status }) => status?.silencedBy?.includes(raw.id ?? ''))
        .map(({ labels }) => labels ?? {}),
    }));
}

function formatMatcher({ name = '', value = '', isRegex = false, isEqual = true }: RawMatcher): string {
  return `${name}${isEqual ? (isRegex ? '=~' : '=') : isRegex ? '!~' : '!='}"${value}"`;
}
