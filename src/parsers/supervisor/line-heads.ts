import type { Clock, Payload } from '../../model/parser.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import type { EpochMicros } from '../../model/units.js';
import { quoteEnd, unquoted } from './quoted-text.js';

/** What the loggers of clients and supervisors put around their text. */
export interface Headed {
  readonly text: string;
  /** As written, in lower case. */
  readonly level: string;
  /** null: the line shows no moment. */
  readonly time: EpochMicros | null;
  /** What stands behind the text, like ` component=etcd`. */
  readonly rest: string;
  /** Whether the form shows by itself that a supervisor of a control plane may be speaking. */
  readonly byForm: boolean;
}

const LEVEL = 'TRACE|DEBUG|DEBU|INFO|WARN|WARNING|ERRO|ERROR|ERR|FATA|FATAL|PANI|PANIC|CRITICAL';
/** logrus, and logfmt whose fields come in another order: `ts=… caller=a.go:12 level=error msg="…" err="…"` */
const LOGRUS =
  /^(?:(?:time|ts|t)="?([0-9T:.Z+ -]{19,40})"? )?(?:caller=[\w./:-]{1,80} )?level=(\w+) (?:(?:ts|caller|component|logger)=[\w./:+-]{1,80} ){0,4}msg="/;
/** logrus on a terminal counts the seconds since its start: `FATA[0055] starting kubernetes: …` */
const LOGRUS_TERMINAL = /^(DEBU|INFO|WARN|ERRO|FATA|PANI)\[\d{4,9}\] (.*)$/s;
/** Rancher 2: `2019/03/25 05:17:22 [ERROR] …`; Calico, Patroni and others print so too, Lua in nginx as `[error] 51#51: *1 [lua] …`. */
const LEVELLED = new RegExp(
  String.raw`^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? {1,4}(?:\[?(${LEVEL})\b\]?(?:\[\d+\])?|\[(warn|error|crit|alert|emerg)\] \d+#\d+: (?:\*\d+ )?\[lua\])(.*)$`,
  's',
);
/** pingcap/log, which Milvus and TiDB use: `[2023/09/04 21:38:34.036 +08:00] [WARN] [a/b.go:435] ["text"] [error="…"]` */
const BRACKETED =
  /^\[(\d{4})\/(\d\d)\/(\d\d) (\d\d:\d\d:\d\d\.\d{1,6}) ([+-]\d\d:\d\d)\] \[([A-Z]+)\] \[[\w./-]{1,80}:\d+\] \[(?:"((?:[^"\\]|\\.)*)"|([\w.-]{1,200}))\](.*)$/s;

/** Splits a line of such a logger; null: it has another form. */
export function headOf(payload: Payload, clock: Clock): Headed | null {
  const first = payload.bytes[payload.start] ?? 0;
  if (first === 0x74 || first === 0x6c) return logrus(payload, clock);
  if (first === 0x5b) return bracketed(payload.text.slice(0, 8000));
  if (first >= 0x30 && first <= 0x39) return levelled(payload.text.slice(0, 4000), clock);
  if (first < 0x44 || first > 0x57) return null;
  const found = LOGRUS_TERMINAL.exec(payload.text.slice(0, 4000));
  if (found === null) return null;
  // the message is padded, the fields follow
  const said = (found[2] ?? '').trimEnd();
  const fields = / [ ][\w-]{1,60}=/.exec(said)?.index ?? said.length;
  const [text, rest] = [said.slice(0, fields).trimEnd(), said.slice(fields)];
  const level = (found[1] ?? '').toLowerCase();
  return { text, level, time: payload.outerTime, rest, byForm: true };
}

function logrus(payload: Payload, clock: Clock): Headed | null {
  const { bytes, start, end } = payload;
  const head = LOGRUS.exec(bytes.toString('latin1', start, Math.min(end, start + 120)));
  if (head === null) return null;
  const from = start + head[0].length;
  const to = quoteEnd(bytes, from, end);
  if (to === -1) return null;
  const said = unquoted(bytes, from, to);
  const rest = bytes.toString('utf8', to + 1, Math.min(end, to + 2000));
  const stamp = head[1];
  const time =
    stamp === undefined
      ? payload.outerTime
      : (parseRfc3339(stamp) ??
        localTime(/^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/.exec(stamp), clock));
  if (time === null && stamp !== undefined) return null;
  const error = /\berr(?:or)?="((?:[^"\\]|\\.)*)"/.exec(rest)?.[1];
  const text = error === undefined ? said : `${said}: ${error}`;
  return { text, level: (head[2] ?? '').toLowerCase(), time, rest, byForm: true };
}

function levelled(said: string, clock: Clock): Headed | null {
  const found = LEVELLED.exec(said);
  const time = localTime(found, clock);
  if (found === null || time === null) return null;
  // what Lua adds: `…, etcd key: /apisix/routes, context: ngx.timer`
  const text = (found[10] ?? '').replace(/,(?: {1,2}etcd key: \S+,)?(?: context: ngx\.\w+| client: .*)$/s, '');
  return { text, level: (found[8] ?? found[9] ?? '').toLowerCase(), time, rest: '', byForm: false };
}

function bracketed(said: string): Headed | null {
  const found = BRACKETED.exec(said);
  if (found === null) return null;
  const [, year, month, day, clock, zone, level = '', quoted, word = '', rest = ''] = found;
  const message = quoted ?? word;
  const time = parseRfc3339(`${year}-${month}-${day}T${clock}${zone}`);
  const error = /\[error="((?:[^"\\]|\\.)*)"\]/.exec(rest)?.[1];
  const text = error === undefined ? message : `${message}: ${error}`;
  return time === null ? null : { text, level: level.toLowerCase(), time, rest, byForm: false };
}

function localTime(found: RegExpExecArray | null, clock: Clock): EpochMicros | null {
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  return clock.local(year, month, day, hour, minute, second, Number((found[7] ?? '').slice(0, 6).padEnd(6, '0')));
}
