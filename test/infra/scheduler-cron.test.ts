import { describe, expect, it } from 'vitest';
import { type CronFields, readCron } from '#lib/config/cron.ts';
import { dailyHours, toSchedulerCron } from '#lib/infra/scheduler-cron.ts';

function cronOf(text: string): CronFields {
  const cron = readCron(text);
  if ('mistake' in cron) throw new Error(cron.mistake);
  return cron;
}

describe('a cron for EventBridge Scheduler', () => {
  it.each([
    ['every day at eight', '0 8 * * *', 'cron(0 8 * * ? *)'],
    ['weekdays by cron’s numbers', '0 8 * * 1-5', 'cron(0 8 ? * MON,TUE,WED,THU,FRI *)'],
    ['Sunday as 7, over the end of the week', '0 8 * * 5-7', 'cron(0 8 ? * SUN,FRI,SAT *)'],
    ['weekdays by name', '0 9 * * mon', 'cron(0 9 ? * MON *)'],
    ['the first of each quarter', '0 10 1 1,4,7,10 *', 'cron(0 10 1 1,4,7,10 ? *)'],
    ['steps and ranges', '*/15 8-10 * * *', 'cron(0,15,30,45 8,9,10 * * ? *)'],
    ['all weekdays written out', '0 8 1 * 0-6', 'cron(0 8 1 * ? *)'],
  ])('%s', (_name, cron, expected) => {
    expect(toSchedulerCron(cronOf(cron))).toBe(expected);
  });

  it('refuses dates and weekdays at once, which cron takes as either and Scheduler not at all', () => {
    expect(toSchedulerCron(cronOf('0 8 1 * 1'))).toEqual({
      mistake:
        'names days of the month and days of the week; EventBridge Scheduler takes one of them, so put * for the other',
    });
  });
});

describe('the hours of a daily cron', () => {
  it.each([
    ['every day', '30 8,14 * * *', [8, 14]],
    ['not at weekends', '0 8 * * 1-5', []],
    ['the first of a month', '0 8 1 * *', []],
    ['in summer', '0 8 * 6-8 *', []],
  ])('%s', (_name, cron, expected) => {
    expect([...dailyHours(cronOf(cron))]).toEqual(expected);
  });
});
