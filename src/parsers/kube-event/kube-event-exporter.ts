import type { LineParser, Payload } from '../../model/parser.js';
import { readEventObject, type Reading } from './event-object.js';

const ID = 'kube-event-exporter';
const BRACE = 0x7b;
const MARKS = ['"involvedObject"', '"regarding"', '"event_involved_object_kind"'].map((text) => Buffer.from(text));

/**
 * Events that an exporter wrote to its own log, one JSON object a line, which a container runtime or a journal has
 * wrapped: kubernetes-event-exporter's (the event as it is), eventrouter's envelope, plain, with a name around it, or
 * flattened. Lines without a wrapping are read with all other JSON of events.
 *
 *     {"verb":"UPDATED","event":{"involvedObject":{"kind":"Pod",…},"reason":"BackOff",…},"old_event":{…}}
 *     {"payments-cluster":{"verb":"ADDED","event":{…}}}
 *     {"event_involved_object_kind":"Pod","event_reason":"BackOff",…}
 */
export const kubeEventExporter: LineParser = {
  id: ID,
  source: 'kube-event',
  title: "Kubernetes events in an exporter's log (kubernetes-event-exporter, eventrouter)",
  sample:
    '{"kube-events":{"verb":"ADDED","event":{"involvedObject":{"kind":"Pod","name":"checkout-db-0"},"reason":"BackOff","message":"Back-off restarting failed container","type":"Warning","lastTimestamp":"2026-11-22T13:13:02Z"}}}',
  takes: ['kube-event'],
  begins: '{',
  parse(payload, _context, sink) {
    if (payload.bytes[payload.start] !== BRACE || payload.end - payload.start < 40) return false;
    const mark = markOf(payload);
    if (mark === -1) return false;
    const text = payload.text;
    if (text.length > LIMIT) return false;
    const reading = readExported(text, mark === 2, payload.outerTime !== null || payload.ident !== null);
    if (reading === 'foreign') return false;
    if (reading !== 'nothing') sink.record({ ...reading.event, format: ID });
    return true;
  },
};

const LIMIT = 4 * 1024 * 1024;

/** Which of the marks the line has; -1: none. */
function markOf(payload: Payload): number {
  const line = payload.bytes.subarray(payload.start, payload.end);
  return MARKS.findIndex((mark) => line.includes(mark));
}

/** An event; an object around one (`{"<name>":{"verb":…}}`) is opened. */
export function readExported(text: string, flattened: boolean, wrapped: boolean): Reading {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return 'foreign';
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'foreign';
  const object = value as Readonly<Record<string, unknown>>;
  if (flattened) return readEventObject(unflattened(object));
  const keys = Object.keys(object);
  const [only] = keys;
  if (keys.length === 1 && only !== undefined) return readEventObject(object[only]);
  return wrapped ? readEventObject(object) : 'foreign';
}

/** `event_involved_object_kind` is `event.involvedObject.kind`: eventrouter's flattened form. */
function unflattened(flat: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const object: Record<string, Record<string, unknown>> = { metadata: {}, involvedObject: {}, source: {} };
  const event: Record<string, unknown> = { ...object };
  for (const [key, value] of Object.entries(flat)) {
    const match = /^event_(?:(involved_object|metadata|source)_)?(\w+)$/.exec(key);
    if (match === null) continue;
    const name = (match[2] ?? '').replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const part = match[1] === 'involved_object' ? 'involvedObject' : match[1];
    const into = part === undefined ? event : (object[part] ?? event);
    if (part !== undefined || !(name in object)) into[name] = value;
  }
  return event;
}
