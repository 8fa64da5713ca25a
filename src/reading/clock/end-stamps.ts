import { SECOND } from '../../model/units.js';

/** Year (null: none is written), month, day, hour, minute, second. */
export type LocalStamp = readonly [number | null, number, number, number, number, number];

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
/** A stamp that is of something else than the line: how long a certificate or a token is good for, a plan. */
const OTHER = /after|before|expir|until|valid|next|schedul|renew/i;
const ZONE = /^(?:[.,]\d+)? ?(?:Z\b|([+-])(\d\d):?(\d\d)\b)/;
const KLOG_TIME = /(?:^|[\s"])[IWEF](\d\d)(\d\d) (\d\d):(\d\d):(\d\d)\.\d{6}\s/;
/** zap's default: seconds since the epoch, with a fraction. */
const EPOCH_SECONDS = /"ts":\s?(1\d{9})\.\d/;

/** The last stamps of an input, as far as lines show them at their beginning. */
export class EndStamps {
  last: number | null = null;
  private dated: LocalStamp | null = null;
  private undated: LocalStamp | null = null;

  get lastLocal(): LocalStamp | null {
    return this.dated ?? (this.last === null ? this.undated : null);
  }

  take(
    line: string,
    own: number | null,
    full: RegExpExecArray | null,
    syslog: RegExpExecArray | null,
    month: number,
  ): void {
    const epoch = own === null ? EPOCH_SECONDS.exec(line) : null;
    const moment = own ?? (epoch === null ? null : Number(epoch[1]) * SECOND);
    if (moment !== null) return this.keep(moment);
    if (full !== null) {
      if (OTHER.test(line.slice(Math.max(0, full.index - 40), full.index))) return;
      const [year = 0, mon = 0, day = 0, hour = 0, minute = 0, second = 0] = full.slice(1, 7).map(Number);
      const zone = ZONE.exec(line.slice(full.index + full[0].length, full.index + full[0].length + 20));
      if (zone !== null) {
        const offset = (zone[1] === '-' ? -1 : 1) * (Number(zone[2] ?? 0) * 60 + Number(zone[3] ?? 0)) * 60 * SECOND;
        return this.keep(Date.UTC(year, mon - 1, day, hour, minute, second) * 1000 - offset);
      }
      const stamp: LocalStamp = [year, mon, day, hour, minute, second];
      if (this.dated === null || later(stamp, this.dated)) this.dated = stamp;
      return;
    }
    if (syslog !== null && month > 0) {
      const [day = 0, hour = 0, minute = 0, second = 0] = syslog.slice(2, 6).map(Number);
      this.undated = [null, month, day, hour, minute, second];
      return;
    }
    const klog = KLOG_TIME.exec(line);
    if (klog === null) return;
    const [mon = 0, day = 0, hour = 0, minute = 0, second = 0] = klog.slice(1, 6).map(Number);
    if (mon >= 1 && mon <= 12 && day >= 1 && day <= 31) this.undated = [null, mon, day, hour, minute, second];
  }

  private keep(moment: number): void {
    if (this.last === null || moment > this.last) this.last = moment;
  }
}

function later(a: LocalStamp, b: LocalStamp): boolean {
  for (let i = 0; i < a.length; i += 1) {
    const [x, y] = [a[i] ?? 0, b[i] ?? 0];
    if (x !== y) return x > y;
  }
  return false;
}

const NOTE = /^captured at (\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)Z$/;
/** `Sun Dec 15 03:18:52 UTC 2024`, `Sun 15 Dec 2024 03:18:52 AM UTC`: other zones are not guessed at. */
const DATES = [
  /^[A-Z][a-z]{2} +(?<month>[A-Z][a-z]{2}) +(?<day>\d{1,2}) (?<h>\d\d):(?<m>\d\d):(?<s>\d\d)(?: (?<half>[AP]M))? (?:UTC|GMT) (?<year>\d{4})$/,
  /^[A-Z][a-z]{2} +(?<day>\d{1,2}) (?<month>[A-Z][a-z]{2}) (?<year>\d{4}) (?<h>\d\d):(?<m>\d\d):(?<s>\d\d)(?: (?<half>[AP]M))? (?:UTC|GMT)$/,
];
/** A command that ends in `date`, with its prompt or without: `$ date -u`, `root@cp1:~# date -Is`. */
const COMMAND = /(?:^|[$#>] |&& |; )(?:TZ=\S+ )?date(?: -\S+| --\S+| ['"]?\+.*)*$/;
const ISO = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:[.,]\d+)? ?(Z|UTC|[+-]\d\d:?\d\d)$/;

/** The moment that a line shows to be now: what `date` printed, the note of the collecting script. */
export function capturedOf(line: string, before: string): number | null {
  if (line.length > 60) return null;
  const text = line.trim();
  const note = NOTE.exec(text);
  if (note !== null) return Date.parse(`${text.slice('captured at '.length)}`) * 1000;
  for (const shape of DATES) {
    const found = shape.exec(text)?.groups;
    if (found === undefined) continue;
    const { year, month = '', day, h, m, s, half } = found;
    const at = MONTHS.indexOf(month);
    if (at < 0) return null;
    const hour = half === undefined ? Number(h) : (Number(h) % 12) + (half === 'PM' ? 12 : 0);
    return Date.UTC(Number(year), at, Number(day), hour, Number(m), Number(s)) * 1000;
  }
  const iso = /^\d{4}-/.test(text) && before.length < 200 && COMMAND.test(before.trimEnd()) ? ISO.exec(text) : null;
  if (iso === null) return null;
  const zone = iso[3] === 'UTC' ? 'Z' : (iso[3] ?? 'Z').replace(/^([+-]\d\d)(\d\d)$/, '$1:$2');
  const moment = Date.parse(`${iso[1] ?? ''}T${iso[2] ?? ''}${zone}`) * 1000;
  return Number.isNaN(moment) ? null : moment;
}
