import { alertmanagerOf } from '#lib/cluster/sources/alertmanager.ts';
import { type AlertSilence, alertmanagerSilences } from '#lib/cluster/sources/alertmanager-silences.ts';
import { hasLabels } from '#lib/cluster/sources/labels.ts';
import { proxyRoot } from '#lib/cluster/sources/service-proxy.ts';
import { defineCheck, type Observation } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { noAlertmanager } from './not-configured.ts';

const dayMs = 86_400_000;

/**
 * Each silence is short, says why, and hides nothing critical that fires now.
 *
 * Reads: Alertmanager /api/v2/silences; /api/v2/alerts .status.silencedBy
 * Quiet for: silences that have ended or not begun
 */
export const monitoringSilencesJustified = defineCheck({
  id: 'monitoring/silences-justified',
  title: 'Every silence is short, explained, and hides nothing critical',
  severity: 'warning',
  remediation: [
    {
      text: 'Look at the silence: who made it, and why.',
      command: "kubectl get --raw '{proxy}/api/v2/silence/{name}'",
    },
    {
      text: 'Ask {createdBy}. End it, or make it anew with a comment and an end within days.',
      command: 'kubectl port-forward service/{service} -n {namespace} {port}',
      verify: "kubectl get --raw '{proxy}/api/v2/silences'",
    },
  ],
  reads: [alertmanagerSilences],
  settings: { longDays: 7, endingHours: 24 },
  *run({ alertmanagerSilences: silences }, { config, now, settings }) {
    const alertmanager = alertmanagerOf(config);
    if (!alertmanager || !silences) return noAlertmanager;
    const { namespace, service, port, pathPrefix } = alertmanager;
    const proxy = proxyRoot(alertmanager) + pathPrefix;
    const { criticalLabels = {} } = config.monitoring ?? {};
    for (const silence of silences) {
      const { id, createdBy, matchers, comment, endsAt } = silence;
      const shared = {
        subject: { kind: 'Silence', namespace, name: id },
        since: silence.startsAt,
        evidence: { proxy, service, port, createdBy: createdBy || 'its maker', matchers, comment, endsAt },
      };
      for (const told of judge(silence, now, settings, criticalLabels)) yield { ...shared, ...told };
    }
    return { examined: silences.length, ...(silences.length === 0 && { note: 'there are no silences' }) };
  },
});

function* judge(
  { endsAt, comment, matchers, hidden, createdBy }: AlertSilence,
  now: Date,
  { longDays, endingHours }: { longDays: number; endingHours: number },
  criticalLabels: Readonly<Record<string, string>>,
): Generator<Omit<Observation, 'subject'>> {
  const named = `A silence of ${createdBy || 'nobody named'} on ${matchers.slice(0, 5).join(', ') || 'everything'}`;
  const critical = hidden.filter((labels) => hasLabels(labels, criticalLabels));
  const names = [...new Set(critical.map((labels) => labels['alertname'] ?? 'unnamed'))];
  if (names.length > 0) {
    yield {
      discriminator: 'critical',
      message: `${named} hides what is critical and fires now: ${names.slice(0, 5).join(', ')}`,
    };
  }
  const leftMs = ageMs(new Date(endsAt ?? Number.NaN), now.toISOString());
  if (leftMs > longDays * dayMs) {
    yield {
      discriminator: 'long',
      message: `${named} goes on for another ${formatDuration(leftMs)}; limit ${longDays} d`,
    };
  } else if (leftMs > 0 && leftMs <= endingHours * 3_600_000 && hidden.length > 0) {
    const message = `${named} ends in ${formatDuration(leftMs)}, and ${hidden.length === 1 ? 'an alert that it hides still fires' : `${hidden.length} alerts that it hides still fire`}`;
    yield { discriminator: 'ending', severity: 'info', message };
  }
  if (comment === '') yield { discriminator: 'comment', severity: 'info', message: `${named} has no comment` };
}
