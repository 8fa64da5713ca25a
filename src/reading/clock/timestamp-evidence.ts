import { DAY, epochMicros, SECOND, type EpochMicros } from '../../model/units.js';
import { datesIn } from '../../parsers/dates.js';
import { capturedOf, EndStamps, type LocalStamp } from './end-stamps.js';

/** What the text at the ends of an input says about its clock: nothing of it is a record yet. */
export interface TimestampEvidence {
  /** Moment of the first stamp with a year, of those beside a stamp without one where there are any. */
  readonly reference: EpochMicros | null;
  /** The end of what it holds, where a heading says so: `-- Logs begin at …, end at … --`. */
  readonly end: EpochMicros | null;
  /** Offsets of local stamps, from lines that have a zoned one of the same moment beside it. */
  readonly offsets: readonly SeenOffset[];
  /** The offset in a process's own zoned stamps, most frequent: that of lines of it without one. */
  readonly processOffset: number | null;
  /** Hosts that local stamps are beside. */
  readonly hosts: ReadonlySet<string>;
  /** The first stamp without a year. */
  readonly yearless: { readonly month: number; readonly day: number } | null;
  /** Whether a stamp without a year is of 29 February. */
  readonly isLeap: boolean;
  /** When it was taken, where it says so: what `date` printed, or the first line of collected.txt. */
  readonly captured: EpochMicros | null;
  /** The last of its stamps that show their zone. */
  readonly last: EpochMicros | null;
  /** The last of those that do not; those without a year count only where none has one. */
  readonly lastLocal: LocalStamp | null;
}

export interface SeenOffset {
  readonly minutes: number;
  readonly count: number;
  /** Moments of the first and the last line that shows it. */
  readonly from: number;
  readonly to: number;
}

