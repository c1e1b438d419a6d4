import { describe, expect, it } from 'vitest';
import { complaintsAbout, leastConfig } from './sample-config.ts';

const contacts = 'contacts: [{ id: primary, name: Platform }, { id: lead, name: Lead, phone: "+1" }]\n';
const channels = 'channels: { pagerduty: Platform, slack: "#alerts" }\n';

/** What is wrong with these levels, which stand from line 7 on, and this rest of the section. */
function complaintsOf(levels: readonly string[], rest = ''): string[] {
  const lines = levels.map((level) => `    - { name: ${level} }\n`).join('');
  return complaintsAbout(`${leastConfig}${contacts}${channels}escalation:\n${rest}  levels:\n${lines}`).map((text) =>
    text.replace(/^runbook.yaml:\d+:\d+ {2}/, ''),
  );
}

const first = 'One, contact: primary, respondMinutes: 15, escalateMinutes: 30, channels: [pagerduty]';

describe('an escalation', () => {
  it('with levels that can be reached is right', () => {
    expect(
      complaintsOf([first, 'Two, contact: lead, respondMinutes: 5, escalateMinutes: 9, channels: [phone]']),
    ).toEqual([]);
  });

  it('that is not written is the shipped one, and is right without contacts', () => {
    expect(complaintsAbout(leastConfig)).toEqual([]);
  });

  it('has somebody behind each level', () => {
    expect(complaintsOf([first.replace('primary', 'primery')])).toEqual([
      'escalation.levels.0.contact: level "One" has nobody behind it: no contact has the id "primery" (contacts: primary, lead); did you mean primary?',
    ]);
  });

  it('has an address for each channel', () => {
    expect(complaintsOf([first.replace('[pagerduty]', '[pagerduty, email]')])).toEqual([
      'escalation.levels.0.channels.1: channel email has no address: channels.email is missing (known: pagerduty, slack)',
    ]);
    expect(complaintsOf([first], '  routes: { warning: { pages: false, channels: [phone] } }\n')).toEqual([
      'escalation.routes.warning.channels.0: channel phone has no address: channels.phone is missing (known: pagerduty, slack)',
    ]);
    expect(complaintsOf([first], '  digest: { channels: [slack, email] }\n')).toEqual([
      'escalation.digest.channels.1: channel email has no address: channels.email is missing (known: pagerduty, slack)',
    ]);
  });

  it('takes what is a contact’s own for an address', () => {
    const own = 'contacts: [{ id: primary, name: Platform, pagerdutyRoutingKey: "env:KEY" }]\n';
    const levels = `escalation:\n  levels:\n    - { name: ${first} }\n`;
    expect(complaintsAbout(`${leastConfig}${own}${levels}`)).toEqual([]);
  });

  it('has a way to each level, once it has any', () => {
    expect(complaintsOf([first], '  delivery: { pagerdutyRoutingKey: "env:KEY" }\n')).toEqual([]);
    expect(complaintsOf([first], '  delivery: { slackWebhook: "env:SLACK" }\n')).toEqual([
      'escalation.levels.0.channels: level "One" cannot be paged: nothing leads to pagerduty; write escalation.delivery.pagerdutyRoutingKey, or give it another channel',
    ]);
    const byPhone = first.replace('[pagerduty]', '[pagerduty, phone]').replace('primary', 'lead');
    expect(complaintsOf([byPhone], '  delivery: { slackWebhook: "env:SLACK" }\n')).toEqual([]);
  });

  it('holds its drill at a time that there is', () => {
    expect(complaintsOf([first], '  alertPath: { drillAt: "0 11 15 * *" }\n')).toEqual([]);
    expect(complaintsOf([first], '  alertPath: { drillAt: "0 25 15 * *" }\n')).toEqual([
      'escalation.alertPath.drillAt: expected a cron such as "0 11 15 * *", found "0 25 15 * *": its hour "25" is not in 0-23',
    ]);
  });

  it('has no step that is never reached', () => {
    expect(complaintsOf([first.replace('15', '30')])).toEqual([
      'escalation.levels.0.respondMinutes: level "One" would never be paged again: it responds within 30 minutes, and the next step comes after 30; choose less, or set repageOnMissedResponse: false',
    ]);
    const second = 'Two, contact: lead, respondMinutes: 5, escalateMinutes: 30, channels: [phone]';
    expect(complaintsOf([first, second], '  clocksFrom: incident\n')).toEqual([
      'escalation.levels.1.escalateMinutes: level "Two" has no time of its own: counted from the incident\'s begin it ends after 30 minutes, and it is paged after 30; choose more, or set clocksFrom: level',
    ]);
  });

  it('names each level once', () => {
    expect(complaintsOf([first, first])).toEqual([
      'escalation.levels.1.name: written twice: another level is called "One"',
    ]);
  });

  it('refuses a channel that it does not know', () => {
    expect(complaintsOf([first.replace('pagerduty', 'pager')])[0]).toContain(
      'expected pagerduty, phone, slack or email, found "pager"',
    );
  });

  it('informs nobody through PagerDuty, which only pages', () => {
    expect(complaintsOf([first], '  routes: { warning: { pages: false, channels: [pagerduty] } }\n')[0]).toContain(
      'expected phone, slack or email, found "pagerduty"',
    );
  });

  it('takes references to secrets, never secrets', () => {
    expect(complaintsOf([first], '  delivery: { pagerdutyRoutingKey: plain }\n')).toEqual([
      'escalation.delivery.pagerdutyRoutingKey: expected a reference to a secret, never the secret: env:NAME, file:PATH, ssm:NAME or secretsmanager:ID, found "plain"',
    ]);
  });

  it('has links to an address that is encrypted on the way', () => {
    expect(complaintsOf([first], "  links: { baseUrl: 'http://ack.example.org', secret: 'env:LINKS' }\n")).toEqual([
      'escalation.links.baseUrl: expected an address that starts with https://, found "http://ack.example.org"',
    ]);
  });
});
