import { type Bytes, bytes, type Micros } from '../../../model/units.js';
import {
  aboutId,
  bytesField,
  common,
  decimalMemberId,
  durationField,
  type EtcdLine,
  keyFields,
  memberId,
  type MessageRow,
  textField,
} from '../line.js';
import { unhealthy } from './failures.js';
import type { AnyRecord, AlarmRecord } from '../../../model/record.js';
import { gistOf } from '../requests/request-text.js';

const NO_SPACE = /etcdserver: no space(?! left)/;

/** Quota, alarms and refusals: `etcdserver/{quota,apply}.go`, `server/storage/quota.go`, `api/etcdhttp/health.go`. */
export const spaceRows: readonly MessageRow[] = [
  // {"msg":"enabled backend quota","quota-name":"v3-applier","quota-size-bytes":16777216,"quota-size":"17 MB"}
  { text: 'enabled backend quota', records: quotaSet },
  { text: 'enabled backend quota with default value', records: quotaSet },
  {
    // 3.4 and 3.5: {"quota-name":"v3-applier","quota-size-bytes":10737418240,…,"quota-maximum-size-bytes":8589934592}
    text: /^quota exceeds the maximum value/,
    records: (line) => [
      quotaSet(line),
      { ...common(line), kind: 'setting-ignored', level: line.level, message: line.message },
    ],
  },
  { text: 'disabled backend quota', records: quotaSet },
  { text: /^disabling backend quota/, records: (line) => ({ ...common(line), kind: 'quota-set', quotaBytes: null }) },
  {
    text: /^backend quota (\d+) exceeds maximum (?:recommended )?quota (\d+)(; using maximum)?/,
    records: (line, [, wanted, maximum, clamped]) => ({
      ...common(line),
      kind: 'quota-set',
      quotaBytes: bytes(Number(clamped === undefined ? wanted : maximum)),
    }),
  },
  {
    // the configured value: 0 where the default is in force
    text: 'message exceeded backend quota; raising alarm',
    records: (line) => ({
      ...common(line),
      kind: 'quota-exceeded',
      quotaBytes: positive(bytesField(line, 'quota-size-bytes')),
    }),
  },
  {
    text: /^applying raft message exceeded backend quota/,
    records: (line) => ({ ...common(line), kind: 'quota-exceeded', quotaBytes: null }),
  },
  {
    // {"msg":"alarm raised","alarm":"NOSPACE","from":"4fde85f8940e0138"}: every member logs it, `from` ran out
    text: 'alarm raised',
    records: (line) => raised(line, textField(line, 'alarm'), memberId(textField(line, 'from'))),
  },
  {
    text: 'alarm disarmed',
    records: (line) => disarmed(line, textField(line, 'alarm'), memberId(textField(line, 'from'))),
  },
  {
    // 3.3 and 3.4
    text: /^alarm (\w+) raised by peer ([0-9a-fA-F]+)/,
    records: (line, [, alarm, id]) => raised(line, alarm, memberId(id)),
  },
  {
    // 3.0 to 3.2: `alarm raised memberID:123 alarm:NOSPACE`
    text: /^alarm raised .*?memberID:(\d+) alarm:(\w+)/,
    records: (line, [, id, alarm]) => raised(line, alarm, decimalMemberId(id)),
  },
  {
    text: /^alarm disarmed .*?memberID:(\d+) alarm:(\w+)/,
    records: (line, [, id, alarm]) => disarmed(line, alarm, decimalMemberId(id)),
  },
  {
    // debug, 3.5 and 3.6: the only line about it that 3.6 has. An entry that is replayed at start-up isn't news.
    text: 'applyEntryNormal',
    records: (line) => {
      if (line.fields['should-applyV3'] === false || line.fields['should-apply-v3'] === false) return null;
      const found = /\balarm:[<{].{0,40}?action:(ACTIVATE|DEACTIVATE)\s+memberID:(\d+)\s+alarm:(\w+)/.exec(
        (textField(line, 'raftReq') ?? '').slice(0, 400),
      );
      if (found === null) return null;
      const id = decimalMemberId(found[2]);
      return found[1] === 'ACTIVATE' ? raised(line, found[3], id) : disarmed(line, found[3], id);
    },
  },
  {
    text: 'failed to apply request',
    records: (line) =>
      NO_SPACE.test(textField(line, 'error') ?? '')
        ? refused(line, textField(line, 'request'), durationField(line, 'took'))
        : null,
  },
  { text: 'serving /health false due to an alarm', records: (line) => active(line, textField(line, 'alarm')) },
  { text: '/health error', records: (line) => active(line, textField(line, 'output')) },
  { text: /^Health check error$/i, records: (line) => active(line, textField(line, 'reason')) },
  { text: /^\/health error due to (.*)/, records: (line, [, why]) => active(line, why ?? null) },
  {
    // what clients receive; the server itself never logs it, so in its log it was added by hand
    text: /^(?:etcdserver: )?(?:mvcc: )?database space exceeded/,
    records: (line) => ({ ...common(line), kind: 'nospace-error', clientSide: true }),
  },
  { text: /^etcdserver: no space(?! left)/, records: (line) => ({ ...common(line), kind: 'nospace-error' }) },
];

/** A write that the applier refused, with its key. */
export function refused(line: EtcdLine, request: string | null, took: Micros | null = null): AlarmRecord {
  const gist = request === null ? null : gistOf(request);
  const key = gist?.key ?? null;
  const excerpt = key === null ? {} : { excerpt: `refused, no space: ${key}`.slice(0, 300) };
  return {
    ...common(line),
    kind: 'nospace-error',
    ...keyFields(key),
    ...(gist?.valueBytes == null ? {} : { valueBytes: bytes(gist.valueBytes) }),
    ...(took === null ? {} : { duration: took }),
    ...excerpt,
  };
}

function quotaSet(line: EtcdLine): AnyRecord {
  return { ...common(line), kind: 'quota-set', quotaBytes: positive(bytesField(line, 'quota-size-bytes')) };
}

/** Zero stands for the default, a negative number for no quota at all: neither is a size. */
export function positive(value: Bytes | null): Bytes | null {
  return value !== null && value > 0 ? value : null;
}

function raised(line: EtcdLine, alarm: string | null | undefined, id: string | null): AnyRecord | null {
  if (alarm === 'NOSPACE') return { ...common(line), kind: 'nospace-alarm-raised', ...aboutId(id) };
  if (alarm === 'CORRUPT') return { ...common(line), kind: 'corrupt-alarm-raised', ...aboutId(id) };
  return null;
}

function disarmed(line: EtcdLine, alarm: string | null | undefined, id: string | null): AnyRecord | null {
  return alarm === 'NOSPACE' ? { ...common(line), kind: 'nospace-alarm-disarmed', ...aboutId(id) } : null;
}

/** A health probe that reports a stored alarm; it says nothing about when the alarm was raised. */
function active(line: EtcdLine, text: string | null): readonly AnyRecord[] | null {
  if (text === null || !/\bNOSPACE\b/.test(text)) return null;
  const id = decimalMemberId(/memberID:(\d+)\s+alarm:NOSPACE/.exec(text)?.[1]);
  // the probe failed, too: what asks it may kill the process
  return [{ ...common(line), kind: 'nospace-alarm-active', ...aboutId(id) }, unhealthy(line)];
}