const FULL = /\b((?:19|20)\d\d)[-/](\d\d)[-/](\d\d)[T ](\d\d):(\d\d):(\d\d)/;
const ZONED = /(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d):(\d\d)(?:[.,]\d+)? ?(Z|[+-]\d\d:?\d\d)/;
const SYSLOG = /^([A-Z][a-z]{2}) ([ \d]\d) (\d\d):(\d\d):(\d\d)(?:\.\d+)? ([\w.:-]+)/;
const KLOG = /(?:^|[\s"])[IWEF](\d\d)(\d\d) \d\d:\d\d:\d\d\.\d{6}\s/;
/** etcd's old text form, bare, in a journal, a container's log or a JSON string. */
const OLD_TEXT = /(?:^|[\s"=])(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)\.\d{6} [CEWNIDT] \| /;
/** `journalctl -o json`, `-o export`, `-o short-unix`: seconds and microseconds since the epoch. */
const EPOCH = /(?:"__REALTIME_TIMESTAMP"\s*:\s*"|^__REALTIME_TIMESTAMP=|^)(\d{10})\.?(\d{6})(?=["\s]|$)/;
const HEADING = /^-- (?:Logs|Journal) begins? at (?:.*?)(?:, ends? at (.*?))?\.? --$/;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const PROCESS = /"ts":"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d{4})"/;

/** `head`: how the input begins. `tail`: whole lines from near its end, empty if it isn't at hand. */
export function timestampEvidence(head: string, tail = ''): TimestampEvidence {
  const votes = new Map<number, { count: number; from: number; to: number }>();
  const processes = new Map<number, number>();
  const hosts = new Set<string>();
  let beside: number | null = null;
  let first: number | null = null;
  let end: number | null = null;
  let yearless: TimestampEvidence['yearless'] = null;
  let isLeap = false;
  let entry: number | null = null;
  const ends = new EndStamps();
  let before = '';
  let captured: number | null = null;
  const lines = head.split('\n');
  for (const line of tail === '' ? lines : [...lines, ...tail.split('\n')]) {
    captured = capturedOf(line, before) ?? captured;
    before = line;
    const heading = line.startsWith('-- ') ? HEADING.exec(line) : null;
    if (heading !== null) {
      const stamp = FULL.exec(heading[1] ?? '');
      if (stamp !== null) end ??= utcOf(stamp);
      continue;
    }
    const realtime = EPOCH.exec(line);
    // An entry of the export form is several lines, and a blank one.
    if (realtime !== null) entry = Number(realtime[1]) * SECOND + Number(realtime[2]);
    else if (line === '') entry = null;
    const own = realtime !== null || line.startsWith('MESSAGE=') ? entry : null;
    first ??= own;
    const syslog = SYSLOG.exec(line);
    const month = syslog === null ? 0 : MONTHS.indexOf(syslog[1] ?? '') + 1;
    const klog = month > 0 ? null : KLOG.exec(line);
    const day =
      month > 0
        ? { month, day: Number(syslog?.[2]) }
        : klog !== null
          ? { month: Number(klog[1]), day: Number(klog[2]) }
          : null;
    if (month > 0) hosts.add(syslog?.[6] ?? '');
    if (day !== null && isDate(day)) {
      yearless ??= day;
      isLeap ||= day.month === 2 && day.day === 29;
    }
    const full = FULL.exec(line);
    ends.take(line, own, full, syslog, month);
    if (full !== null) {
      const moment = utcOf(full);
      if (day === null) first ??= own ?? moment;
      else if (Math.abs(nearestTo(moment, (year) => Date.UTC(year, day.month - 1, day.day) * 1000) - moment) < 2 * DAY)
        beside ??= moment;
    }
    const zoned = ZONED.exec(line);
    const utc = own ?? (zoned === null ? null : utcOf(zoned) - minutesOf(zoned[7] ?? 'Z') * 60 * SECOND);
    if (utc === null) continue;
    const old = OLD_TEXT.exec(line);
    let local: number | null = null;
    if (old !== null && (own !== null || old.index + old[0].search(/\d/) !== zoned?.index)) local = utcOf(old);
    else if (month > 0 && syslog !== null) {
      const [, , date, hour, minute, second] = syslog.map(Number) as [number, number, number, number, number, number];
      local = nearestTo(utc, (year) => Date.UTC(year, month - 1, date, hour, minute, second) * 1000);
    }
    if (local !== null) vote(votes, local, utc);
    else {
      const process = PROCESS.exec(line);
      const zone = process === null ? null : minutesOf(process[1] ?? 'Z');
      if (zone !== null) processes.set(zone, (processes.get(zone) ?? 0) + 1);
    }
  }
  const process = [...processes].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? null;
  const dated = beside === null && first === null && end === null ? dateIn(head) : null;
  const reference = beside ?? (end === null ? (first ?? dated) : null);
  return {
    reference: reference === null ? null : epochMicros(reference),
    end: end === null ? null : epochMicros(end),
    offsets: [...votes]
      .map(([minutes, seen]) => ({ minutes, ...seen }))
      .sort((a, b) => b.count - a.count || a.minutes - b.minutes),
    processOffset: process,
    hosts,
    yearless,
    isLeap,
    captured: captured === null ? null : epochMicros(captured),
    last: ends.last === null ? null : epochMicros(ends.last),
    lastLocal: ends.lastLocal,
  };
}

/** Two stamps of one moment are seconds apart once the zone is out; a request that took minutes is no such evidence. */
function vote(votes: Map<number, { count: number; from: number; to: number }>, local: number, utc: number): void {
  const minutes = Math.round((local - utc) / (900 * SECOND)) * 15;
  if (Math.abs(local - utc - minutes * 60 * SECOND) > 90 * SECOND || Math.abs(minutes) > 14 * 60) return;
  const seen = votes.get(minutes);
  if (seen === undefined) votes.set(minutes, { count: 1, from: utc, to: utc });
  else {
    seen.count += 1;
    seen.from = Math.min(seen.from, utc);
    seen.to = Math.max(seen.to, utc);
  }
}

/** The first date of any form; one on a line that has a stamp of its own is of something else. */
function dateIn(head: string): number | null {
  const others = head
    .slice(0, 1 << 14)
    .split('\n')
    .filter((line) => !SYSLOG.test(line) && !KLOG.test(line));
  const [date] = datesIn(others.join('\n'));
  return date === undefined ? null : Date.UTC(date.year, date.month - 1, date.day) * 1000;
}

const isDate = ({ month, day }: { readonly month: number; readonly day: number }): boolean =>
  month >= 1 && month <= 12 && day >= 1 && day <= 31;

/** The stamp's digits as if they were UTC. */
function utcOf(stamp: RegExpExecArray): number {
  const [year, month, day, hour, minute, second] = stamp.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  return Date.UTC(year, month - 1, day, hour, minute, second) * 1000;
}

const minutesOf = (zone: string): number =>
  zone === 'Z' ? 0 : (zone.startsWith('-') ? -1 : 1) * (Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2)));

function nearestTo(moment: number, inYear: (year: number) => number): number {
  const year = new Date(moment / 1000).getUTCFullYear();
  return [year - 1, year, year + 1]
    .map(inYear)
    .reduce((best, one) => (Math.abs(one - moment) < Math.abs(best - moment) ? one : best));
}
