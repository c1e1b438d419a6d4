import * as z from 'zod/mini';
import type { Earlier } from '../baseline.ts';
import { defineSource, type Source } from '../source.ts';

/** What earlier runs left for this one, newest first. */
export interface EarlierRuns<Value> {
  /** false for a run that keeps nothing, and has nothing to look back on. */
  readonly isKept: boolean;
  readonly runs: readonly Earlier<Value>[];
  /** How many runs left something that cannot be read: too large to be kept, or in another version's form. */
  readonly unreadable: number;
}

interface Remembering<Name extends string, Value> {
  readonly name: Name;
  readonly title: string;
  /** The key under which checks remember it. */
  readonly remembered: string;
  readonly shape: z.ZodMiniType<Value>;
  readonly atMost: number;
}

function defineEarlier<const Name extends string, Value>({
  name,
  title,
  remembered,
  shape,
  atMost,
}: Remembering<Name, Value>): Source<Name, EarlierRuns<Value>> {
  return defineSource({
    name,
    title,
    permissions: () => [],
    async load(_api, { kept, now }) {
      if (!kept) return { isKept: false, runs: [], unreadable: 0 };
      const found = await kept.readRemembered(remembered, { now, atMost });
      const runs = found.flatMap(({ run, at, value }) => {
        const read = shape.safeParse(value);
        return read.success && !Number.isNaN(Date.parse(at)) ? [{ run, at, value: read.data }] : [];
      });
      return { isKept: true, runs, unreadable: found.length - runs.length };
    },
  });
}

// The small zod, as everything that a window's function loads at its start.
const amount = z.number().check(z.nonnegative());
const figures = z.object({ requests: amount, allocatable: amount });

/** What pods requested and what nodes could allot: thousandths of CPU, bytes of memory, numbers of pods. */
export type RequestedAmounts = z.infer<typeof requestedAmounts>;
const requestedAmounts = z.object({ cpu: figures, memory: figures, pods: figures });

/** Requests in 90 days: by several windows, some of which may run more than once a day. */
export const earlierRequests = defineEarlier({
  name: 'earlierRequests',
  title: 'what pods requested in earlier runs, as kept',
  remembered: 'capacity/requested',
  shape: requestedAmounts,
  atMost: 400,
});

const grantee = z.object({ kind: z.string(), namespace: z.nullable(z.string()), name: z.string() });

/** Who could do what is dangerous at a review, and whether the EKS access entries were among what was reviewed. */
export type ReviewedAccess = z.infer<typeof reviewedAccess>;
const reviewedAccess = z.object({
  hasAccessEntries: z.boolean(),
  rows: z.array(
    z.object({ subject: grantee, capability: z.string(), scope: z.string(), via: z.readonly(z.array(z.string())) }),
  ),
});

export const earlierAccessReviews = defineEarlier({
  name: 'earlierAccessReviews',
  title: 'the access review before, as kept',
  remembered: 'access/reviewed',
  shape: reviewedAccess,
  atMost: 1,
});

/** By `NAMESPACE/OWNER`: the last backup that succeeded. */
export type BackupFigures = z.infer<typeof backupFigures>;
const backupFigures = z.record(
  z.string(),
  z.object({
    job: z.string(),
    createdAt: z.nullable(z.string()),
    sizeBytes: z.nullable(amount),
    durationMs: z.nullable(amount),
  }),
);

export const earlierBackups = defineEarlier({
  name: 'earlierBackups',
  title: 'sizes of earlier backups, as kept',
  remembered: 'backups/size',
  shape: backupFigures,
  atMost: 200,
});

/** The kinds of lines that a review of the logs saw: who wrote them, how grave they are, and the template. */
const reviewedLogs = z.readonly(z.array(z.string()));

export const earlierLogReviews = defineEarlier({
  name: 'earlierLogReviews',
  title: 'the log review before, as kept',
  remembered: 'logs/kinds',
  shape: reviewedLogs,
  atMost: 1,
});

/** What a restore drill came to: how long it took, and how old the restored data was. */
export type DrillFigures = z.infer<typeof drillFigures>;
const drillFigures = z.object({
  outcome: z.string(),
  restoredSeconds: z.nullable(amount),
  recoveryPointAgeSeconds: z.nullable(amount),
});

export const earlierDrills = defineEarlier({
  name: 'earlierDrills',
  title: 'what earlier restore drills came to, as kept',
  remembered: 'recovery/drill',
  shape: drillFigures,
  atMost: 13,
});
