import type { DeployedCluster } from './deployment.ts';

/** Who is subscribed to a topic of the stack. */
export interface Subscriber {
  readonly address: string;
  /** What of it reaches them, by the attributes of messages; nothing: all of it. */
  readonly filter: Readonly<Record<string, readonly string[]>>;
}

/** What a topic of the stack carries to people. */
export type Carried = 'email' | 'phone';

/** The tellings that a level gets, and a report does not have. */
const levelKinds = ['page', 'repage', 'escalate', 'resolve'];

/** An address of a contact, for the levels of one cluster that are paged by it. */
interface Own {
  readonly address: string;
  readonly cluster: string;
  readonly levels: readonly string[];
}

/**
 * The addresses of `channels`, each for the messages of its clusters, and those of contacts, each for the pages of its
 * levels. A cluster or contact whose messages go to a topic of its own is left to that.
 */
export function subscribersOf(clusters: readonly DeployedCluster[], carried: Carried): Subscriber[] {
  const teams = clusters.flatMap(({ name, config }) => {
    const address = addressOf(config.channels, carried);
    const isElsewhere = carried === 'phone' && config.escalation.delivery.phoneTopicArn !== undefined;
    return address === undefined || isElsewhere ? [] : [{ address, name }];
  });
  const own = clusters.flatMap((cluster) => ownAddresses(cluster, carried));
  const addresses = new Set([...teams, ...own].map(({ address }) => address));
  return [...addresses].map((address) => {
    const personal = own.filter((one) => one.address === address);
    const team = teams.filter((one) => one.address === address);
    const names = [...new Set([...team.map(({ name }) => name), ...personal.map(({ cluster }) => cluster)])];
    const byCluster = names.length < clusters.length ? { cluster: names } : {};
    const levels = [...new Set(personal.flatMap((one) => one.levels))].toSorted();
    return { address, filter: team.length > 0 ? byCluster : { ...byCluster, level: levels, kind: levelKinds } };
  });
}

function ownAddresses({ name, config }: DeployedCluster, carried: Carried): Own[] {
  const { contacts, escalation } = config;
  if (escalation.delivery[`${carried}TopicArn`] !== undefined) return [];
  return contacts.flatMap((contact): Own[] => {
    const address = addressOf(contact, carried);
    if (address === undefined || contact[`${carried}TopicArn`] !== undefined) return [];
    const levels = escalation.levels.flatMap((level, at) =>
      level.contact === contact.id && level.channels.includes(carried) ? [String(at + 1)] : [],
    );
    return levels.length > 0 ? [{ address, cluster: name, levels }] : [];
  });
}

/** However a number is written, it is one subscriber; one that cannot be called stays as it is written. */
function addressOf(holder: { readonly [Way in Carried]?: string | undefined }, carried: Carried): string | undefined {
  const address = holder[carried];
  return carried === 'phone' && address !== undefined ? (dialable(address) ?? address) : address;
}

/** A telephone number as SNS takes it (E.164), however it is written; undefined for one that cannot be called. */
export function dialable(phone: string): string | undefined {
  const digits = phone.replaceAll(/[\s().-]/g, '');
  return /^\+[1-9]\d{6,14}$/.test(digits) ? digits : undefined;
}
