import type { Severity } from '#lib/checks/check.ts';
import type { Channel } from '#lib/config/escalation-schema.ts';
import type { RunbookConfig } from '#lib/config/schema.ts';

/**
 * Where a channel leads: a reference to PagerDuty's routing key, or the ARN of an SNS topic; never a secret. A channel
 * that is missing leads where configuration says when it is used.
 */
export type Ways = Readonly<Partial<Record<Channel, string>>>;

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
  /** The contact's own ways, else those of everybody: kept, so that an alert ends where it began. */
  readonly ways: Ways;
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
  /** Where the channels lead for the team. */
  readonly ways: Ways;
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

type Contact = RunbookConfig['contacts'][number];

/** The policy that configuration gives to incidents of a severity. Channels without an address are left out. */
export function policyOf({ escalation, contacts, channels }: RunbookConfig, severity: Severity): Policy {
  const { levels, routes, clocksFrom, acknowledgementStopsEscalation, repageOnMissedResponse, repeat } = escalation;
  const { resolveAfterRuns, reopenWithinHours, delivery } = escalation;
  const contactOf = (id: string) => contacts.find((contact) => contact.id === id);
  const isReachable = (channel: Channel, contact?: Contact) =>
    (channels[channel] ?? ownAddress(channel, contact)) !== undefined;
  const route = routes[severity];
  return {
    levels: levels.map(({ contact: id, ...level }) => {
      const contact = contactOf(id);
      const reachable = level.channels.filter((channel) => isReachable(channel, contact));
      return { ...level, contact: contact?.name ?? level.name, channels: reachable, ways: waysOf(delivery, contact) };
    }),
    route: { ...route, channels: route.channels.filter((channel) => isReachable(channel)) },
    ways: waysOf(delivery),
    clocksFrom,
    acknowledgementStopsEscalation,
    repageOnMissedResponse,
    repeat,
    resolveAfterRuns,
    reopenWithinHours,
  };
}

/** What is a contact's own: an address, or a way. */
function ownAddress(channel: Channel, contact: Contact | undefined): string | undefined {
  if (channel === 'pagerduty') return contact?.pagerdutyRoutingKey;
  if (channel === 'slack') return undefined;
  return contact?.[channel] ?? contact?.[`${channel}TopicArn`];
}

function waysOf(delivery: RunbookConfig['escalation']['delivery'], contact?: Contact): Ways {
  const pagerduty = contact?.pagerdutyRoutingKey ?? delivery.pagerdutyRoutingKey;
  const email = contact?.emailTopicArn ?? delivery.emailTopicArn;
  const phone = contact?.phoneTopicArn ?? delivery.phoneTopicArn;
  return { ...(pagerduty && { pagerduty }), ...(email && { email }), ...(phone && { phone }) };
}

/** Where a channel leads for somebody who is told: a level, or the team, which is nobody's level. */
export function wayOf(
  policy: Policy,
  told: { readonly level: number; readonly isTeam: boolean; readonly channel: string },
): string | undefined {
  const { ways } = told.isTeam ? policy : (policy.levels[told.level - 1] ?? policy);
  // an incident that was kept before there were ways has none
  return (ways as Ways | undefined)?.[told.channel as Channel];
}
