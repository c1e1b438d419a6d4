import type { Event as RawEvent, Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import type { ObjectMeta } from 'kubernetes-types/meta/v1.d.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { toWarningEvent, type WarningEvent } from '../sources/events.ts';

/** Why a pod is not Ready, in a sentence: what scheduler and kubelet say of it, then its newest warning event. */
export async function explainPod(api: ClusterApi, raw: RawPod): Promise<string> {
  const newest = await newestWarning(api, raw.metadata);
  const told = describeStatus(raw);
  const said = newest && !told.includes(newest.message) ? [`${newest.reason}: ${newest.message}`] : [];
  return [told, ...said].join('; ').slice(0, 600);
}

/** The newest warning event of an object; undefined where there is none, or events cannot be read: they only add. */
export async function newestWarning(api: ClusterApi, metadata: ObjectMeta = {}): Promise<WarningEvent | undefined> {
  const { namespace = '', name = '', uid = '' } = metadata;
  const events = await api
    .list<RawEvent, WarningEvent>(`/api/v1/namespaces/${namespace}/events`, toWarningEvent, {
      fieldSelector: `involvedObject.name=${name},involvedObject.uid=${uid},type=Warning`,
    })
    .catch(() => []);
  return events.toSorted((one, other) => (other.lastAt ?? '').localeCompare(one.lastAt ?? ''))[0];
}

function describeStatus({ status = {} }: RawPod): string {
  const unscheduled = status.conditions?.find(({ type, status: is }) => type === 'PodScheduled' && is === 'False');
  if (unscheduled) return `not scheduled: ${unscheduled.message || unscheduled.reason || 'no reason given'}`;
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const { name, state } of containers) {
    if (state?.waiting?.reason) return `container ${name} waits: ${join(state.waiting.reason, state.waiting.message)}`;
    const ended = state?.terminated;
    if (ended && ended.exitCode !== 0) return `container ${name} ended with code ${ended.exitCode}`;
  }
  const phase = `phase ${status.phase ?? 'unknown'}`;
  return status.reason ? `${phase}: ${join(status.reason, status.message)}` : phase;
}

function join(reason: string, message: string | undefined): string {
  return message ? `${reason}, ${message}` : reason;
}
