/** Whether `zone` names a time zone that this host knows: links such as Asia/Kolkata do, offsets such as +02:00 do not. */
export function isTimeZone(zone: string): boolean {
  // The first DateTimeFormat of a process loads its locale, about 15 ms; the list of zones takes 2.
  if (zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone)) return true;
  try {
    return /^[A-Z]/i.test(zone) && Boolean(new Intl.DateTimeFormat('en', { timeZone: zone }));
  } catch {
    return false;
  }
}

const dayMs = 24 * 3600 * 1000;
/** Shorter than any stretch between two changes; in Morocco it was the month of Ramadan. */
const stepDays = 14;

/** Whether clocks in `zone` change within the year from `now`. `zone` is a valid time zone. */
export function hasClockChanges(zone: string, now: Date): boolean {
  const format = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' });
  const offsetAt = (at: number) => format.formatToParts(at).find((part) => part.type === 'timeZoneName')?.value;
  const today = offsetAt(now.getTime());
  for (let day = stepDays; day <= 366; day += stepDays) {
    if (offsetAt(now.getTime() + day * dayMs) !== today) return true;
  }
  return false;
}
