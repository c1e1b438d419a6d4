import { describe, expect, it } from 'vitest';
import { type Moment, toMoment } from '#lib/checks/incident/moment.ts';
import { rankCauses } from '#lib/checks/incident/rank-causes.ts';
import { minutesAgo, now } from '../../support/observe.ts';

type Part = Partial<Omit<Moment, 'at'>> & Pick<Moment, 'sign'>;

/** A moment so many minutes before `now`. */
function moment(minutes: number, part: Part): Moment {
  const subject = part.subject ?? { kind: 'Node', namespace: null, name: 'node-1' };
  const made = toMoment({ text: part.sign, ...part, subject, at: minutesAgo(minutes) });
  if (!made) throw new Error('it bears an instant');
  return made;
}

/** A fault of a pod of Deployment shop/`app`, on node-2 unless told. */
function fault(minutes: number, app: string, sign: Moment['sign'], part: Partial<Moment> = {}): Moment {
  const owner = { kind: 'Deployment', namespace: 'shop', name: app };
  return moment(minutes, {
    sign,
    owner,
    subject: { ...owner, kind: 'Pod', name: `${app}-1` },
    node: 'node-2',
    hash: 'h1',
    ...part,
  });
}

const ofApp = (name: string) => ({ kind: 'Deployment', namespace: 'shop', name });
const onNode = { node: 'node-1' };

/** What is ranked, in its order: `rule subject: owners that it accounts for`. */
function ranked(...timeline: Moment[]): string[] {
  return rankCauses(
    timeline.toSorted((a, b) => (a.at < b.at ? -1 : 1)),
    now,
  ).map(({ rule, confidence, subject, effects }) => {
    const owners = [...new Set(effects.map(({ owner }) => owner.name))];
    return `${rule} (${confidence}) ${subject.name}: ${owners.join(', ')}`;
  });
}

