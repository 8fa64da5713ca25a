const pad = (value: number, width: number): string => String(value).padStart(width, '0');

interface Parts {
  readonly date: string;
  readonly clock: string;
  readonly micros: number;
}

/** `minutes`: offset of the zone from UTC. Times are milliseconds since the epoch, with thousandths. */
function parts(time: number, minutes: number): Parts {
  const local = time + minutes * 60_000;
  const iso = new Date(Math.floor(local)).toISOString();
  const micros = Math.min(999_999, Math.floor((local - Math.floor(local / 1000) * 1000) * 1000));
  return { date: iso.slice(0, 10), clock: iso.slice(11, 19), micros };
}

const offsetOf = (minutes: number, colon: string): string => {
  const hours = pad(Math.floor(Math.abs(minutes) / 60), 2);
  return `${minutes < 0 ? '-' : '+'}${hours}${colon}${pad(Math.abs(minutes) % 60, 2)}`;
};

/** `2026-11-22T12:30:09.835Z` (3.4), `2026-11-22T07:32:00.975121-0500` (3.5 on). */
export function zapStamp(time: number, minutes: number, digits: 3 | 6): string {
  const { date, clock, micros } = parts(time, minutes);
  const fraction = pad(micros, 6).slice(0, digits);
  return `${date}T${clock}.${fraction}${minutes === 0 ? 'Z' : offsetOf(minutes, '')}`;
}

/** `2026-11-22 13:13:01.782733`: local time without a zone. */
export function capnslogStamp(time: number, minutes: number): string {
  const { date, clock, micros } = parts(time, minutes);
  return `${date} ${clock}.${pad(micros, 6)}`;
}

/** `2026/11/22 13:13:01`: the standard library's logger, which raft writes with in 3.4. */
export function goLogStamp(time: number, minutes: number): string {
  const { date, clock } = parts(time, minutes);
  return `${date.replaceAll('-', '/')} ${clock}`;
}

/** Go's `Time.String()`: `2026-11-22 13:13:02.498143221 +0000 UTC m=+0.755604582`. */
export function goTime(time: number, minutes: number, startedAt: number): string {
  const { date, clock, micros } = parts(time, minutes);
  const zone = minutes === 0 ? '+0000 UTC' : `${offsetOf(minutes, '')} ${offsetOf(minutes, '').slice(0, 3)}`;
  return `${date} ${clock}.${pad(micros, 6)}411 ${zone} m=+${((time - startedAt) / 1000).toFixed(9)}`;
}

/** `2024-12-15T03:15:23+0000`: journalctl -o short-iso of systemd up to 254. */
export function journalStamp(time: number, minutes: number): string {
  const { date, clock } = parts(time, minutes);
  return `${date}T${clock}${offsetOf(minutes, '')}`;
}

/** `2024-12-15T03:15:23.123456789Z`: a container runtime. */
export function criStamp(time: number): string {
  const { date, clock, micros } = parts(time, 0);
  return `${date}T${clock}.${pad(micros, 6)}207Z`;
}

/** `E1122 13:13:01.782733`: klog. */
export function klogStamp(time: number): string {
  const { date, clock, micros } = parts(time, 0);
  return `${date.slice(5, 7)}${date.slice(8, 10)} ${clock}.${pad(micros, 6)}`;
}
