import type { Clock } from '../../model/parser.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import type { EpochMicros } from '../../model/units.js';
import { localMonth } from './local-months.js';
import { localStamp } from './local-stamp.js';
import type { Unwrapper } from './unwrapper.js';

/** A prefix is no longer than this, and this much of a line is looked at. */
const LONGEST = 240;

/**
 * How lines begin that are known wherever they are: zap's object, the stamps of etcd's old loggers, klog's header, a
 * line of logrus; or the syslog name of a process of the control plane, with its process id.
 */
const PAYLOAD = new RegExp(
  [
    String.raw`\{ ?"(?:level|ts|logger|caller|msg)":`,
    String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} (?:\[[^\]]{1,80}\] )?[CEWNIDT] \| `,
    String.raw`raft\d{4}/\d\d/\d\d \d\d:\d\d:\d\d [A-Z]`,
    String.raw`\d{4}/\d\d/\d\d \d\d:\d\d:\d\d (?:etcd|raft|wal|snap|membership)[a-z]*: `,
    String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.\d]*(?:Z|[+-]\d\d:?\d\d)\t[a-z]+\t`,
    String.raw`[IWEF]\d{4} \d\d:\d\d:\d\d\.\d{6} +\d+ [\w./-]+\.(?:go|cc|s):\d+\]`,
    String.raw`time="\d{4}-\d\d-\d\d`,
    String.raw`\[\d{4}/\d\d/\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d\] \[[A-Z]+\] \[`,
    String.raw`panic: [a-z]`,
  ].join('|'),
);
const PROCESS = /(?:^|[\s|])((?:[\w./-]*\/)?(?:etcd|kube|k3s|rke2|k0s|systemd|kernel)[\w.@-]{0,60})\[(\d{1,10})\]: ?/;

