import type { EpochMicros } from '../../model/units.js';
import { exportTime, LINE_NAMES } from '../export-fields.js';
import { type ExportItem, type Fields, isEvent, isFields, readExportItem } from '../export-item.js';
import { jsonObject } from '../journal-fields.js';
import type { LinePayload } from '../payload.js';
import { dockerLine, isDockerPart } from './docker-json.js';
import type { Unwrapper } from './unwrapper.js';
import { withoutTail } from '../../model/without-tail.js';

const BRACE = 123;
const BRACKET = 91;
const MAY_HOLD = new RegExp(`"(?:${LINE_NAMES.join('|')}|caller|auditID|involvedObject|regarding)"\\s*:`);

/**
 * Lines that a log store or a shipper wrote as JSON objects, the line in one of their members or one level deeper:
 *
 *     {"labels":{"pod":"etcd-cp1"},"line":"…","timestamp":"2024-12-15T03:15:23.123456789Z"}           Loki's logcli
 *     {"_index":"k8s","_id":"x","_source":{"@timestamp":"…","message":"…","kubernetes":{…}}}          Elasticsearch
 *     {"timestamp":1734232523123,"ingestionTime":1734232525000,"message":"…"}                         CloudWatch
 *     {"date":1734232523.123456,"log":"…","kubernetes":{"pod_name":"etcd-cp1",…}}                     Fluent Bit
 *
 * A shipper that took etcd's own JSON apart leaves its members among others: they are put together again. Whole documents
 * of such records are the frame `json-document`'s.
 */
export const jsonExport: Unwrapper = {
  id: 'json-export',
  title: 'JSON lines from Loki, Elasticsearch, CloudWatch, Fluent Bit, Vector',
  sample: '{"timestamp":1734232523123,"message":"…"}',
  takes: ['time', 'host', 'program', 'unit'],
  begins: '{[',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    const first = bytes[start];
    const last = bytes[end - 1];
    if (!(first === BRACE && last === 125) && !(first === BRACKET && last === 93)) return false;
    if (!MAY_HOLD.test(payload.text)) return false;
    const record = first === BRACE ? recordOf(payload) : taggedOf(payload.text);
    // an object that is itself what the line says has no wrapping
    const item = record === null || isEvent(record.fields) ? null : readExportItem(record.fields);
    if (record === null || item === null || item.line === payload.text) return false;
    wear(payload, item, record.time);
    return true;
  },
};

interface Found {
  readonly fields: Fields;
  readonly time: EpochMicros | null;
}

function recordOf(payload: LinePayload): Found | null {
  const docker = dockerLine(payload);
  if (docker !== null && isDockerPart(docker)) return null;
  const fields = jsonObject(payload.text);
  return fields === null ? null : { fields, time: null };
}

/** Fluentd's `out_file` as JSON and forwarded records: `["kube.etcd",1734232523,{"log":"…"}]`, `[1734232523.12,{…}]`. */
function taggedOf(text: string): Found | null {
  if (!/^\[\s*(?:"[^"\\]{0,200}"\s*,\s*)?\d{9,10}(?:\.\d+)?\s*,\s*\{/.test(text)) return null;
  try {
    const parts: unknown = JSON.parse(text);
    if (!Array.isArray(parts) || parts.length > 3) return null;
    const fields: unknown = parts.at(-1);
    return isFields(fields) ? { fields, time: exportTime(parts.at(-2)) } : null;
  } catch {
    return null;
  }
}

/** Notes what an export says about the line, and moves the payload to the line. */
export function wear(payload: LinePayload, item: ExportItem, time: EpochMicros | null): void {
  payload.outerTime = item.time ?? time;
  payload.outerZoned = payload.outerTime !== null;
  payload.exported = true;
  payload.host = item.host;
  payload.ident = item.ident;
  payload.unit = item.unit;
  const text = Buffer.from(withoutTail(item.line, '\r\n'));
  payload.inner(text, 0, text.length);
}
