import type { KubeEvent } from '../../model/record.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import type { EpochMicros } from '../../model/units.js';
import { eventExcerpt, madeObject } from './excerpt.js';

type Json = Readonly<Record<string, unknown>>;

/** What one JSON object of an export turned out to be. `nothing`: of events, but no occurrence (deleted, bookmark). */
export type Reading = { readonly event: KubeEvent } | 'nothing' | 'foreign';

/**
 * An Event of core/v1 or events.k8s.io/v1, bare or in a watch envelope (`{"type":"ADDED","object":…}`) or in that of
 * eventrouter (`{"verb":"UPDATED","event":…,"old_event":…}`). Audit records call themselves `Event` too, but have no
 * object that they are about.
 */
export function readEventObject(value: unknown): Reading {
  const outer = asObject(value);
  if (outer === null) return 'foreign';
  const watched = asObject(outer.object);
  if (watched !== null && typeof outer.type === 'string' && WATCH_TYPES.has(outer.type)) {
    if (OCCURS.has(outer.type)) return readBare(watched);
    return isEvent(watched) || watched.kind === 'Event' || watched.kind === 'Status' ? 'nothing' : 'foreign';
  }
  const routed = asObject(outer.event);
  return readBare(routed !== null && typeof outer.verb === 'string' ? routed : outer);
}

const WATCH_TYPES: ReadonlySet<string> = new Set(['ADDED', 'MODIFIED', 'DELETED', 'BOOKMARK', 'ERROR']);
/** An event that expires after an hour is deleted: that is no occurrence. */
const OCCURS: ReadonlySet<string> = new Set(['ADDED', 'MODIFIED']);

function readBare(object: Json): Reading {
  if (isEvent(object)) return { event: eventRecord(object) };
  return object.kind === 'Event' && isEventApi(object.apiVersion) ? 'nothing' : 'foreign';
}

function isEvent(object: Json): boolean {
  if (object.kind !== undefined && object.kind !== 'Event') return false;
  if (object.apiVersion !== undefined && !isEventApi(object.apiVersion)) return false;
  return target(object) !== null && typeof object.reason === 'string';
}

/** `v1`, `events.k8s.io/v1`; audit records are of `audit.k8s.io/v1`. */
export function isEventApi(apiVersion: unknown): boolean {
  return apiVersion === 'v1' || (typeof apiVersion === 'string' && apiVersion.startsWith('events.k8s.io/'));
}

function target(event: Json): Json | null {
  return asObject(event.involvedObject) ?? asObject(event.regarding);
}

/**
 * Effective times and count: the legacy recorder keeps first and last stamp and a count, the one of events.k8s.io an
 * eventTime and from the second occurrence on a series; both are served through both APIs.
 */
function eventRecord(event: Json): KubeEvent {
  const metadata = asObject(event.metadata) ?? {};
  const object = target(event) ?? {};
  const series = asObject(event.series) ?? {};
  const first =
    stamp(event.firstTimestamp) ??
    stamp(event.deprecatedFirstTimestamp) ??
    stamp(event.eventTime) ??
    stamp(metadata.creationTimestamp);
  const last =
    stamp(series.lastObservedTime) ?? stamp(event.lastTimestamp) ?? stamp(event.deprecatedLastTimestamp) ?? first;
  const facts = {
    // a node has no namespace, its events are in `default`
    namespace: text(object.namespace) ?? text(metadata.namespace),
    objectKind: text(object.kind) ?? '',
    name: text(object.name),
    reason: text(event.reason) ?? '',
    count: counted(series.count) ?? counted(event.count) ?? counted(event.deprecatedCount) ?? 1,
    message: (text(event.message) ?? text(event.note) ?? '').trim(),
  };
  const component = madeObject(facts.reason, facts.message);
  return {
    kind: 'kube-event',
    format: 'kube-event-json',
    source: 'kube-event',
    time: last,
    ...facts,
    type: text(event.type) ?? '',
    first,
    identity:
      text(metadata.uid) ?? nameIdentity(text(metadata.namespace) ?? facts.namespace, text(metadata.name), facts),
    ...(component === null ? {} : { component }),
    ...reporterOf(event),
    excerpt: eventExcerpt(facts),
  };
}

/** Who wrote the event: either recorder's field, or that of the one kept for the other. */
function reporterOf(event: Json): Pick<KubeEvent, 'reporter'> {
  const source = asObject(event.source) ?? asObject(event.deprecatedSource) ?? {};
  const reporter = text(source.component) ?? text(event.reportingComponent) ?? text(event.reportingController);
  return reporter === null ? {} : { reporter };
}

function nameIdentity(
  namespace: string | null,
  name: string | null,
  facts: Pick<KubeEvent, 'objectKind' | 'name' | 'reason' | 'message'>,
): string {
  if (name !== null) return `${namespace ?? ''}/${name}`;
  const object = `${facts.objectKind.toLowerCase()}/${facts.name ?? ''}`;
  return [namespace ?? '', object, facts.reason, facts.message].join('/');
}

function asObject(value: unknown): Json | null {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : null;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** null stands for Go's zero time as well. */
function stamp(value: unknown): EpochMicros | null {
  const parsed = typeof value === 'string' ? parseRfc3339(value) : null;
  return parsed !== null && parsed > 0 ? parsed : null;
}

/** A count of 0 is unset. */
function counted(value: unknown): number | null {
  return typeof value === 'number' && Number.isSafeInteger(value) && value > 0 ? value : null;
}