const RFC3339 = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?:Z|[+-]\d\d:?\d\d)/;
const LOCAL = /\d{4}[-/]\d\d[-/]\d\d[ T_]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?/;
const MONTH_FIRST =
  /(?:^|[\s>[(])(\p{L}{3,12}\.?) +(\d{1,2}),? +(?:(\d{4}),? +)?(?:@ +)?(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/u;
const DAY_FIRST =
  /(?:^|[\s>[(])(\d{1,2})\.?[ /-](\p{L}{3,12}\.?)[ /-](\d{4})[ :]+(\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))?/u;
const CLOCK_ONLY = /(?:^|[\s[(])\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?/;
const LEVEL = /^(?:TRACE|DEBUG|INFO|NOTICE|WARN|WARNING|ERROR|ERR|CRIT|CRITICAL|FATAL|EMERG|ALERT|PANIC|[IWEFND])$/i;

/**
 * Any other prefix of a known line: goreman's `07:39:12 etcd1 | `, docker compose's `name_1  | `,
 * Bitnami's `etcd 05:48:43.20 INFO  ==> `, a CI console's stamp, syslog in forms of its own. Host, stamp and process are
 * taken from it as far as they can be read; the zone stays unknown unless it is given. Prose and quotations that have such
 * a line inside are no prefix: they have words, or a quotation mark before it.
 */
export const anyPrefix: Unwrapper = {
  id: 'any-prefix',
  title: 'any other prefix before a line that is known',
  sample: '07:39:12 etcd1 | 2016-10-04 07:39:12.183056 W | …',
  takes: ['time', 'host', 'program', 'process id'],
  once: true,
  unwrap(payload, clock) {
    const { bytes, start, end } = payload;
    if (end - start < 30) return false;
    // what is printable stands a byte a character: places in the text are places in the bytes
    const head = bytes.toString('latin1', start, Math.min(end, start + LONGEST + 40));
    const line = PAYLOAD.exec(head);
    const process = line === null ? PROCESS.exec(head) : null;
    const at = line?.index ?? (process === null ? -1 : process.index + process[0].length);
    if (at < 2 || at > LONGEST) return false;
    const before = bytes.toString('utf8', start, start + at);
    const named = process ?? /(?:^|[\s|])([\w.@/-]{1,60})\[(\d{1,10})\]: ?$/.exec(before);
    if (!isPrefix(named === null ? before : before.slice(0, named.index))) return false;
    const stamp = stampOf(before, clock);
    // a bare message has nothing but this to tell it from prose
    if (line === null && stamp === null) return false;
    payload.outerTime = stamp?.time ?? null;
    payload.outerZoned = stamp?.isZoned ?? false;
    payload.host = hostOf(before, named?.index ?? null);
    if (named !== null) {
      payload.ident = (named[1] ?? '').replace(/\.service$/, '');
      payload.pid = Number(named[2]);
    }
    payload.inner(bytes, start + at, end);
    return true;
  },
};

/** At most so many words may be there that are neither stamp nor level nor in brackets: a host, a program, a stream. */
const MOST_WORDS = 4;

function isPrefix(text: string): boolean {
  if (/["'“”‘’«»`{}?!]|, |; |\.\s|: \S+ \S+ \S+ /.test(text.replace(MONTH_FIRST, ' '))) return false;
  const rest = text
    .replace(RFC3339, ' ')
    .replace(LOCAL, ' ')
    .replace(MONTH_FIRST, ' ')
    .replace(DAY_FIRST, ' ')
    .replace(CLOCK_ONLY, ' ')
    .replace(/\[[^\]]{0,80}\]|<\d{1,3}>\d?/g, ' ');
  const words = rest
    .split(/[\s|]+/)
    .filter((word) => /[\p{L}]/u.test(word) && !LEVEL.test(word.replace(/[:[\]()]/g, '')));
  // two plain words side by side are a sentence
  const plain = words.filter((word) => /^\p{L}{2,}[:,]?$/u.test(word) && !/^(?:std(?:out|err)|etcd|F|P)$/.test(word));
  return words.length <= MOST_WORDS && plain.length <= 1;
}

function stampOf(text: string, clock: Clock): { readonly time: EpochMicros; readonly isZoned: boolean } | null {
  const zoned = RFC3339.exec(text);
  const time = zoned === null ? null : parseRfc3339(zoned[0].replace(',', '.'));
  if (time !== null) return { time, isZoned: true };
  const plain = LOCAL.exec(text);
  const local = plain === null ? null : localStamp(plain[0], clock);
  if (local !== null) return { time: local, isZoned: false };
  const first = MONTH_FIRST.exec(text);
  const found = first ?? DAY_FIRST.exec(text);
  if (found === null) return null;
  const month =
    localMonth((first === null ? found[2] : found[1]) ?? '') ||
    englishMonth((first === null ? found[2] : found[1]) ?? '');
  const day = Number(first === null ? found[1] : found[2]);
  const [hour = 0, minute = 0, second = 0] = found.slice(4, 7).map(Number);
  if (month === 0 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  const micro = Number((found[7] ?? '').slice(0, 6).padEnd(6, '0'));
  const year = found[3] === undefined ? null : Number(found[3]);
  return { time: clock.local(year, month, day, hour, minute, second, micro), isZoned: false };
}

const ENGLISH = 'janfebmaraprmayjunjulaugsepoctnovdec';

function englishMonth(text: string): number {
  const at = ENGLISH.indexOf(text.slice(0, 3).toLowerCase());
  return text.length >= 3 && at % 3 === 0 ? at / 3 + 1 : 0;
}

/** The name before a bar, or before the process: all else is anybody's word. */
function hostOf(text: string, process: number | null): string | null {
  const name = String.raw`([A-Za-z0-9][\w.-]{0,200})`;
  const found =
    process === null
      ? new RegExp(String.raw`(?:^|\s)${name}\s*\|\s*$`).exec(text)
      : new RegExp(String.raw`\d\d:\d\d:\d\d\S*\s+(?:[A-Z]{2,5}\s+)?${name}\s*$`).exec(text.slice(0, process));
  return found?.[1] ?? null;
}
