import { act } from '#lib/incidents/chase.ts';
import type { IncidentEvent } from '#lib/incidents/event.ts';
import type { Incident, Transition } from '#lib/incidents/incident.ts';
import { saveChange } from '#lib/notify/incident-store.ts';
import { readIncident } from '#lib/store/incidents.ts';
import type { Table } from '#lib/store/table.ts';

/** A secret, and the cluster whose incidents it opens. */
export interface ClusterSecret {
  readonly cluster: string;
  readonly secret: string;
  /** The IANA zone in which times are told. */
  readonly timeZone: string;
  /** Whether what PagerDuty tells of other incidents starts this cluster's emergency window. */
  readonly startsEmergency: boolean;
}

/** Starts the window `emergency` of a cluster, for an instant (ISO); does not wait for its end. */
export type StartEmergency = (cluster: string, scheduledAt: string) => Promise<unknown>;

/** What a request is answered from. */
export interface AnswerParts {
  readonly table: Table;
  readonly secrets: readonly ClusterSecret[];
  readonly startEmergency: StartEmergency;
  readonly now: Date;
}

/** What somebody outside asks for. */
export interface Deed {
  readonly incident: string;
  /** Whether it is still about the incident as it stands; looked at again with every try to write. */
  readonly isMeant: (incident: Incident) => boolean;
  readonly eventFor: (incident: Incident) => IncidentEvent;
}

/** Lets a deed happen, in one conditional write; undefined, and nothing happens, where it is not meant. */
export function actIfMeant(
  { incident: id, isMeant, eventFor }: Deed,
  { table, now }: Pick<AnswerParts, 'table' | 'now'>,
) {
  const read = async (): Promise<Incident | undefined> => {
    const incident = await readIncident<Incident>(table, id);
    return incident && isMeant(incident) ? incident : undefined;
  };
  return act(id, eventFor, { read, save: (change) => saveChange(table, change) }, now);
}

/** Whether anything has become of an incident by it. */
export function hasChanged(done: Transition | undefined): done is Transition {
  return done !== undefined && done.log.length > 0;
}
