import { describe, expect, it } from 'vitest';
import { complaintsAbout, leastConfig } from './sample-config.ts';

const workload = (more: string) => `  - { name: web, namespace: shop, labels: { app: web }${more} }\n`;

describe('workloads', () => {
  it('a namespace that is not among namespaces', () => {
    const text = `${leastConfig}workloads:\n  - { name: web, namespace: shopp, labels: { app: web } }\n`;
    expect(complaintsAbout(text)).toEqual([
      'runbook.yaml:5:29  workloads.0.namespace: expected one of namespaces (shop, monitoring), found "shopp"; did you mean shop?',
    ]);
  });

  it('a health path without service and port', () => {
    expect(complaintsAbout(`${leastConfig}workloads:\n${workload(', healthPath: /up')}`)).toEqual([
      'runbook.yaml:5:5  workloads.0.service: missing; healthPath is asked through service and port',
      'runbook.yaml:5:5  workloads.0.port: missing; healthPath is asked through service and port',
    ]);
  });

  it('the same workload twice, the kind left out once', () => {
    const text = `${leastConfig}workloads:\n${workload('')}${workload(', kind: Deployment')}`;
    expect(complaintsAbout(text)).toEqual([
      'runbook.yaml:6:13  workloads.1.name: written twice: it is already workloads.0.name',
    ]);
  });

  it('one name for two kinds and in two namespaces is no mistake', () => {
    const elsewhere = workload('').replace('shop', 'monitoring');
    const text = `${leastConfig}workloads:\n${workload('')}${workload(', kind: StatefulSet')}${elsewhere}`;
    expect(complaintsAbout(text)).toEqual([]);
  });

  it('a mistake in the same workload does not hide it', () => {
    const text = `${leastConfig}workloads:\n  - { name: web, namespace: web, labels: { app: web }, port: http }\n`;
    expect(complaintsAbout(text)).toEqual([
      'runbook.yaml:5:29  workloads.0.namespace: expected one of namespaces (shop, monitoring), found "web"',
      'runbook.yaml:5:62  workloads.0.port: expected a number, found "http"',
    ]);
  });
});

it('a namespace and a contact written twice', () => {
  const text = `${leastConfig.replace('monitoring', 'shop')}contacts:\n  - { id: lead, name: A }\n  - { id: lead, name: B }\n`;
  expect(complaintsAbout(text)).toEqual([
    'runbook.yaml:3:20  namespaces.1: written twice: it is already namespaces.0',
    'runbook.yaml:6:11  contacts.1.id: written twice: it is already contacts.0.id',
  ]);
});

const at = (schedule: string, timeZone: string) =>
  `${leastConfig}timeZone: ${timeZone}\nwindows:\n  daily-morning: { schedule: "${schedule}" }\n`;

describe('schedules and clock changes', () => {
  const refused = (zone: string) => [
    `runbook.yaml:6:30  windows.daily-morning.schedule: a window cannot run between 01:00 and 03:00 in ${zone}: when clocks change, that hour is skipped or comes twice; choose another hour, or set timeZone: UTC`,
  ];

  it.each([
    ['30 2 * * *', 'Europe/Berlin'],
    ['0 1 * * 1', 'Europe/London'],
    ['15 */2 * * *', 'America/New_York'],
    ['0 0/2 * * *', 'Asia/Jerusalem'],
    ['59 0-1 * * *', 'Australia/Sydney'],
  ])('%s is refused in %s', (schedule, zone) => {
    expect(complaintsAbout(at(schedule, zone))).toEqual(refused(zone));
  });

  it.each([
    ['30 2 * * *', 'UTC'],
    ['30 2 * * *', 'Africa/Lagos'],
    ['30 2 * * *', 'Asia/Kolkata'],
    ['59 0 * * *', 'Europe/Berlin'],
    ['0 */3 * * *', 'Europe/Berlin'],
    ['0 3 * * *', 'Europe/Berlin'],
    ['0 12,13 2 1-2 *', 'Europe/Berlin'],
  ])('%s is allowed in %s', (schedule, zone) => {
    expect(complaintsAbout(at(schedule, zone))).toEqual([]);
  });

  it('is in UTC where no zone is given', () => {
    expect(complaintsAbout(at('30 2 * * *', 'UTC').replace('timeZone: UTC\n', ''))).toEqual([]);
  });

  it('goes by what the zone does from now on', () => {
    const text = at('30 2 * * *', 'America/Sao_Paulo');
    expect(complaintsAbout(text, { at: new Date('2018-06-01T00:00:00Z') })).toEqual(refused('America/Sao_Paulo'));
    expect(complaintsAbout(text, { at: new Date('2026-06-01T00:00:00Z') })).toEqual([]);
  });

  it('sees clocks that are changed for a month only', () => {
    const text = at('30 2 * * *', 'Africa/Casablanca');
    expect(complaintsAbout(text, { at: new Date('2024-06-01T00:00:00Z') })).toEqual(refused('Africa/Casablanca'));
  });

  it('counts the time zone that an override sets', () => {
    const sets = ['timeZone=Europe/Berlin'];
    expect(complaintsAbout(at('30 2 * * *', 'UTC'), { sets })).toEqual(refused('Europe/Berlin'));
  });
});

describe('a schedule that is no five-field cron', () => {
  it.each([
    ['08:00', 'a cron has five fields: minute, hour, day of the month, month, day of the week'],
    ['0 8 * * ? *', 'a cron has five fields: minute, hour, day of the month, month, day of the week'],
    ['60 8 * * *', 'its minute "60" is not in 0-59'],
    ['0 24 * * *', 'its hour "24" is not in 0-23'],
    ['0 8 0 * *', 'its day of the month "0" is not in 1-31'],
    ['0 8 * 13 *', 'its month "13" is not in 1-12'],
    ['0 8 * * 8', 'its day of the week "8" is not in 0-7'],
    ['0 8 * * monday', 'its day of the week "monday" is not in 0-7'],
    ['0 18-8 * * *', 'its hour "18-8" is not in 0-23'],
    ['0 */0 * * *', 'its hour "*/0" is not in 0-23'],
    ['0 8,, * * *', 'its hour "" is not in 0-23'],
  ])('%s', (schedule, why) => {
    expect(complaintsAbout(at(schedule, 'UTC'))).toEqual([
      `runbook.yaml:6:30  windows.daily-morning.schedule: expected a cron such as "0 8 * * 1-5", found "${schedule}": ${why}`,
    ]);
  });

  it.each(['0 8 * * MON-FRI', '*/5 0,12 1 jan,Jul 7', '5/15 8-18/2 * * *', '0 8 1 2-feb sun-6'])(
    '%s is one',
    (schedule) => {
      expect(complaintsAbout(at(schedule, 'UTC'))).toEqual([]);
    },
  );
});
