import { type ApiKind, apiVersionOf } from './api-kinds.ts';
import { eventColumns, namespaceColumns, nodeColumns, serviceColumns } from './cluster-columns.ts';
import { ageColumn, type Column, nameColumn } from './columns.ts';
import { podColumns } from './pod-columns.ts';
import type { KubeObject } from './snapshot.ts';
import {
  cronJobColumns,
  daemonSetColumns,
  deploymentColumns,
  jobColumns,
  replicaSetColumns,
  statefulSetColumns,
} from './workload-columns.ts';

/** Kinds with columns of their own; every other one has its name and age. */
const COLUMNS: Readonly<Record<string, readonly Column<never>[]>> = {
  'v1/Event': eventColumns,
  'v1/Namespace': namespaceColumns,
  'v1/Node': nodeColumns,
  'v1/Pod': podColumns,
  'v1/Service': serviceColumns,
  'apps/v1/DaemonSet': daemonSetColumns,
  'apps/v1/Deployment': deploymentColumns,
  'apps/v1/ReplicaSet': replicaSetColumns,
  'apps/v1/StatefulSet': statefulSetColumns,
  'batch/v1/CronJob': cronJobColumns,
  'batch/v1/Job': jobColumns,
};

export interface TableOptions {
  /** The list's metadata. */
  readonly metadata: object;
  /** The instant that ages are counted to. */
  readonly now: Date;
  /** What each row carries besides its cells: the `includeObject` of the query, by default `Metadata`. */
  readonly includeObject: string | null;
}

/** Objects as a `Table` of meta.k8s.io/v1. */
export function tableOf(objects: readonly KubeObject[], kind: ApiKind, options: TableOptions): object {
  const columns = columnsOf(kind);
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: options.metadata,
    columnDefinitions: columns.map(({ name, type = 'string', priority = 0 }) => ({
      name,
      type,
      format: name === 'Name' ? 'name' : '',
      description: '',
      priority,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.cell(object, options.now)),
      object: rowObject(object, options.includeObject),
    })),
  };
}

function columnsOf(kind: ApiKind): readonly Column[] {
  return COLUMNS[`${apiVersionOf(kind)}/${kind.kind}`] ?? [nameColumn, ageColumn];
}

function rowObject(object: KubeObject, includeObject: string | null): object | null {
  if (includeObject === 'None') return null;
  return includeObject === 'Object' ? object : metadataOf(object);
}

/** An object cut down to its metadata, as `PartialObjectMetadata`. */
export function metadataOf({ metadata }: KubeObject): object {
  return { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata };
}
