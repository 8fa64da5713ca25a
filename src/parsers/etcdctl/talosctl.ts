import type { LineParser } from '../../model/parser.js';
import { readSize } from '../../model/size-text.js';
import { alarmsIn } from './output/alarms.js';
import { emitMember } from './output/documents.js';
import { emitAlarm, emitStatus, type Size } from './output/status-row.js';

const ID = 'talosctl';
const HEADER = /^NODE {2,}(?:MEMBER {2,}(?:DB SIZE|ALARM)|ID {2,}HOSTNAME|SERVICE {2,}STATE)\b/;
const STATUS =
  /^(\S{1,100}) +([0-9a-f]{8,16}) +(\d+(?:\.\d+)? [kMGT]?B) +(\d+(?:\.\d+)? [kMGT]?B) \(\d+\.\d+%\) +([0-9a-f]{1,16}) +\d{1,15} +(\d{1,10}) +\d{1,15} +(?:true|false)\b(.*)$/;
const ALARM = /^\S{1,100} +([0-9a-f]{8,16}) +(NOSPACE|CORRUPT)$/;
const MEMBER =
  /^\S{1,100} +([0-9a-f]{8,16}) +(\S{1,100}) +(https?:\/\/\S{1,300}) +(https?:\/\/\S{1,300}) +(?:true|false)$/;
const SERVICE = /^(?:ID {2,}etcd|STATE {2,}[A-Z][a-z]+|HEALTH {2,}(?:OK|Fail|\?)|NODE {2,}\d{1,3}(?:\.\d{1,3}){3})$/;
/** A row of `talosctl services`: node, service, state, health, last change, last event. */
const SERVICE_ROW =
  /^\S{1,100} {2,}([a-z][\w-]{1,40}) {2,}(?:Running|Waiting|Preparing|Failed|Finished|Stopping|Starting|Initialized|Skipped) {2,}(OK|Fail|\?) {2,}\S+ ago {2,}(\S.*)$/;
const EVENT =
  /^(?:EVENTS)? +\[(?:Running|Waiting|Preparing|Failed|Finished|Stopping|Starting|Initialized|Skipped)\]: (.{1,400})$/;

/**
 * `talosctl etcd status`, `etcd members`, `etcd alarm list` and `service etcd`: tables whose first column is the node.
 *
 *     172.20.0.2   ecebb05b59a776f1   21 MB     6.0 MB (28.99%)   ecebb05b59a776f1   53391        4           53391 …
 *
 * siderolabs/talos, cmd/talosctl/cmd/talos/{etcd,service}.go, 0.14 to 1.11.
 */
export const talosctl: LineParser = {
  id: ID,
  source: 'etcdctl',
  title: 'talosctl etcd status, etcd members, etcd alarm list, service etcd',
  sample:
    '172.20.0.2   ecebb05b59a776f1   21 MB     6.0 MB (28.99%)   ecebb05b59a776f1   53391        4           53391                false',
  versions: 'Talos 0.14 to 1.11',
  takes: ['member-status', 'nospace-alarm-active', 'corrupt-alarm-raised', 'member-identity', 'health-check-failed'],
  parse(payload, _context, sink) {
    const { bytes, start, end } = payload;
    // columns are three blanks apart
    if (end - start > 1000 || !bytes.subarray(start, end).includes('  ')) return false;
    const text = payload.text.trimEnd();
    const status = STATUS.exec(text);
    if (status !== null) {
      const [, , id = '', size = '', inUse = '', leader, term, rest = ''] = status;
      const row = { endpoint: null, id, version: null, revision: null, quota: sizeOf(''), errors: [] };
      const sizes = { size: sizeOf(size), inUse: sizeOf(inUse), isLeader: leader === id, term: Number(term) };
      const seen = new Set<string>();
      emitStatus({ ...row, ...sizes }, payload.outerTime, seen, sink);
      for (const alarm of alarmsIn(rest)) emitAlarm(alarm, ID, payload.outerTime, seen, sink);
      return true;
    }
    const alarm = ALARM.exec(text);
    if (alarm !== null) {
      emitAlarm({ id: alarm[1] ?? '', type: alarm[2] ?? '' }, ID, payload.outerTime, new Set(), sink);
      return true;
    }
    const member = MEMBER.exec(text);
    if (member !== null) {
      emitMember(member[1] ?? '', member[2] ?? '', `${member[3]},${member[4]}`, payload.outerTime, sink);
      return true;
    }
    const row = SERVICE_ROW.exec(text);
    const event = row === null ? EVENT.exec(text)?.[1] : row[1] === 'etcd' && row[2] === 'Fail' ? row[3] : '';
    const common = { format: ID, source: 'etcdctl', time: payload.outerTime } as const;
    if (event?.startsWith('Health check failed') === true)
      sink.record({ ...common, kind: 'health-check-failed', message: event });
    else if (event !== undefined || HEADER.test(text) || SERVICE.test(text))
      sink.record({ ...common, kind: 'log', level: null, message: text.slice(0, 300) });
    else return false;
    return true;
  },
};

function sizeOf(text: string): Size {
  const size = readSize(text, 'decimal');
  return { bytes: size?.value ?? null, text: size === null ? null : text };
}
