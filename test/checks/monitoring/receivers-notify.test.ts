import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { monitoringReceiversNotify } from '#lib/checks/monitoring/receivers-notify.ts';
import { toAlertmanagerStatus } from '#lib/cluster/sources/alertmanager-status.ts';
import { observe } from '../../support/observe.ts';

function judge(original: string) {
  const { observations, conclusion } = observe(monitoringReceiversNotify, {
    alertmanagerStatus: toAlertmanagerStatus({ config: { original } }, parse),
  });
  return [observations.map(({ message }) => message), conclusion];
}

it.each<[string, string, string[], number]>([
  ['has an integration', 'route: { receiver: a }\nreceivers: [{ name: a, slack_configs: [{ channel: x }] }]', [], 1],
  ['is meant to tell nobody', 'route: { receiver: shop/main/null }\nreceivers: [{ name: shop/main/null }]', [], 1],
  ['is not routed to', 'route: {}\nreceivers: [{ name: a }]', [], 0],
  [
    'has an empty list',
    'route: { receiver: a }\nreceivers: [{ name: a, slack_configs: [] }]',
    ['Alerts are routed to receiver a, which has no integration: nobody is told'],
    1,
  ],
  [
    'is routed to from deep down',
    'route: { receiver: b, routes: [{ routes: [{ receiver: a }] }] }\nreceivers: [{ name: a }, { name: b, email_configs: [{}] }]',
    ['Alerts are routed to receiver a, which has no integration: nobody is told'],
    2,
  ],
])('a receiver that %s', (_, original, expected, examined) => {
  expect(judge(original)).toEqual([expected, examined]);
});

it.each(['', 'a: [', 'route: 5', 'receivers: none', '<hidden>'])(
  'is unknown where the configuration is %j',
  (original) => {
    expect(judge(original)).toEqual([[], { unknown: 'Alertmanager does not show a configuration that can be read' }]);
  },
);
