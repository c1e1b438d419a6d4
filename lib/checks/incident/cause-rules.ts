import type { Subject } from '../check.ts';
import { type CauseRule, causedBy, causesByOwner, faultsOf, follows, minuteMs, ownersOf } from './cause.ts';
import { faultWords, keyOf, type Moment, shortName } from './moment.ts';

/** How long after a change a fault is still put down to it. */
const changeMinutes = 30;
/** How far back a failure is told as one that may have brought another about. */
const earlierMinutes = 60;
/** Of many pulls that fail, so many tell as much as all of them. */
const pullsCompared = 1000;
/** How long after the DNS went away the first failures of others come. */
const dnsMinutes = 15;

const nodeLost: CauseRule = {
  id: 'node-lost',
  why: 'a node went out of service before its pods failed',
  find: (timeline, faults) =>
    stillSo(timeline, 'node-lost', 'node-back').map((lost) => {
      const on = faults.filter((fault) => fault.node === lost.node && follows(fault, lost));
      const lostOwners = new Set(on.map(({ owner }) => keyOf(owner)));
      // the replacement of a lost pod fails elsewhere, for want of its volume or of room
      const replaced = faults.filter(
        (fault) => !on.includes(fault) && lostOwners.has(keyOf(fault.owner)) && isReplacement(fault, lost),
      );
      return causedBy(lost, 'certain', [...on, ...replaced]);
    }),
};

const nodePressure: CauseRule = {
  id: 'node-pressure',
  why: 'a node ran short of disk, memory or processes before its pods were evicted',
  find: (timeline, faults) =>
    timeline
      .filter(({ sign }) => sign === 'node-pressure')
      .map((short) => {
        const evicted = faults.filter((fault) => fault.sign === 'pod-evicted' && fault.node === short.node);
        return causedBy(
          short,
          'certain',
          evicted.filter((fault) => follows(fault, short)),
        );
      }),
};

const nodeBroken: CauseRule = {
  id: 'node-broken',
  why: 'a node reported a fault of its own before its pods failed',
  find: (timeline, faults) =>
    timeline
      .filter(({ sign }) => sign === 'node-broken')
      .map((broken) => ({
        broken,
        on: faults.filter((fault) => fault.node === broken.node && follows(fault, broken, changeMinutes)),
      }))
      .filter(({ on }) => on.length > 0)
      .map(({ broken, on }) => causedBy(broken, 'likely', on)),
};

const registry: CauseRule = {
  id: 'registry',
  why: 'several images of different workloads could not be pulled within minutes',
  find(_timeline, faults) {
    const failed = faults.filter(({ sign }) => sign === 'image-failed').slice(0, pullsCompared);
    const first = failed.find((fault) => new Set(within(failed, fault).map(({ image }) => image)).size >= 3);
    if (!first) return [];
    const effects = within(failed, first);
    if (ownersOf(effects).length < 3) return [];
    const host = first.image?.split('/')[0] ?? '';
    const subject = { kind: 'Registry', namespace: null, name: host };
    const text = `gave none of ${new Set(effects.map(({ image }) => image)).size} images; the first: ${first.text}`;
    return [{ confidence: 'likely', subject, at: first.at, text, effects }];
  },
};

const rollout: CauseRule = {
  id: 'rollout',
  why: 'pods of a new revision failed right after it was rolled out',
  find(timeline, faults) {
    const byRevision = Map.groupBy(faults, ({ owner, hash }) => `${keyOf(owner)}\n${hash}`);
    return timeline.flatMap((change) => {
      const ofIt = change.sign === 'rollout' ? byRevision.get(`${keyOf(change.subject)}\n${change.hash}`) : undefined;
      const soon = (ofIt ?? []).filter((fault) => follows(fault, change, changeMinutes));
      // Of a crash loop only the last end may be known: what befell a pod soon after the change goes on.
      const pods = new Set(soon.map(({ subject }) => keyOf(subject)));
      const effects = (ofIt ?? []).filter((fault) => pods.has(keyOf(fault.subject)) && follows(fault, change));
      const neverStarted = effects.some(({ sign }) => sign === 'image-failed' || sign === 'misconfigured');
      const named = withEffect(change, effects);
      return effects.length > 0 ? [causedBy(named, neverStarted ? 'certain' : 'likely', effects)] : [];
    });
  },
};

const memory: CauseRule = {
  id: 'memory',
  why: 'the kernel killed a container that reached its memory limit',
  find(_timeline, faults) {
    const killed = new Set(faults.filter(({ sign }) => sign === 'pod-out-of-memory').map(({ owner }) => keyOf(owner)));
    const ofThem = faults.filter(({ sign, owner }) => killed.has(keyOf(owner)) && sign !== 'pod-evicted');
    return causesByOwner(ofThem, 'certain');
  },
};

