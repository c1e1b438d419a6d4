import type { RunDocument } from '#lib/runs/run-document.ts';
import type { Recheck } from './event.ts';
import { troubleOf } from './group-findings.ts';
import type { Incident } from './incident.ts';

/** What a second look at the failing checks of an incident means for it. */
export function judgeRecheck({ steps, reads }: RunDocument, incident: Incident): Recheck {
  const looked = steps.flatMap((step) => step.checks).filter(({ id }) => incident.checks.includes(id));
  if (looked.length === 0) return judgeReach(reads, incident);
  const trouble = troubleOf(looked, ({ severity }) => severity === incident.severity);
  if (trouble.findingCount > 0) return { result: 'failing', trouble };
  const blind = looked.find(({ status }) => status === 'unknown');
  return blind ? { result: 'unknown', reason: blind.reason ?? `${blind.id} could not look` } : { result: 'passing' };
}

/** An incident without a check of this window is about the cluster's not answering: any read shows that it does again. */
function judgeReach(reads: RunDocument['reads'], { checks, findings, findingCount }: Incident): Recheck {
  if (reads.some(({ status }) => status !== 'failed')) return { result: 'passing' };
  return { result: 'failing', trouble: { checks, findings, findingCount } };
}
