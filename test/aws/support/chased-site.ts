import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { parse, stringify } from 'yaml';
import { emulatorClient } from './create-table.ts';
import { callSigned, region } from './signed-call.ts';

/** What the parameters hold. */
export const secrets = { routingKey: 'a-routing-key', webhookSecret: 'a-webhook-secret' };

/** The shipped configuration with the shortest clocks, and a pager of our own. */
export function chasedConfig(pagerdutyUrl: string): string {
  const shipped = parse(readFileSync('runbook.yaml', 'utf8'));
  const delivery = {
    pagerdutyUrl,
    pagerdutyRoutingKey: 'ssm:/eks-runbook/routing-key',
    pagerdutyWebhookSecret: 'ssm:/eks-runbook/webhook-secret',
  };
  const [first, ...others] = shipped.escalation.levels;
  const levels = [{ ...first, respondMinutes: 1, escalateMinutes: 2, channels: ['pagerduty'] }, ...others];
  const checks = { 'nodes/ready': { graceMinutes: 0 } };
  const digest = { enabled: false }; // its minute may be that of the test
  return stringify({ ...shipped, checks, escalation: { ...shipped.escalation, levels, delivery, digest } });
}

export async function keepSecrets(endpoint: string): Promise<void> {
  const ssm = new SSMClient({ ...emulatorClient(endpoint), region });
  const kept = [['routing-key', secrets.routingKey] as const, ['webhook-secret', secrets.webhookSecret] as const];
  for (const [name, Value] of kept) {
    await ssm.send(new PutParameterCommand({ Name: `/eks-runbook/${name}`, Value, Type: 'SecureString' }));
  }
  ssm.destroy();
}

/** What a function URL hands on of a webhook of PagerDuty: the emulator has the addresses, but nobody listens there. */
export function sendWebhook(
  endpoint: string,
  dedupKey: string,
  secret: string,
): Promise<Readonly<Record<string, unknown>>> {
  const event = {
    id: '01CEWV',
    event_type: 'incident.acknowledged',
    occurred_at: new Date().toISOString(),
    agent: { type: 'user_reference', summary: 'Ada' },
    data: { incident_key: dedupKey },
  };
  const body = JSON.stringify({ event });
  const signature = createHmac('sha256', secret).update(body).digest('hex');
  return callSigned(endpoint, {
    service: 'lambda',
    path: '/2015-03-31/functions/eks-runbook-acknowledge/invocations',
    body: {
      version: '2.0',
      rawPath: '/pagerduty',
      rawQueryString: '',
      headers: { 'x-pagerduty-signature': `v1=${signature}`, 'x-webhook-id': 'w-1' },
      requestContext: { http: { method: 'POST', path: '/pagerduty' } },
      body: Buffer.from(body).toString('base64'),
      isBase64Encoded: true,
    },
  });
}
