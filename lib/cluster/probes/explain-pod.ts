import type { Event as RawEvent, Pod as RawPod } from 'kubernetes-types/core/v1.d.ts';
import type { ClusterApi } from '../cluster-api.ts';
import { toWarningEvent } from '../sources/events.ts';

/** Why a pod is not Ready, in a sentence: what scheduler and kubelet say of it, then its newest warning event. */
export async function explainPod(api: ClusterApi, raw: RawPod): Promise<string> {
  const { namespace = '', name = '', uid = '' } = raw.metadata ?? {};
  const events = await api
    .list<RawEvent, ReturnType<typeof toWarningEvent>>(`/api/v1/namespaces/${namespace}/events`, toWarningEvent, {
      fieldSelector: `involvedObject.name=${name},involvedObject.uid=${uid},type=Warning`,
    })
    .catch(() => []); // the events only add to what the pod itself says
  const newest = events.toSorted((one, other) => (other.lastAt ?? '').localeCompare(one.lastAt ?? ''))[0];
  const said = newest ? `${newest.reason}: ${newest.message}` : '';
  const told = describeStatus(raw);
  return [told, ...(said && !told.includes(newest?.message ?? '') ? [said] : [])].join('; ').slice(0, 600);
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
