/** Times and durations in words: "12 s ago", "14:03", "yesterday 08:30", "Wed 08:30", "3 Nov". */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });
const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short' });
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short' });
const dateWithYear = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' });

/** When something happened, as seen at `now` (both milliseconds since 1970). */
export function when(at: number, now: number): string {
  const age = now - at;
  if (age < 5_000) return 'now';
  if (age < MINUTE) return `${Math.floor(age / 1000)} s ago`;
  if (age < HOUR) return `${Math.floor(age / MINUTE)} min ago`;
  const days = dayNumber(now) - dayNumber(at);
  if (days === 0) return clock.format(at);
  if (days === 1) return `yesterday ${clock.format(at)}`;
  if (days < 7) return `${weekday.format(at)} ${clock.format(at)}`;
  return new Date(at).getFullYear() === new Date(now).getFullYear()
    ? date.format(at)
    : dateWithYear.format(at);
}

/** "14:03". */
export function timeOfDay(at: number): string {
  return clock.format(at);
}

/** A length of time in its largest unit: "8 s", "4 min", "2 h", "3 days". */
export function duration(ms: number): string {
  if (ms < MINUTE) return `${Math.max(0, Math.floor(ms / 1000))} s`;
  if (ms < HOUR) return `${Math.floor(ms / MINUTE)} min`;
  if (ms < DAY) return `${Math.floor(ms / HOUR)} h`;
  const days = Math.floor(ms / DAY);
  return days === 1 ? '1 day' : `${days} days`;
}

/** When the day of a moment began here, milliseconds since 1970. */
export function midnight(at: number): number {
  return new Date(at).setHours(0, 0, 0, 0);
}

function dayNumber(at: number): number {
  const day = new Date(at);
  return Math.floor(Date.UTC(day.getFullYear(), day.getMonth(), day.getDate()) / DAY);
}
