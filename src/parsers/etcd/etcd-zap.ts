import type { LineParser, Payload, Sink } from '../../model/parser.js';
import { goDurationAt } from '../../model/go-duration.js';
import { byteFrom, matches, NumberScan } from './byte-scan.js';
import { CLIENT_KINDS, ETCD_KINDS } from './messages/kinds.js';
import { emitRequests, RequestStats } from './requests/request-stats.js';
import { zonedStampAt } from './stamp.js';
import { takeEntry, type ZapEntry } from './zap-entry.js';

const ID = 'etcd-zap';
const QUOTE = 0x22;

const literal = (text: string): Uint8Array => Buffer.from(text, 'latin1');
const LEVEL = literal('{"level":"');
const TS = literal('","ts":"');
const LOGGER = literal('","logger":"');
const CALLER = literal('","caller":"');
const STATS = literal('","msg":"request stats","start time":"');
const TIME_SPENT = literal('","time spent":"');
const REMOTE = literal('","remote":"');
const RESPONSE_TYPE = literal('","response type":"');
const REQUEST_COUNT = literal('","request count":');
const REQUEST_SIZE = literal(',"request size":');
const RESPONSE_COUNT = literal(',"response count":');
const RESPONSE_SIZE = literal(',"response size":');
const CONTENT = literal(',"request content":"');

const scan = new NumberScan();
const stats = new RequestStats();
stats.sampled = true;
stats.escaped = true;

/**
 * etcd's JSON log: 3.4 with `--logger zap`, always from 3.5 on. Keys come in one order (`level`, `ts`, `logger`,
 * `caller`, `msg`, the fields), unless a log shipper rewrote the object. `client/pkg/logutil/zap.go`.
 */
export const etcdZap: LineParser = {
  id: ID,
  source: 'etcd',
  title: 'etcd server log, JSON (zap), 3.4 to 3.7',
  sample:
    '{"level":"warn","ts":"2026-11-22T13:15:18.512Z","caller":"etcdserver/apply.go:636","msg":"alarm raised","alarm":"NOSPACE","from":"4fde85f8940e0138"}',
  versions: '3.4 with --logger zap, 3.5 to 3.7',
  takes: [...ETCD_KINDS, ...CLIENT_KINDS],
  begins: '{',
  isObject: true,
  parse(payload, _context, sink) {
    const { bytes, start, end } = payload;
    if (bytes[start] !== 0x7b) return false;
    if (matches(bytes, start, end, LEVEL)) {
      if (takeStatsLine(bytes, start, end, sink)) return true;
    } else if (!mayBeReordered(bytes[start + 1], bytes[start + 2])) return false;
    return takeJson(payload, sink);
  },
};

/** An object that starts with a blank, or with another of zap's keys: `caller`, `level`, `logger`, `msg`, `ts`. */
function mayBeReordered(first: number | undefined, second: number | undefined): boolean {
  const initial = first === QUOTE ? second : first === 0x20 ? 0x6c : 0;
  return initial === 0x63 || initial === 0x6c || initial === 0x6d || initial === 0x74;
}

/**
 * The hot one: a `request stats` line at debug as etcd writes it, walked from literal to literal without a string.
 * False at the first byte that differs, before anything was handed over.
 */
