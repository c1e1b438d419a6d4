import type { RestoreDrill } from '#lib/cluster/probes/restore-drill.ts';
import { restoreDrill } from '#lib/cluster/probes/restore-drills.ts';
import type { SourceContext } from '#lib/cluster/source.ts';
import { earlierDrills } from '#lib/cluster/sources/earlier-runs.ts';
import { type Conclusion, defineCheck, type Observation } from '../check.ts';
import { ageMs, formatDuration } from '../duration.ts';
import { quote } from '../pods/pod-words.ts';
import { describeLastSuccess, describeLastTime, listDrills, measureDrill } from './drill-history.ts';
import { leftJobRemediation, pointRemediation, restoreRemediation, timeRemediation } from './restore-remediation.ts';

type Target = NonNullable<NonNullable<SourceContext['config']['recovery']>['restoreJob']>;

/**
 * The latest backup can be restored: the Job of the drill runs to its end, in the time and with data as young as the
 * targets ask for, and leaves nothing behind.
 *
 * Reads: the probe restoreDrill (creates, waits for and deletes one batch/v1 Job; its v1 Pods, their logs and Events);
 * what earlier drills came to, as kept
 * Quiet for: configurations without recovery.restoreJob; a drill that is already going on is unknown
 */
export const recoveryBackupRestores = defineCheck({
  id: 'recovery/backup-restores',
  title: 'The latest backup restores, within the targets for recovery time and point',
  severity: 'critical',
  remediation: restoreRemediation,
  reads: [restoreDrill, earlierDrills],
  *run({ restoreDrill: drill, earlierDrills: earlier }, { config, now }): Generator<Observation, Conclusion, void> {
    const target = config.recovery?.restoreJob;
    if (!drill || !target) return { notApplicable: 'the configuration has no recovery.restoreJob' };
    const { namespace, job, outcome, why } = drill;
    if (outcome === 'busy') return { unknown: `another restore drill is running in namespace ${namespace}: ${why}` };
    if (outcome === 'name-taken') {
      const rename = `a Job named ${job} is in namespace ${namespace} that is not the drill’s own`;
      return { unknown: `${rename} (${why}): rename either` };
    }
    yield* judgeOutcome(drill, target, describeLastSuccess(earlier, now));
    yield* judgeTargets(drill, target, { now, lastTime: describeLastTime(earlier) });
    const figures = measureDrill(drill, now);
    const { recoveryPointAt, goneAfterMs, hasSwept } = drill;
    const drills = { ...figures, recoveryPointAt, goneAfterMs, earlier: listDrills(earlier) };
    const measurements = { 'recovery/drill': drills };
    const isPointLost = outcome === 'restored' && target.recoveryPointHours !== undefined && !recoveryPointAt;
    if (isPointLost) return { unknown: explainLostPoint(drill), measurements };
    const note = hasSwept && 'the Job of an earlier drill that had been cut short was removed first';
    return { examined: 1, ...(note && { note }), measurements, remember: { 'recovery/drill': figures } };
  },
});

function* judgeOutcome(drill: RestoreDrill, { timeoutMinutes }: Target, lastSuccess: string): Generator<Observation> {
  const { namespace, job, outcome, why, lastLines, goneAfterMs } = drill;
  const name = `${namespace}/${job}`;
  const failures: Readonly<Partial<Record<RestoreDrill['outcome'], string>>> = {
    failed: `Restore drill ${name} failed${quote(why)}`,
    unfinished: `Restore drill ${name} was not done within ${timeoutMinutes} min${quote(why)}`,
    refused: `The API server refused restore drill ${name}${quote(why)}`,
  };
  const message = failures[outcome];
  const subject = subjectOf(drill);
  if (message) {
    yield { subject, discriminator: 'restore', message: `${message}${lastSuccess}`, evidence: { log: lastLines } };
  }
  if (outcome === 'refused' || (outcome !== 'stuck' && goneAfterMs !== null)) return;
  const left = `Restore drill ${name} was deleted, and its Job or a pod of it is still there after 30 s`;
  yield { subject, discriminator: 'removal', message: left, severity: 'warning', remediation: leftJobRemediation };
}

/** A target that was missed is a warning: the data did come back. */
function* judgeTargets(
  drill: RestoreDrill,
  target: Target,
  { now, lastTime }: { now: Date; lastTime: string },
): Generator<Observation> {
  const { restoredAfterMs, recoveryPointAt } = drill;
  const { recoveryTimeMinutes = Number.POSITIVE_INFINITY, recoveryPointHours = Number.POSITIVE_INFINITY } = target;
  const about = { subject: subjectOf(drill), severity: 'warning' } as const;
  if (restoredAfterMs !== null && restoredAfterMs > recoveryTimeMinutes * 60_000) {
    const minutes = Math.ceil(restoredAfterMs / 6000) / 10; // never rounded down to the target
    const message = `The restore took ${minutes} min; the target is ${recoveryTimeMinutes} min${lastTime}`;
    yield { ...about, discriminator: 'recovery-time', message, remediation: timeRemediation };
  }
  const pointAgeMs = ageMs(now, recoveryPointAt);
  if (pointAgeMs > recoveryPointHours * 3_600_000) {
    const message = `The restored data ends ${formatDuration(pointAgeMs)} ago; the target is ${recoveryPointHours} h`;
    yield {
      ...about,
      discriminator: 'recovery-point',
      message,
      since: recoveryPointAt,
      remediation: pointRemediation,
    };
  }
}

function subjectOf({ namespace, job }: RestoreDrill) {
  return { kind: 'Job', namespace, name: job };
}

function explainLostPoint({ namespace, job, logFailure }: RestoreDrill): string {
  const missing = logFailure || 'no line of its log matches recovery.restoreJob.recoveryPoint';
  return `the age of the data that ${namespace}/${job} restored is not told: ${missing}`;
}
