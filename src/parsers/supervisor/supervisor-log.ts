import { quoteEnd, unquoted } from './quoted-text.js';
import type { Context, LineParser, Payload, Sink } from '../../model/parser.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import type { EpochMicros } from '../../model/units.js';
import { isWrappedError, supervisorRecords } from './messages.js';

const ID = 'supervisor-log';

const LOGRUS = /^time="?([0-9T:.Z+ -]{19,40})"? level=(\w+) msg="/;
/** Rancher 2: `2019/03/25 05:17:22 [ERROR] …`; and what other Go programs print before their level. */
const LEVELLED =
  /^(\d{4})[-/](\d\d)[-/](\d\d)[ T](\d\d):(\d\d):(\d\d)(?:[.,](\d{1,9}))? {1,4}\[?(WARN|WARNING|ERRO|ERROR|ERR|FATA|FATAL|PANIC)\b(.*)$/s;
/** What runs a control plane and speaks of etcd in words of its own. */
const SUPERVISORS = /^(?:k3s|rke2|k0s|kubelet|talos|rancher|microk8s|kube)/;

/**
 * What supervisors of a control plane (k3s, rke2, k0s, Rancher, Talos) say of etcd: lines of logrus, of Rancher's own
 * logger, and in a journal in any form. A line counts only if it reports on etcd in the supervisor's known
 * words, or ends in an error that etcd gave, as Go programs wrap errors: `failed to …: etcdserver: request timed out`.
 * The same words in quotation marks are a quotation.
 */
export const supervisorLog: LineParser = {
  id: ID,
  source: 'kubernetes',
  title: 'k3s, rke2, k0s, Rancher, Talos: what they say of etcd',
  sample:
    'time="2024-12-15T03:15:23Z" level=fatal msg="starting kubernetes: etcdserver: mvcc: database space exceeded"',
  takes: [
    'nospace-error',
    'nospace-alarm-active',
    'nospace-alarm-disarmed',
    'defragmentation-failed',
    'request-timeout',
    'health-check-failed',
    'endpoint-unhealthy',
    'member-status',
    'leader-changed',
    'no-leader',
    'too-many-requests',
    'request-too-large',
    'api-error',
    'oom-kill',
    'log',
  ],
  begins: 't0-9!-~',
  parse(payload, context, sink) {
    const { bytes, start, end, ident } = payload;
    const first = bytes[start] ?? 0;
    if (first === 0x74 && bytes[start + 4] === 0x3d && takeLogrus(payload, context, sink)) return true;
    if (first >= 0x30 && first <= 0x39 && ident === null)
      return end - start > 30 && takeLevelled(payload, context, sink);
    if (ident === null || !SUPERVISORS.test(ident) || first === 0x7b) return false;
    return hand(payload.text, null, payload.outerTime, sink);
  },
};

function takeLogrus(payload: Payload, { clock }: Context, sink: Sink): boolean {
  const { bytes, start, end } = payload;
  const head = LOGRUS.exec(bytes.toString('latin1', start, Math.min(end, start + 120)));
  if (head === null) return false;
  const from = start + head[0].length;
  const to = quoteEnd(bytes, from, end);
  if (to === -1) return false;
  const text = unquoted(bytes, from, to);
  const rest = bytes.toString('utf8', to + 1, Math.min(end, to + 2000));
  const stamp = head[1] ?? '';
  const time =
    parseRfc3339(stamp) ?? localTime(/^(\d{4})-(\d\d)-(\d\d) (\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?$/.exec(stamp), clock);
  if (time === null) return false;
  const error = /\berror="((?:[^"\\]|\\.)*)"/.exec(rest)?.[1];
  return hand(error === undefined ? text : `${text}: ${error}`, head[2] ?? null, time, sink);
}

function takeLevelled(payload: Payload, { clock }: Context, sink: Sink): boolean {
  const found = LEVELLED.exec(payload.text.slice(0, 4000));
  if (found === null) return false;
  const time = localTime(found, clock);
  const text = found[9] ?? '';
  // an unknown program: only what its error says about etcd counts
  return time !== null && isWrappedError(text) && hand(text, found[8] ?? null, time, sink);
}

function localTime(found: RegExpExecArray | null, clock: Context['clock']): EpochMicros | null {
  if (found === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
  if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 60) return null;
  return clock.local(year, month, day, hour, minute, second, Number((found[7] ?? '').slice(0, 6).padEnd(6, '0')));
}

function hand(text: string, level: string | null, time: EpochMicros | null, sink: Sink): boolean {
  const records = supervisorRecords(text.slice(0, 4000), { format: ID, level: level?.toLowerCase() ?? null, time });
  for (const record of records) sink.record(record);
  return records.length > 0;
}
