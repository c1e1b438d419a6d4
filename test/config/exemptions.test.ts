import { expect, it } from 'vitest';
import { loadConfig } from '#lib/config/load-config.ts';

const names = { knownChecks: { 'pods/ready': {}, 'nodes/ready': {} }, knownWindows: [] };
const top = 'schemaVersion: 1\ncluster: { name: shop }\nnamespaces: [shop]\n';

function load(exemption: string) {
  const text = `${top}exemptions:\n  - ${exemption}\n`;
  return loadConfig({ path: 'runbook.yaml', text, now: new Date('2026-03-02T07:00:00Z'), ...names });
}

const whole =
  'check: pods/ready, namespace: shop, name: "cart-*", label: app=cart, owner: Ann, reason: known, until: 2026-12-31';

it('takes an exemption that is whole', () => {
  expect(load(`{ ${whole} }`)).toMatchObject({
    config: { exemptions: [{ check: 'pods/ready', until: '2026-12-31' }] },
  });
});

it.each([
  ['a check that does not exist', whole.replace('pods/ready', 'pods/raedy'), 'check', 'unknown check "pods/raedy"'],
  ['an end that is no date', whole.replace('2026-12-31', 'soon'), 'until', 'expected a date such as "2026-12-31"'],
  ['a day that does not exist', whole.replace('2026-12-31', '2026-02-30'), 'until', 'expected a date such as'],
  ['no end', whole.replace(', until: 2026-12-31', ''), 'until', 'missing'],
  ['an empty owner', whole.replace('Ann', '" "'), 'owner', 'at least 1 character'],
  ['an empty reason', whole.replace('known', '""'), 'reason', 'at least 1 character'],
  ['a label without a value', whole.replace('app=cart', 'app'), 'label', 'expected a label such as app=checkout'],
])('refuses %s', (_case, exemption, key, message) => {
  const loaded = load(`{ ${exemption} }`);
  expect(loaded).toMatchObject({
    problems: [{ key: `exemptions.0.${key}`, message: expect.stringContaining(message) }],
  });
});
