import type { ClusterConnection } from '#lib/cluster/connection.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';
import { printable } from '#lib/report/printable.ts';
import type { Window } from '#lib/runbook/window.ts';
import type { Table } from '#lib/store/table.ts';
import type { RunbookStack } from '../deployed/stack.ts';
import type { Target } from '../target.ts';

/** What is examined: the way to a cluster, and what the windows need there and here. */
export interface Patient {
  /** Opens the target, once however often it is asked. Rejects with `ReadError` when it cannot be located. */
  readonly open: () => Promise<{ readonly target: Target; readonly connection: ClusterConnection }>;
  /** Opens the store. Throws `StoreError`; who opens it closes it. */
  readonly openStore: () => Promise<Table>;
  /** Finds the deployed runbook. Rejects with `UsageError` when it cannot be found. */
  readonly findStack: () => Promise<RunbookStack>;
  /** The windows whose rights are asked for. */
  readonly windows: readonly Window[];
  readonly config: RunbookConfig;
  readonly clock: () => Date;
}

/** What to do about something that is not right. */
export interface NextStep {
  readonly text: string;
  readonly command?: string;
}

/** What an examination saw; `details` are one line each. */
export interface Sight {
  readonly status: 'ok' | 'not-ok' | 'not-tried';
  readonly seen: string;
  readonly details?: readonly string[];
  readonly next?: NextStep;
}

/** An examination's outcome, as it is shown. */
export interface Diagnosis extends Sight {
  readonly id: string;
  readonly title: string;
  readonly details: readonly string[];
}

/** One thing that has to be right before a run can see a cluster, or keep what it saw. */
export interface Examination {
  readonly id: string;
  readonly title: string;
  /** The id of an earlier one, without which this one could only fail. */
  readonly needs?: string;
  /** Throws the errors that a user can mend (`ReadError`, `StoreError`) for what is not right. */
  look(patient: Patient): Promise<Sight>;
  /** What to do about an error that `look` threw. */
  advise(patient: Patient): Promise<NextStep>;
}

/** Errors that are a diagnosis; any other is a mistake in the command, or ours. */
const diagnosable: ReadonlySet<string> = new Set(['ReadError', 'StoreError']);

/** Examines in order; what needs one that is not ok is not tried, and says which one that is. */
export async function examineAll(examinations: readonly Examination[], patient: Patient): Promise<Diagnosis[]> {
  const diagnoses: Diagnosis[] = [];
  const culprits = new Map<string, string>();
  for (const examination of examinations) {
    const { id, title, needs = '' } = examination;
    const culprit = culprits.get(needs);
    const sight: Sight = culprit
      ? { status: 'not-tried', seen: `needs what is not ok above: ${culprit}` }
      : await look(examination, patient);
    if (culprit !== undefined || sight.status === 'not-ok') culprits.set(id, culprit ?? title);
    const details = (sight.details ?? []).map(printable);
    diagnoses.push({ id, title, ...sight, seen: printable(sight.seen), details });
  }
  return diagnoses;
}

async function look(examination: Examination, patient: Patient): Promise<Sight> {
  try {
    return await examination.look(patient);
  } catch (error) {
    if (!(error instanceof Error) || !diagnosable.has(error.name)) throw error;
    return { status: 'not-ok', seen: error.message, next: await examination.advise(patient) };
  }
}
