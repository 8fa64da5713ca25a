import type { AnyRecord } from '../../../model/record.js';
import { aboutId, decimalMemberId, type EtcdLine, type MessageRow, textField } from '../line.js';
import { unhealthy } from './failures.js';
import { notice, noticeRows } from './notice.js';

/**
 * Members whose data differ, as etcd's own checks and its CORRUPT alarm tell: `etcdserver/{corrupt,apply}.go`,
 * `etcdserver/apply/corrupt.go`, `api/etcdhttp/health.go`, `storage/mvcc/hash.go`. From 3.6 on no line says that an
 * alarm was raised, so the probes and the refused requests are what is left.
 */
export const corruptionRows: readonly MessageRow[] = [
  { text: 'serving /health false due to an alarm', records: (line) => active(line, textField(line, 'alarm')) },
  { text: '/health error', records: (line) => active(line, textField(line, 'output')) },
  { text: /^Health check error$/i, records: (line) => active(line, textField(line, 'reason')) },
  { text: /^\/health error due to an alarm (.*)/, records: (line, [, why]) => active(line, why ?? null) },
  {
    text: 'alarm disarmed',
    records: (line) =>
      textField(line, 'alarm') === 'CORRUPT'
        ? { ...notice(line, 'corrupt-alarm-disarmed'), ...aboutId(textField(line, 'from')) }
        : null,
  },
  {
    text: /^alarm (?:disarmed .*?memberID:(\d+) alarm:CORRUPT|CORRUPT disarmed by peer ([0-9a-f]+))/,
    records: (line, found) => ({
      ...notice(line, 'corrupt-alarm-disarmed', found),
      ...aboutId(decimalMemberId(found[1]) ?? found[2] ?? null),
    }),
  },
  {
    // every refused write and read under the alarm
    text: /^failed to apply request/,
    records: (line) =>
      /corrupt cluster/.test(`${line.message.slice(0, 4000)} ${textField(line, 'error') ?? ''}`)
        ? notice(line, 'corrupt-error')
        : null,
  },
  ...noticeRows('corrupt-error', /^etcdserver: corrupt cluster/),
  {
    // at start, with data that differ from a peer's, etcd refuses to serve
    text: 'checkInitialHashKV failed',
    records: (line) => notice(line, 'hash-mismatch'),
  },
  ...noticeRows(
    'hash-mismatch',
    'found hash mismatch',
    'found different hash values from remote peer',
    'found different compact revision values from remote peer',
    /^found data inconsistency with peers/,
    'same compact revision then hashes must match',
    'mismatched hash',
    'failed compaction hash check',
    /^Detected compaction hash mismatch/,
    /^(?:compact )?revision from follower must be less than or equal to leader's/,
    /^(?:compact )?revision \d+ from member (?<peer>[0-9a-f]+), expected at most/,
    /^hash \d+ at revision \d+ from member (?<peer>[0-9a-f]+), expected hash/,
    /^mismatched hashes \d+ and \d+ for revision/,
    /'s hash \d+ != .*'s hash \d+/,
    'verification of persisted state failed',
    'Verification failed',
  ),
  ...noticeRows(
    'corruption-checked',
    'initial corruption checking passed; no corruption',
    /^\S+ succeeded on initial corruption checking: no corruption$/,
    /^successfully checked hash on (?:whole cluster|follower)/,
    'verification of persisted state successful',
  ),
  ...noticeRows(
    'corruption-check-skipped',
    /^skipped revision in compaction hash check/,
    "Skipped peer's hash",
    /^cannot fetch hash from (?:slow )?remote peer/,
    /^failed (?:hash kv request|to check hash KV|to get hashKV|to marshal hashKV response)/,
    /cannot check (?:the )?hash of peer/,
    /hash-kv error .* on peer .* with revision/,
    /failed to create client to peer .* for hash checking/,
    /^failed to hash kv store \((?<error>.*)\)/,
    /^previous compaction was interrupted, skip storing compaction hash value/,
  ),
  ...noticeRows('alarm-unknown', /^unimplemented alarm (?:activation|deactivation)/),
];

function active(line: EtcdLine, text: string | null): readonly AnyRecord[] | null {
  if (text === null || !/\bCORRUPT\b/.test(text)) return null;
  const id = decimalMemberId(/memberID:(\d+)\s+alarm:CORRUPT/.exec(text)?.[1]);
  return [{ ...notice(line, 'corrupt-alarm-active'), ...aboutId(id) }, unhealthy(line)];
}
