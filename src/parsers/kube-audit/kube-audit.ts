import type { LineParser, Payload, Sink } from '../../model/parser.js';
import { readAudit } from './audit-record.js';

const ID = 'kube-audit';
const BRACE = 0x7b;
const QUOTE = 0x22;
const MARK = Buffer.from('"audit.k8s.io/');
/** apiVersion is the second key as the API server writes it; a shipper that sorts keys writes `annotations` first. */
const HEAD = 4096;
/** Before the request itself: kind, apiVersion, level, auditID, stage. */
const STAGE = Buffer.from('"stage":"');
const STAGE_WITHIN = 400;
const COMPLETE = 'ResponseComplete';

/**
 * kube-apiserver's audit log, a JSON object a line: one for each stage of a request, of which the last counts. Batches
 * of the webhook backend (`kind: EventList`) too. These are of kind `Event` and no events of Kubernetes.
 *
 *     {"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"…","stage":"ResponseComplete","requestURI":"/api/v1/…","verb":"patch","user":{"username":"system:node:worker-1",…},…}
 *
 * A policy leaves out what it likes: absence proves nothing.
 */
export const kubeAudit: LineParser = {
  id: ID,
  source: 'kubernetes',
  title: 'kube-apiserver audit log (audit.k8s.io), JSON lines and batches',
  sample:
    '{"kind":"Event","apiVersion":"audit.k8s.io/v1","level":"Metadata","auditID":"5f0d2a34-…","stage":"ResponseComplete","requestURI":"/api/v1/nodes/worker-1/status","verb":"patch",…}',
  versions: 'audit.k8s.io/v1',
  takes: ['api-request', 'nospace-error', 'request-timeout'],
  begins: '{',
  parse(payload, _context, sink) {
    const { bytes, start, end } = payload;
    if (bytes[start] !== BRACE || bytes[start + 1] !== QUOTE || end - start < 100) return false;
    // `kind`, `apiVersion`, `annotations`, `auditID`: a zap line's `level` and docker's `log` end here
    const key = bytes[start + 2];
    if (key !== 0x6b && key !== 0x61) return false;
    if (!bytes.subarray(start, Math.min(end, start + HEAD)).includes(MARK)) return false;
    return isBefore(payload) || takeLine(payload, sink);
  },
};

/** An early stage shows in the first few hundred bytes: most of such lines is never decoded. */
function isBefore({ bytes, start, end }: Payload): boolean {
  const head = bytes.subarray(start, Math.min(end, start + STAGE_WITHIN));
  const at = head.indexOf(STAGE);
  if (at === -1 || head.includes('"items":[')) return false;
  const stage = head.toString('latin1', at + STAGE.length, at + STAGE.length + COMPLETE.length);
  return stage.startsWith('RequestReceived') || stage === 'ResponseStarted"';
}

function takeLine(payload: Payload, sink: Sink): boolean {
  let value: unknown;
  try {
    value = JSON.parse(payload.text);
  } catch {
    sink.problem(
      `expected an audit record as JSON on one line, got one that is cut after ${payload.text.length} characters`,
    );
    return true;
  }
  if (typeof value !== 'object' || value === null) return false;
  const { items } = value as { readonly items?: unknown };
  const events: readonly unknown[] = Array.isArray(items) ? items : [value];
  let known = items !== undefined && events.length === 0;
  for (const event of events) {
    const reading = readAudit(event, ID);
    known ||= reading !== 'foreign';
    if (typeof reading !== 'string') for (const record of reading) sink.record(record);
  }
  return known;
}
