import { ReadError } from '#lib/cluster/read-error.ts';
import { UsageError } from '#lib/config/usage-error.ts';
import { describePlace } from '../deployed/explain-aws.ts';
import type { RunbookStack } from '../deployed/stack.ts';
import type { Examination, Patient, Sight } from './examination.ts';

/** What may be wrong with a part of the deployed runbook. Throws `UsageError` or `ReadError` where it cannot look. */
type LookAtPart = (stack: RunbookStack) => Promise<Sight>;

/** In such a state nothing of a stack can be counted on; in any other, what was deployed last is there. */
const isNotThere = /^(CREATE_FAILED|ROLLBACK|DELETE|REVIEW)/;

const lookAtTopic = async (...topic: Parameters<typeof import('./deployed-topic.ts')['lookAtTopic']>) =>
  (await import('./deployed-topic.ts')).lookAtTopic(...topic);

/** The stack, the table that it keeps runs in, and the topics through which people are told. */
export const deployedParts: readonly Examination[] = [
  examinePart('stack', 'Stack', async (stack) => lookAtState(stack)),
  ...[
    examinePart('table', 'Table', async (stack) => (await import('./deployed-table.ts')).lookAtTable(stack)),
    examinePart('reports', 'Report topic', (stack) => lookAtTopic(stack, 'ReportTopicArn')),
    examinePart('alarms', 'Alarm topic', (stack) => lookAtTopic(stack, 'AlarmTopicArn')),
  ].map((part) => ({ ...part, needs: 'stack' })),
];

function lookAtState({ name, place, status }: RunbookStack): Sight {
  const sight = {
    status: isNotThere.test(status) ? 'not-ok' : 'ok',
    seen: `${name} in ${describePlace(place)}, ${status}`,
  } as const;
  if (/^(CREATE|UPDATE|IMPORT)_COMPLETE$/.test(status)) return sight;
  const command = `aws cloudformation describe-stack-events --stack-name ${name} --region ${place.region}`;
  return { ...sight, next: { text: 'See what keeps the last deployment from its end.', command } };
}

function examinePart(id: string, title: string, look: LookAtPart): Examination {
  return {
    id,
    title,
    look: (patient) => lookAtPart(patient, look),
    advise: async () => ({ text: 'Look whether this machine reaches AWS: network, proxy, region.' }),
  };
}

/** A wrong name, a missing right, a part that was deleted: here they are what is looked for, not a mistake. */
async function lookAtPart({ findStack }: Patient, look: LookAtPart): Promise<Sight> {
  try {
    return await look(await findStack());
  } catch (error) {
    if (error instanceof UsageError) return { status: 'not-ok', seen: error.message };
    if (!(error instanceof ReadError) || !/NotFound/.test((error.cause as Error | undefined)?.name ?? '')) throw error;
    const text = 'It was deployed and is gone: see when and by whom in CloudTrail, then deploy again.';
    return { status: 'not-ok', seen: error.message, next: { text } };
  }
}
