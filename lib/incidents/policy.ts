import type { Severity } from '#lib/checks/check.ts';
import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';

/** One level of the escalation: who is paged, how, and how long they have. */
export interface Level {
  /** The responder, such as "On-Call Engineer". */
  readonly name: string;
  /** The person or team behind it, by name; the level's own name where configuration has no such contact. */
  readonly contact: string;
  /** Within so many minutes from the page somebody acknowledges, or the level is paged again. */
  readonly respondMinutes: number;
  /** Within so many minutes it is resolved, or the next level is paged. */
  readonly escalateMinutes: number;
  /** The first page goes through the first, each further one through the next. None: nobody can be paged. */
  readonly channels: readonly Channel[];
}

/** What an incident of one severity leads to. */
export interface Route {
  /** Whether levels are paged and clocks run. */
  readonly pages: boolean;
  /** Where the team is informed. */
  readonly channels: readonly Channel[];
}

/** The rules under which an incident is chased. One that is open keeps those under which it was opened. */
export interface Policy {
  readonly levels: readonly Level[];
  readonly route: Route;
  /** `level`: the time to resolve counts from when a level is paged; `incident`: from when the incident was opened. */
  readonly clocksFrom: 'level' | 'incident';
  readonly acknowledgementStopsEscalation: boolean;
  readonly repageOnMissedResponse: boolean;
  /** After the last level's time, that level is paged again, so often. */
  readonly repeat: { readonly everyMinutes: number; readonly atMost: number };
  /** So many runs in a row without its findings resolve an incident; one more for each time that it came back. */
  readonly resolveAfterRuns: number;
  /** One that comes back within so many hours after it was resolved is reopened. */
  readonly reopenWithinHours: number;
}

/** The policy that configuration gives to incidents of a severity. Channels without an address are left out. */
export function policyOf({ escalation, contacts, channels }: RunbookConfig, severity: Severity): Policy {
  const { levels, routes, clocksFrom, acknowledgementStopsEscalation, repageOnMissedResponse, repeat } = escalation;
  const { resolveAfterRuns, reopenWithinHours } = escalation;
  const contactOf = (id: string) => contacts.find((contact) => contact.id === id);
  const isReachable = (channel: Channel, contact?: { email?: string | undefined; phone?: string | undefined }) =>
    (channels[channel] ?? (channel === 'email' || channel === 'phone' ? contact?.[channel] : undefined)) !== undefined;
  const route = routes[severity];
  return {
    levels: levels.map(({ contact, ...level }) => ({
      ...level,
      contact: contactOf(contact)?.name ?? level.name,
      channels: level.channels.filter((channel) => isReachable(channel, contactOf(contact))),
    })),
    route: { ...route, channels: route.channels.filter((channel) => isReachable(channel)) },
    clocksFrom,
    acknowledgementStopsEscalation,
    repageOnMissedResponse,
    repeat,
    resolveAfterRuns,
    reopenWithinHours,
  };
}