describe('rankCauses', () => {
  it.each<[string, Moment[], string[]]>([
    ['nothing', [], []],
    [
      'a node that went before its pods, and took a replacement with it',
      [
        moment(40, { sign: 'node-lost', ...onNode }),
        fault(40, 'cart', 'pod-not-ready', onNode),
        fault(35, 'redis', 'pod-lost', onNode),
        fault(34, 'redis', 'pod-not-ready'),
      ],
      ['node-lost (certain) node-1: cart, redis'],
    ],
    [
      'a node that went after its pods had failed',
      [fault(60, 'cart', 'pod-crashed', onNode), moment(40, { sign: 'node-lost', ...onNode })],
      ['node-lost (certain) node-1: ', 'broke-first (possible) cart: cart'],
    ],
    [
      'a node that came back',
      [moment(40, { sign: 'node-lost', ...onNode }), moment(30, { sign: 'node-back', ...onNode })],
      [],
    ],
    [
      'a full disk before evictions, on that node only',
      [
        moment(40, { sign: 'node-pressure', ...onNode }),
        fault(39, 'cart', 'pod-evicted', onNode),
        fault(39, 'web', 'pod-evicted'),
      ],
      ['node-pressure (certain) node-1: cart'],
    ],
    [
      'a rollout five minutes before the first crash of its own pods',
      [
        moment(20, { sign: 'rollout', subject: ofApp('cart'), hash: 'h1' }),
        fault(15, 'cart', 'pod-crashed'),
        fault(15, 'web', 'pod-crashed', { hash: 'h2' }),
      ],
      ['rollout (likely) cart: cart', 'broke-first (possible) web: web'],
    ],
    [
      'a rollout whose pods never started',
      [moment(20, { sign: 'rollout', subject: ofApp('cart'), hash: 'h1' }), fault(20, 'cart', 'image-failed')],
      ['rollout (certain) cart: cart'],
    ],
    [
      'a rollout, and a crash of the revision before it',
      [moment(20, { sign: 'rollout', subject: ofApp('cart'), hash: 'h2' }), fault(15, 'cart', 'pod-crashed')],
      ['broke-first (possible) cart: cart'],
    ],
    [
      'a rollout of long ago',
      [moment(60, { sign: 'rollout', subject: ofApp('cart'), hash: 'h1' }), fault(15, 'cart', 'pod-crashed')],
      ['broke-first (possible) cart: cart'],
    ],
    [
      'a changed ConfigMap before restarts in its namespace',
      [
        moment(20, { sign: 'configuration', subject: { kind: 'ConfigMap', namespace: 'shop', name: 'settings' } }),
        fault(10, 'cart', 'pod-crashed'),
        fault(9, 'web', 'pod-crashed'),
      ],
      ['configuration (possible) settings: cart, web'],
    ],
    [
      'a changed ConfigMap of another namespace',
      [
        moment(20, { sign: 'configuration', subject: { kind: 'ConfigMap', namespace: 'other', name: 'settings' } }),
        fault(10, 'cart', 'pod-crashed'),
      ],
      ['broke-first (possible) cart: cart'],
    ],
    [
      'a registry that gives no image of three workloads',
      ['cart', 'web', 'api'].map((app) => fault(10, app, 'image-failed', { image: `registry.example/${app}:1` })),
      ['registry (likely) registry.example: cart, web, api'],
    ],
    [
      'three workloads with one image that does not exist',
      ['cart', 'web', 'api'].map((app) => fault(10, app, 'image-failed', { image: 'registry.example/base:1' })),
      ['broke-first (possible) cart: cart', 'broke-first (possible) web: web', 'broke-first (possible) api: api'],
    ],
    [
      'CoreDNS before many health failures',
      [
        fault(20, 'coredns', 'pod-not-ready', {
          owner: { kind: 'Deployment', namespace: 'kube-system', name: 'coredns' },
        }),
        ...['cart', 'web', 'api'].map((app, index) => fault(18 - index, app, 'pod-not-ready')),
      ],
      ['dns (likely) coredns: coredns, cart, web, api'],
    ],
    [
      'a container killed for memory, with the crashes of it',
      [fault(30, 'cart', 'pod-crashed'), fault(20, 'cart', 'pod-out-of-memory')],
      ['memory (certain) cart: cart'],
    ],
    ['a pod without room', [fault(30, 'cart', 'pod-unscheduled')], ['no-room (certain) cart: cart']],
    ['what was evicted and replaced', [fault(30, 'cart', 'pod-evicted')], []],
  ])('%s', (_case, timeline, causes) => {
    expect(ranked(...timeline)).toEqual(causes);
  });

  it('puts the recent before the old, the certain before the possible, the wide before the narrow, the first before the next', () => {
    const lost = (minutes: number, node: string, ...apps: string[]) => [
      moment(minutes, { sign: 'node-lost', subject: { kind: 'Node', namespace: null, name: node }, node }),
      ...apps.map((app) => fault(minutes, app, 'pod-not-ready', { node })),
    ];
    const timeline = [
      ...lost(600, 'old', 'a', 'b', 'c'),
      ...lost(20, 'narrow', 'd'),
      ...lost(10, 'wide', 'e', 'f'),
      fault(100, 'g', 'pod-crashed'),
      fault(90, 'h', 'pod-crashed'),
    ];
    expect(ranked(...timeline).map((line) => line.split(' ')[2])).toEqual(['wide:', 'narrow:', 'g:', 'h:', 'old:']);
  });

  it('names what failed before, where nothing that changed accounts for a fault', () => {
    const timeline = [
      moment(40, { sign: 'node-lost', ...onNode }),
      fault(40, 'redis', 'pod-not-ready', onNode),
      fault(20, 'cart', 'pod-not-ready'),
      fault(15, 'cart', 'pod-crashed', { text: 'ended with exit code 1' }),
    ];
    expect(rankCauses(timeline, now).at(-1)).toMatchObject({
      at: new Date(minutesAgo(20)).toISOString(),
      text: 'ended with exit code 1; nothing changed in it, but before it shop/redis failed',
    });
  });
});
