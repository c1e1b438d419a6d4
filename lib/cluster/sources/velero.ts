import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import type { Permission } from '../permission.ts';
import { defineSource } from '../source.ts';

/** A Velero BackupStorageLocation: where backups are written. */
export interface VeleroLocation {
  readonly namespace: string;
  readonly name: string;
  /** `Available` or `Unavailable`; empty before it was looked at. */
  readonly phase: string;
  readonly message: string;
  readonly isDefault: boolean;
  readonly validatedAt: string | null;
}

/** A Velero Schedule. */
export interface VeleroSchedule {
  readonly namespace: string;
  readonly name: string;
  readonly createdAt: string | null;
  readonly schedule: string;
  readonly isPaused: boolean;
  /** `Enabled`, `New` or `FailedValidation`. */
  readonly phase: string;
  readonly mistakes: readonly string[];
}

/** A Velero Backup, by its outcome. */
export interface VeleroBackup {
  readonly namespace: string;
  readonly name: string;
  /** The Schedule that made it; null for one made by hand. */
  readonly schedule: string | null;
  readonly createdAt: string | null;
  /** `Completed`, `PartiallyFailed`, `Failed`, `FailedValidation`, `InProgress`... */
  readonly phase: string;
  readonly completedAt: string | null;
  readonly errors: number;
  readonly reason: string;
}

interface Raw<Spec, Status> {
  readonly metadata?: ObjectMeta;
  readonly spec?: Spec | null;
  readonly status?: Status | null;
}
type RawLocation = Raw<{ default?: boolean }, { phase?: string; message?: string; lastValidationTime?: string }>;
type RawSchedule = Raw<{ schedule?: string; paused?: boolean }, { phase?: string; validationErrors?: string[] }>;
type RawBackup = Raw<
  unknown,
  { phase?: string; completionTimestamp?: string; errors?: number; failureReason?: string; validationErrors?: string[] }
>;

const path = '/apis/velero.io/v1';

function listing(resource: string): Permission[] {
  return [{ verb: 'list', group: 'velero.io', resource, namespaces: 'all' }];
}

/** Velero's storage locations; a cluster may do without Velero. */
export const veleroLocations = defineSource({
  name: 'veleroLocations',
  title: 'BackupStorageLocations of Velero',
  whenAbsent: 'not-applicable',
  permissions: () => listing('backupstoragelocations'),
  load: (api) => api.list(`${path}/backupstoragelocations`, toLocation),
});

/** Velero's schedules. */
export const veleroSchedules = defineSource({
  name: 'veleroSchedules',
  title: 'Schedules of Velero',
  whenAbsent: 'not-applicable',
  permissions: () => listing('schedules'),
  load: (api) => api.list(`${path}/schedules`, toSchedule),
});

/** Velero's backups. */
export const veleroBackups = defineSource({
  name: 'veleroBackups',
  title: 'Backups of Velero',
  whenAbsent: 'not-applicable',
  permissions: () => listing('backups'),
  load: (api) => api.list(`${path}/backups`, toBackup),
});

/** Projects a BackupStorageLocation as the API prints it. */
export function toLocation({ metadata = {}, spec, status }: RawLocation): VeleroLocation {
  return {
    ...nameOf(metadata),
    phase: status?.phase ?? '',
    message: status?.message ?? '',
    isDefault: spec?.default ?? false,
    validatedAt: status?.lastValidationTime ?? null,
  };
}

/** Projects a Schedule as the API prints it. */
export function toSchedule({ metadata = {}, spec, status }: RawSchedule): VeleroSchedule {
  return {
    ...nameOf(metadata),
    createdAt: metadata.creationTimestamp ?? null,
    schedule: spec?.schedule ?? '',
    isPaused: spec?.paused ?? false,
    phase: status?.phase ?? '',
    mistakes: status?.validationErrors ?? [],
  };
}

/** Projects a Backup as the API prints it. */
export function toBackup({ metadata = {}, status }: RawBackup): VeleroBackup {
  return {
    ...nameOf(metadata),
    schedule: metadata.labels?.['velero.io/schedule-name'] ?? null,
    createdAt: metadata.creationTimestamp ?? null,
    phase: status?.phase ?? '',
    completedAt: status?.completionTimestamp ?? null,
    errors: status?.errors ?? 0,
    reason: [status?.failureReason ?? '', ...(status?.validationErrors ?? [])].filter(Boolean).join('; ').slice(0, 500),
  };
}

function nameOf({ namespace = '', name = '' }: ObjectMeta): { namespace: string; name: string } {
  return { namespace, name };
}
