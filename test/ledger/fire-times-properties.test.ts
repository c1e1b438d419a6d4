import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fireTimes, localDay, localTime } from '#lib/ledger/fire-times.ts';

const zones = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata', 'UTC');
const hourly = fc.record({ minute: fc.integer({ min: 0, max: 59 }), hours: fc.constantFrom('*', '1-3', '2', '8,14') });
const schedules = fc.record({
  timeZone: zones,
  schedule: hourly.map(({ minute, hours }) => `${minute} ${hours} * * *`),
});
/** Within some days around a change of clocks. */
const instants = fc
  .tuple(
    fc.constantFrom('2026-03-08', '2026-03-29', '2026-04-05', '2026-10-04', '2026-10-25', '2026-11-01'),
    fc.nat(5760),
  )
  .map(([day, minute]) => new Date(Date.parse(`${day}T00:00:00Z`) + (minute - 2880) * 60_000));

it('looking in two parts finds the same as looking at once', () => {
  fc.assert(
    fc.property(schedules, instants, fc.nat(4000), fc.nat(4000), (schedule, from, first, second) => {
      const middle = new Date(from.getTime() + first * 60_000);
      const end = new Date(middle.getTime() + second * 60_000);
      const parts = [...fireTimes(schedule, from, middle), ...fireTimes(schedule, middle, end)];
      expect(parts).toEqual(fireTimes(schedule, from, end));
    }),
    { numRuns: 150 },
  );
});

it('no time on the wall comes twice, and each is one that the schedule names', () => {
  fc.assert(
    fc.property(schedules, instants, (schedule, from) => {
      const times = fireTimes(schedule, from, new Date(from.getTime() + 3 * 86_400_000));
      const shown = times.map((at) => `${localDay(at, schedule.timeZone)} ${localTime(at, schedule.timeZone)}`);
      expect(new Set(shown).size).toBe(shown.length);
      const [minute = ''] = schedule.schedule.split(' ');
      expect(shown.filter((text) => !text.endsWith(`:${minute.padStart(2, '0')}`))).toEqual([]);
    }),
    { numRuns: 150 },
  );
});