function takeStatsLine(bytes: Buffer, start: number, end: number, sink: Sink): boolean {
  // slow ones at level warn are records of their own too
  if (bytes[start + LEVEL.length] !== 0x64) return false;
  let at = byteFrom(bytes, start + LEVEL.length, end, QUOTE);
  if (!matches(bytes, at, end, TS)) return false;
  const tsStart = at + TS.length;
  const tsEnd = byteFrom(bytes, tsStart, end, QUOTE);
  at = tsEnd;
  if (matches(bytes, at, end, LOGGER)) at = byteFrom(bytes, at + LOGGER.length, end, QUOTE);
  if (!matches(bytes, at, end, CALLER)) return false;
  at = byteFrom(bytes, at + CALLER.length, end, QUOTE);
  if (!matches(bytes, at, end, STATS)) return false;
  at = byteFrom(bytes, at + STATS.length, end, QUOTE);
  if (!matches(bytes, at, end, TIME_SPENT)) return false;
  const spentStart = at + TIME_SPENT.length;
  at = byteFrom(bytes, spentStart, end, QUOTE);
  const spent = goDurationAt(bytes, spentStart, at);
  if (!matches(bytes, at, end, REMOTE)) return false;
  stats.remoteStart = at + REMOTE.length;
  stats.remoteEnd = at = byteFrom(bytes, stats.remoteStart, end, QUOTE);
  if (!matches(bytes, at, end, RESPONSE_TYPE)) return false;
  stats.typeStart = at + RESPONSE_TYPE.length;
  stats.typeEnd = at = byteFrom(bytes, stats.typeStart, end, QUOTE);
  at = scan.after(bytes, at, end, REQUEST_COUNT);
  stats.requestCount = scan.value;
  at = scan.after(bytes, at, end, REQUEST_SIZE);
  stats.requestSize = scan.value;
  at = scan.after(bytes, at, end, RESPONSE_COUNT);
  at = scan.after(bytes, at, end, RESPONSE_SIZE);
  stats.responseSize = scan.value;
  if (!matches(bytes, at, end, CONTENT)) return false;
  stats.contentStart = at + CONTENT.length;
  stats.contentEnd = end - 2;
  if (stats.contentEnd < stats.contentStart || bytes[end - 1] !== 0x7d || bytes[end - 2] !== QUOTE) return false;
  stats.time = zonedStampAt(bytes, tsStart, tsEnd);
  if (Number.isNaN(stats.time)) return false;
  stats.duration = Number.isNaN(spent) ? -1 : spent;
  stats.bytes = bytes;
  return emitRequests(stats, sink);
}

function takeJson(payload: Payload, sink: Sink): boolean {
  const text = payload.text;
  if (!text.includes('"msg"') || !text.includes('"level"')) return false;
  if (!text.includes('"ts"') && !text.includes('"caller"')) return false;
  let object: unknown;
  try {
    object = JSON.parse(text);
  } catch {
    object = text.trimEnd().endsWith('}') ? looseFields(text) : null;
    if (object === null) return takeCut(text, payload, sink);
  }
  if (typeof object !== 'object' || object === null || Array.isArray(object)) return false;
  return takeEntry(entryOf(object as Record<string, unknown>), ID, payload, sink);
}

function entryOf(object: Record<string, unknown>): ZapEntry {
  const { level, ts, logger, caller, msg, ...fields } = object;
  return { level, ts, logger, caller, msg, fields };
}

/** A line that ends before its object does: counted, and read as far as its fields are whole. */
function takeCut(text: string, payload: Payload, sink: Sink): boolean {
  if (!/^\{"level":"\w+","ts":[^,]+,(?:"logger":"[^"]*",)?"caller":"[\w./@-]+\.go:\d+"/.test(text)) return false;
  sink.problem(`expected a JSON object on one line, got one that is cut after ${text.length} characters`);
  const whole = wholeFields(text);
  // a request without its content would be one of nothing
  if (whole !== null && whole['msg'] !== 'request stats') takeEntry(entryOf(whole), ID, payload, sink);
  return true;
}

/** The fields before the one in which the text ends, and no others. */
function wholeFields(text: string): Record<string, unknown> | null {
  let end = Math.min(text.length, LONGEST_CUT);
  for (let tries = 0; tries < 20; tries += 1) {
    end = text.lastIndexOf(',"', end - 1);
    if (end <= 0) return null;
    try {
      return JSON.parse(`${text.slice(0, end)}}`) as Record<string, unknown>;
    } catch {
      // a comma inside of a value
    }
  }
  return null;
}

const LONGEST_CUT = 1 << 16;

/**
 * Tickets and blogs carry lines whose inner quotes lost their backslashes: `"request content":"compare:<key:"/a" …>"`.
 * A field then begins at `,"name":`, and its value ends where the next one begins.
 */
function looseFields(text: string): Record<string, unknown> | null {
  const fields: Record<string, unknown> = {};
  const starts = [...text.matchAll(/(?:^\s*\{|,)\s*"([A-Za-z][\w -]*)"\s*:\s*/g)];
  starts.forEach((found, index) => {
    const to = starts[index + 1]?.index ?? text.trimEnd().length - 1;
    fields[found[1] ?? ''] = looseValue(text.slice(found.index + found[0].length, to).trim());
  });
  return starts.length < 3 ? null : fields;
}

function looseValue(text: string): unknown {
  if (text.startsWith('"')) return text.slice(1, text.endsWith('"') ? -1 : undefined).replace(/\\(["\\])/g, '$1');
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