const noRoom: CauseRule = {
  id: 'no-room',
  why: 'the scheduler found no node for a pod',
  find: (_timeline, faults) =>
    causesByOwner(
      faults.filter(({ sign }) => sign === 'pod-unscheduled'),
      'certain',
    ),
};

const dns: CauseRule = {
  id: 'dns',
  why: 'CoreDNS was not well before several workloads failed',
  find(_timeline, faults) {
    const isDns = ({ owner }: Moment) => owner.namespace === 'kube-system' && owner.name === 'coredns';
    const own = faults.filter(isDns);
    const first = own[0];
    if (!first) return [];
    const others = faults.filter((fault) => !isDns(fault) && isOfContainer(fault) && follows(fault, first, dnsMinutes));
    if (ownersOf(others).length < 3) return [];
    return [{ ...causedBy(first, 'likely', [...own, ...others]), subject: first.owner }];
  },
};

const configuration: CauseRule = {
  id: 'configuration',
  why: 'a ConfigMap of the namespace was changed shortly before pods failed',
  find: (timeline, faults) =>
    timeline
      .filter(({ sign }) => sign === 'configuration')
      .flatMap((change) => {
        const inNamespace = faults.filter((fault) => fault.subject.namespace === change.subject.namespace);
        const effects = inNamespace.filter((fault) => isOfContainer(fault) && follows(fault, change, changeMinutes));
        return effects.length > 0 ? [causedBy(withEffect(change, effects), 'possible', effects)] : [];
      }),
};

const brokeFirst: CauseRule = {
  id: 'broke-first',
  why: 'nothing that changed before it accounts for it; workloads that failed first come first',
  // a lost or evicted pod has been replaced: what is wrong is said of its replacement
  find(timeline, faults) {
    const causes = causesByOwner(
      faults.filter(({ sign }) => sign !== 'pod-evicted' && sign !== 'pod-lost'),
      'possible',
    );
    const all = Map.groupBy(faultsOf(timeline), ({ owner }) => owner.namespace);
    return causes.map((cause) => {
      return { ...cause, text: `${cause.text}${describeEarlier(all.get(cause.subject.namespace) ?? [], cause)}` };
    });
  },
};

/** In the order in which they account for faults: what objects record before what only the time suggests. */
export const causeRules: readonly CauseRule[] = [
  nodeLost,
  nodePressure,
  registry,
  noRoom,
  rollout,
  memory,
  dns,
  nodeBroken,
  configuration,
  brokeFirst,
];

/** Moments of a sign that no later moment of the same subject has ended. */
function stillSo(timeline: readonly Moment[], sign: Moment['sign'], end: Moment['sign']): Moment[] {
  const ends = new Map(
    timeline.filter(({ sign: ended }) => ended === end).map(({ subject, at }) => [keyOf(subject), at]),
  );
  const isEnded = ({ subject, at }: Moment) => (ends.get(keyOf(subject)) ?? '') > at;
  return timeline.filter((moment) => moment.sign === sign && !isEnded(moment));
}

/** Signs of a process that ran, or should: what a change of its surroundings can bring about. */
function isOfContainer({ sign }: Moment): boolean {
  return sign === 'pod-crashed' || sign === 'pod-not-ready' || sign === 'misconfigured';
}

function isReplacement(fault: Moment, lost: Moment): boolean {
  return follows(fault, lost, changeMinutes) && (fault.sign === 'pod-not-ready' || fault.sign === 'pod-unscheduled');
}

function within(faults: readonly Moment[], first: Moment): Moment[] {
  return faults.filter((fault) => fault.at >= first.at && follows(fault, first, 15));
}

/** Which other workloads of the namespace had failed in the hour before: one of them may be what it depends on. */
function describeEarlier(faults: readonly Moment[], { subject, at }: { subject: Subject; at: string }): string {
  const before = faults.filter(
    (moment) =>
      keyOf(moment.owner) !== keyOf(subject) &&
      moment.at < at &&
      Date.parse(at) - Date.parse(moment.at) <= earlierMinutes * minuteMs,
  );
  const names = ownersOf(before).slice(0, 3).map(shortName);
  return names.length > 0 ? `; nothing changed in it, but before it ${names.join(', ')} failed` : '';
}

/** A change told with what came of it, and how soon. */
function withEffect(change: Moment, [first]: readonly Moment[]): Moment {
  if (!first) return change;
  const afterMinutes = Math.max(0, Math.round((Date.parse(first.at) - Date.parse(change.at)) / minuteMs));
  return {
    ...change,
    text: `${change.text}; ${afterMinutes} min later ${first.subject.name} ${faultWords[first.sign]}`,
  };
}
