import type { ConfigMap } from '#lib/cluster/sources/config-maps.ts';
import type { Alert } from '#lib/cluster/sources/prometheus-rules.ts';
import type { ReplicaSet } from '#lib/cluster/sources/replica-sets.ts';
import { keyOf, type Moment, toMoment } from './moment.ts';

/** One version of a workload's pod template: a Deployment's ReplicaSet, or a ControllerRevision. */
export type Revision = Pick<ReplicaSet, 'owner' | 'hash' | 'revision' | 'createdAt' | 'images'>;

/** The workloads that roll their pods out by revisions. */
const rollingKinds: ReadonlySet<string> = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

/** Every rollout of a workload: the revision that it made, and which images that changed. */
export function* rolloutMoments(revisions: readonly Revision[]): Generator<Moment> {
  const rolled = revisions.filter(({ owner }) => rollingKinds.has(owner.kind));
  for (const ofOne of Map.groupBy(rolled, ({ owner }) => keyOf(owner)).values()) {
    const sorted = ofOne.toSorted((a, b) => a.revision - b.revision);
    for (const [index, after] of sorted.entries()) {
      const moment = toMoment({
        sign: 'rollout',
        at: after.createdAt,
        subject: after.owner,
        hash: after.hash,
        image: after.images[0] ?? null,
        text: describeRollout(sorted[index - 1], after),
      });
      if (moment) yield moment;
    }
  }
}

/** Of a workload that keeps no old revisions, the number tells that it was rolled out before. */
function describeRollout(before: Revision | undefined, after: Revision): string {
  if (!before && after.revision <= 1) return 'was created';
  return `was rolled out, revision ${after.revision}${before ? describeImages(before, after) : ''}`;
}

function describeImages(before: Revision, after: Revision): string {
  const changed = after.images.filter((image) => !before.images.includes(image)).map(nameOf);
  const replaced = before.images.filter((image) => !after.images.includes(image)).map(nameOf);
  return changed.length === 0
    ? ', with the same images'
    : `, with ${changed.join(', ')} in place of ${replaced.join(', ') || 'none'}`;
}

/** An image without its registry and path: `payments:3.8.0`. */
function nameOf(image: string): string {
  return image.slice(image.lastIndexOf('/') + 1);
}

/** Each time that somebody changed the data of a ConfigMap, as managedFields keep it: the last time for each program. */
export function* configurationMoments(configMaps: readonly ConfigMap[]): Generator<Moment> {
  for (const { namespace, name, changes } of configMaps) {
    for (const { at, manager, keys } of changes) {
      const subject = { kind: 'ConfigMap', namespace, name };
      const text = `was changed by ${manager} (${keys.slice(0, 5).join(', ')}${keys.length > 5 ? ', ...' : ''})`;
      const moment = toMoment({ sign: 'configuration', at, subject, text });
      if (moment) yield moment;
    }
  }
}

/** When each alert that fires began, but for the one that always does. */
export function* alertMoments(alerts: readonly Alert[], watchdog: string | undefined): Generator<Moment> {
  for (const { name, state, labels, annotations, activeAt } of alerts) {
    if (state !== 'firing' || name === watchdog) continue;
    const subject = { kind: 'Alert', namespace: labels['namespace'] ?? null, name };
    const text = `fires${labels['severity'] ? ` (${labels['severity']})` : ''}: ${annotations['summary'] ?? annotations['description'] ?? ''}`;
    const moment = toMoment({ sign: 'alert', at: activeAt, subject, text });
    if (moment) yield moment;
  }
}
