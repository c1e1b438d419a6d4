import type { Sighting } from '#lib/incidents/group-findings.ts';
import type { Incident } from '#lib/incidents/incident.ts';
import type { ExpectedRun, JudgedRun } from '#lib/ledger/expected-runs.ts';
import { formatZonedMoment } from '#lib/report/time.ts';

/** The id under which an expected run stands where a check's id would. */
const ledgerCheck = 'runbook/window-ran';

/** Each expected run has an incident of its own. */
export function groupOf(cluster: string, { window, scheduledAt }: ExpectedRun): string {
  return `${cluster}/${window}/${ledgerCheck}/${scheduledAt}`;
}

/** The expected run that an incident is about; undefined for one that is about something else. */
export function expectedRunOf({ window, group, checks }: Pick<Incident, 'window' | 'group' | 'checks'>) {
  const scheduledAt = group.split(`/${ledgerCheck}/`)[1];
  return scheduledAt === undefined || !checks.includes(ledgerCheck) ? undefined : { window, scheduledAt };
}

const titles = {
  missed: 'A window did not run',
  failed: 'A run did not finish',
  partial: 'A run was cut short',
} as const;
type Trouble = keyof typeof titles;

const advice = {
  missed:
    'See why it was not started (its schedule, the dead-letter queue, the log of its function), and run it now; in AWS by runbook invoke.',
  failed: 'See why it ended (the log of its function), and run it again; in AWS by runbook invoke.',
  partial:
    'See which reads were slow, and give its function a longer timeout; it is over when the window has run again.',
} as const;

/** What people are told of an expected run that was missed, failed or was cut short. */
export function sightMissedRun(
  { window, scheduledAt, state }: JudgedRun & { readonly state: Trouble },
  { cluster, severity, timeZone }: { cluster: string; severity: Sighting['severity']; timeZone: string },
): Sighting {
  const time = formatZonedMoment(scheduledAt, timeZone);
  const message = {
    missed: `${window} did not run at ${time}: nobody looked`,
    failed: `${window} of ${time} was started and did not finish: it says nothing`,
    partial: `${window} of ${time} ran out of time before it had looked at everything`,
  }[state];
  // a run that has ended keeps its place: what comes after it is one by hand
  const at = state === 'partial' ? '' : ` --scheduled-at ${scheduledAt}`;
  const finding = {
    fingerprint: `${ledgerCheck} ${cluster} ${window} ${scheduledAt} ${state}`,
    check: ledgerCheck,
    subject: { kind: 'Window', namespace: null, name: window },
    message,
    since: scheduledAt,
    action: { text: advice[state], command: `runbook run ${window}${at}` },
  };
  return {
    group: groupOf(cluster, { window, scheduledAt }),
    title: titles[state],
    severity,
    trouble: { checks: [ledgerCheck], findings: [finding], findingCount: 1 },
    looked: new Set([ledgerCheck]),
  };
}
