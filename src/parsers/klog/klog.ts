import type { Context, LineParser, Payload, Sink } from '../../model/parser.js';
import { readExported } from '../kube-event/kube-event-exporter.js';
import { continuesKlog, noteRecord } from './continuation.js';
import type { KlogEntry } from './entry.js';
import { beginsKlog, readKlogText } from './header.js';
import { readHttpLog } from './http-log.js';
import { beginsKlogJson, readKlogJson } from './json.js';
import { klogRecords } from './messages.js';
import { readTrace } from './trace.js';

const ID = 'klog';

/**
 * Logs of kube-apiserver, kube-controller-manager, kube-scheduler and kubelet: klog as text, structured or not, and as
 * JSON, with the lines that continue below a header (traces, values of several lines, goroutines).
 *
 *     E1122 13:13:02.123456   12345 compact.go:124] etcd: endpoint ([https://10.0.1.10:2379]) compact failed: etcdserver: mvcc: database space exceeded
 *     {"ts":1795353182123.4567,"caller":"status/status_manager.go:877","msg":"Failed to update status for pod","pod":{…},"err":"…"}
 *
 * What reports problems of etcd has a kind of its own, requests of the HTTP log are `api-request`; the rest is `log`.
 */
export const klog: LineParser = {
  id: ID,
  source: 'kubernetes',
  title: 'kube-apiserver, controller-manager, scheduler, kubelet: klog, text and JSON',
  sample:
    'E1122 13:13:02.123456   12345 compact.go:124] etcd: endpoint ([https://10.0.1.10:2379]) compact failed: etcdserver: mvcc: database space exceeded',
  versions: 'Kubernetes 1.16 to 1.37',
  takes: [
    'api-request',
    'api-error',
    'slow-request',
    'request-timeout',
    'request-too-large',
    'too-many-requests',
    'nospace-error',
    'compaction-requested',
    'compaction-failed',
    'leader-changed',
    'lease-lost',
    'probe-failed',
    'container-killed',
    'panic',
    'certificate-error',
    'corrupt-error',
    'auth-error',
    'claim',
  ],
  parse(payload, context, sink) {
    if (beginsKlog(payload)) return takeText(payload, context, sink);
    if (beginsKlogJson(payload)) return takeJson(payload, sink);
    const continued = continuesKlog(payload, context);
    if (typeof continued === 'boolean') return continued || takeFileHeader(payload, sink);
    for (const record of klogRecords(continued, ID)) if (record.kind !== 'log') sink.record(record);
    return true;
  },
};

function takeText(payload: Payload, context: Context, sink: Sink): boolean {
  const entry = readKlogText(payload, context.clock);
  if (entry === null) return false;
  noteRecord(context, entry);
  hand(entry, sink);
  return true;
}

function takeJson(payload: Payload, sink: Sink): boolean {
  const entry = readKlogJson(payload);
  if (entry === null) return false;
  hand(entry, sink);
  return true;
}

function hand(entry: KlogEntry, sink: Sink): void {
  const trace = readTrace(entry, ID);
  if (trace !== null) return sink.record(trace);
  const request = readHttpLog(entry, ID);
  if (request !== null) {
    sink.record(request);
    if ((request.code ?? 0) < 500) return;
    // the text behind an internal error is etcd's own
    for (const record of klogRecords(entry, ID)) if (record.kind !== 'log') sink.record(record);
    return;
  }
  // eventrouter's glog sink: the event as the message
  if (entry.text.startsWith('{"') && entry.text.includes('"involvedObject"')) {
    const reading = readExported(entry.text, false, true);
    if (reading === 'nothing') return;
    if (reading !== 'foreign') return sink.record({ ...reading.event, format: ID });
  }
  for (const record of klogRecords(entry, ID)) sink.record(record);
}

/** With what a file of the old days begins; the first line names the year, which the plan has read. */
const FILE_HEADER =
  /^(?:Log file created at: \d{4}\/|Running on machine: \S+$|Binary: Built with gc |Log line format: \[)/;

function takeFileHeader(payload: Payload, sink: Sink): boolean {
  const first = payload.bytes[payload.start];
  if (first !== 0x4c && first !== 0x52 && first !== 0x42) return false;
  if (payload.end - payload.start > 200 || !FILE_HEADER.test(payload.text)) return false;
  const message = payload.text.trim();
  sink.record({ kind: 'log', format: ID, source: 'kubernetes', time: payload.outerTime, level: null, message });
  return true;
}
