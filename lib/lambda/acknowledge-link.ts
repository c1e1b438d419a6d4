import type { Incident } from '#lib/incidents/incident.ts';
import { type Link, readLink } from '#lib/notify/links.ts';
import { formatZonedMoment } from '#lib/report/time.ts';
import { readIncident } from '#lib/store/incidents.ts';
import { type AnswerParts, actIfMeant, hasChanged } from './acknowledge-act.ts';
import { type HttpRequest, type HttpResponse, htmlResponse } from './acknowledge-http.ts';
import { type Notice, renderIncident, renderNotice } from './acknowledge-page.ts';

const byHand = 'Use the newest message, or acknowledge by hand with runbook ack.';
const refusals = {
  altered: [403, { title: 'This link is not right', text: `It was cut off or altered. ${byHand}` }],
  expired: [410, { title: 'This link has expired', text: byHand }],
  gone: [404, { title: 'No such incident', text: 'It is no longer kept.' }],
} as const satisfies Record<string, readonly [number, Notice]>;

/**
 * Answers a signed link. GET, which previews and scanners of mail send too, shows the incident and changes nothing; POST,
 * which the page's button sends, acknowledges.
 */
export async function answerLink(id: string, request: HttpRequest, parts: AnswerParts): Promise<HttpResponse> {
  const { table, secrets, now } = parts;
  const read = secrets.map((own) => ({ own, read: readLink(id, request.query, own.secret, now) }));
  const valid = read.flatMap(({ own, read }) => (read.state === 'valid' ? { own, link: read.link } : []));
  if (valid.length === 0) return refuse(read.some(({ read }) => read.state === 'expired') ? 'expired' : 'altered');
  const incident = await readIncident<Incident>(table, id);
  const ours = valid.find(({ own }) => own.cluster === incident?.cluster);
  if (!incident || !ours) return refuse('gone');
  const { link, own } = ours;
  return request.method === 'POST'
    ? acknowledge(link, own.timeZone, parts)
    : showIncident(incident, link, own.timeZone);
}

function refuse(why: keyof typeof refusals): HttpResponse {
  const [statusCode, notice] = refusals[why];
  return htmlResponse(statusCode, renderNotice(notice));
}

async function acknowledge(link: Link, timeZone: string, parts: AnswerParts): Promise<HttpResponse> {
  const deed = {
    incident: link.incident,
    // who presses too late is noted, and told that it is of no use any more
    isMeant: (incident: Incident) => isLate(incident, link) || whyPointless(incident, link, timeZone) === undefined,
    eventFor: (incident: Incident) =>
      ({ kind: 'acknowledge', by: `${responderOf(incident, link.level)} (by link)`, level: link.level }) as const,
  };
  const done = await actIfMeant(deed, parts);
  if (!hasChanged(done) || isLate(done.incident, link)) {
    const incident = await readIncident<Incident>(parts.table, link.incident);
    return incident ? showIncident(incident, link, timeZone) : refuse('gone');
  }
  const { incident } = done;
  const due = incident.resolutionDueAt;
  const text = `By ${responderOf(incident, link.level)}.${due === null ? '' : ` It is to be resolved by ${formatZonedMoment(due, timeZone)}.`}`;
  return htmlResponse(200, renderIncident(incident, { title: 'Acknowledged', text }, timeZone, false));
}

function showIncident(incident: Incident, link: Link, timeZone: string): HttpResponse {
  const [statusCode, notice] = whyPointless(incident, link, timeZone) ?? [];
  if (statusCode !== undefined && notice)
    return htmlResponse(statusCode, renderIncident(incident, notice, timeZone, false));
  const text = `Level ${link.level}, ${responderOf(incident, link.level)}, is paged. The button says that you work on it.`;
  return htmlResponse(200, renderIncident(incident, { title: 'Not acknowledged yet', text }, timeZone, true));
}

/** Whether a further level has been paged since the one that the link is for. */
function isLate({ resolvedAt, episode, level }: Incident, link: Link): boolean {
  return resolvedAt === null && episode === link.episode && level > link.level;
}

/** Why there is nothing to acknowledge by this link, with the status to say it; undefined when there is. */
function whyPointless(incident: Incident, link: Link, timeZone: string): readonly [number, Notice] | undefined {
  const { resolvedAt, acknowledgedAt, episode, level } = incident;
  const sinceWhen = (at: string) => `Since ${formatZonedMoment(at, timeZone)}.`;
  if (episode !== link.episode) {
    return [410, { title: 'It came back since', text: `The link is of an earlier time. ${byHand}` }];
  }
  if (resolvedAt !== null) return [200, { title: 'Already resolved', text: sinceWhen(resolvedAt) }];
  if (level !== link.level) {
    const noted = incident.acknowledgedLate.includes(link.level) ? ' That you are there stands in its timeline.' : '';
    const text = `Level ${level} has been paged since level ${link.level}.${noted} ${byHand}`;
    return [410, { title: 'The link is of another level', text }];
  }
  if (acknowledgedAt === null) return undefined;
  return [200, { title: 'Already acknowledged', text: sinceWhen(acknowledgedAt) }];
}

function responderOf({ policy }: Incident, level: number): string {
  return policy.levels[level - 1]?.name ?? `level ${level}`;
}
