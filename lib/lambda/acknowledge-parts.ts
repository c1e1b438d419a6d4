import type { RunbookConfig } from '#lib/config/schema.ts';
import { openSecrets } from '#lib/notify/secrets.ts';
import type { ClusterSecret, StartEmergency } from './acknowledge-act.ts';
import { type HttpRequest, type HttpResponse, htmlResponse, jsonResponse } from './acknowledge-http.ts';
import { answerLink } from './acknowledge-link.ts';
import { renderNotice } from './acknowledge-page.ts';
import { answerPagerduty } from './acknowledge-pagerduty.ts';
import { loadDeployedConfigs } from './deployed-configs.ts';
import { readEnvironment } from './environment.ts';
import type { WindowParts } from './window-parts.ts';

/** What the function takes from around it: the table, and one window; nothing that it could tell people by. */
export type AcknowledgeParts = Pick<WindowParts, 'variables' | 'clock' | 'openTable'> & {
  readonly startEmergency: StartEmergency;
};

/** Answers one request. Rejects with `UsageError` when a secret cannot be read: who asked may try again. */
export type Answer = (request: HttpRequest) => Promise<HttpResponse>;

/** Opens what stays open while the function is warm. Throws `UsageError`, as `readEnvironment` does. */
export function openAcknowledge({ variables, clock, openTable, startEmergency }: AcknowledgeParts): Answer {
  const { tableName, configPaths } = readEnvironment(variables);
  const configs = [...loadDeployedConfigs(configPaths).values()];
  const table = openTable(tableName);
  const readSecret = openSecrets({ variables, clock });
  const readOne = async (config: RunbookConfig, reference: string): Promise<ClusterSecret> => ({
    cluster: config.cluster.name,
    timeZone: config.timeZone,
    startsEmergency: config.escalation.delivery.pagerdutyStartsEmergency,
    secret: await readSecret(reference),
  });
  const secretsOf = (referenceOf: (config: RunbookConfig) => string | undefined) => {
    const read = configs.flatMap((config) => {
      const reference = referenceOf(config);
      return reference === undefined ? [] : [readOne(config, reference)];
    });
    return Promise.all(read);
  };
  return async (request) => {
    const incident = /^\/incidents\/([\w.-]+)$/.exec(request.path)?.[1];
    if (incident !== undefined) {
      if (!['GET', 'HEAD', 'POST'].includes(request.method)) return notAllowed('GET, HEAD, POST');
      const secrets = await secretsOf(({ escalation }) => escalation.links?.secret);
      return answerLink(incident, request, { table, secrets, startEmergency, now: clock() });
    }
    if (request.path !== '/pagerduty') return nothingHere;
    if (request.method !== 'POST') return notAllowed('POST');
    const secrets = await secretsOf(({ escalation }) => escalation.delivery.pagerdutyWebhookSecret);
    return answerPagerduty(request, { table, secrets, startEmergency, now: clock() });
  };
}

const nothingHere = htmlResponse(
  404,
  renderNotice({ title: 'Nothing is here', text: 'The links in messages lead to incidents.' }),
);

function notAllowed(allow: string): HttpResponse {
  const { headers, ...refusal } = jsonResponse(405, `only ${allow}`);
  return { ...refusal, headers: { ...headers, allow } };
}
