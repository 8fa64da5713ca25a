import { Fields } from '../fields.js';
import type { InvolvedObject, KubeObject, Manager, ObjectOwner } from './object-facts.js';
import { protobufHash } from './protobuf-hash.js';

/**
 * An object as API servers store built-in kinds: runtime.Unknown {typeMeta 1 {apiVersion 1, kind 2}, raw 2}. Field 1 of
 * `raw` is metav1.ObjectMeta in every kind (k8s.io/apimachinery/pkg/apis/meta/v1/generated.proto). null: not such a message.
 */
export function readProtobufObject(bytes: Uint8Array, from: number, to: number, withHash: boolean): KubeObject | null {
  const unknown = new Fields().reset(bytes, from, to);
  let kind: string | null = null;
  let rawStart = -1;
  let rawEnd = -1;
  while (unknown.next()) {
    if (unknown.field === 1) kind = textIn(bytes, unknown.start, unknown.end, 2);
    else if (unknown.field === 2) [rawStart, rawEnd] = [unknown.start, unknown.end];
  }
  if (!unknown.isWhole || rawStart === -1) return null;
  const about: MutableObject = { ...NOTHING, kind };
  const raw = new Fields().reset(bytes, rawStart, rawEnd);
  while (raw.next()) {
    if (raw.wire !== 2) continue;
    if (raw.field === 1) readMetadata(bytes, raw.start, raw.end, about);
    else if (kind === 'Lease' && raw.field === 2) readLease(bytes, raw.start, raw.end, about);
    else if (kind === 'Event') readEventField(bytes, raw, about);
  }
  if (!raw.isWhole) return null;
  if (withHash) about.contentHash = protobufHash(bytes, rawStart, rawEnd, kind);
  return about;
}

type MutableObject = { -readonly [Name in keyof KubeObject]: KubeObject[Name] };
const NOTHING: KubeObject = {
  ...{ kind: null, owner: null, manager: null, involved: null, written: null, created: null },
  ...{ precision: 0, clock: null, contentHash: 0 },
};

const CREATED = 8;
const OWNER_REFERENCES = 13;
const MANAGED_FIELDS = 17;

function readMetadata(bytes: Uint8Array, from: number, to: number, about: MutableObject): void {
  const fields = new Fields().reset(bytes, from, to);
  let latest = -Infinity;
  while (fields.next()) {
    if (fields.field === OWNER_REFERENCES) {
      const { owner, controls } = ownerIn(bytes, fields.start, fields.end);
      if (owner !== null && (controls || about.owner === null)) about.owner = owner;
    } else if (fields.field === MANAGED_FIELDS) {
      const { manager, time } = managerIn(bytes, fields.start, fields.end);
      if (manager !== null && time >= latest) [about.manager, latest] = [manager, time];
    } else if (fields.field === CREATED) about.created = timeIn(bytes, fields.start, fields.end) || null;
  }
}

/** OwnerReference {kind 1, name 3, uid 4, apiVersion 5, controller 6}. */
function ownerIn(bytes: Uint8Array, from: number, to: number): { owner: ObjectOwner | null; controls: boolean } {
  const fields = new Fields().reset(bytes, from, to);
  let kind = '';
  let name = '';
  let controls = false;
  while (fields.next()) {
    if (fields.field === 1) kind = fields.text();
    else if (fields.field === 3) name = fields.text();
    else if (fields.field === 6) controls = fields.value !== 0;
  }
  return { owner: kind === '' || name === '' ? null : { kind, name }, controls };
}

/** ManagedFieldsEntry {manager 1, operation 2, apiVersion 3, time 4, fieldsType 6, fieldsV1 7, subresource 8}. */
function managerIn(bytes: Uint8Array, from: number, to: number): { manager: Manager | null; time: number } {
  const fields = new Fields().reset(bytes, from, to);
  let name = '';
  let subresource = '';
  let time = 0;
  while (fields.next()) {
    if (fields.field === 1) name = fields.text();
    else if (fields.field === 4) time = timeIn(bytes, fields.start, fields.end);
    else if (fields.field === 8) subresource = fields.text();
  }
  return { manager: name === '' ? null : { name, subresource }, time };
}

/** LeaseSpec {holderIdentity 1, leaseDurationSeconds 2, acquireTime 3, renewTime 4, leaseTransitions 5}. */
function readLease(bytes: Uint8Array, from: number, to: number, about: MutableObject): void {
  const fields = new Fields().reset(bytes, from, to);
  while (fields.next()) {
    if (fields.field === 1) about.clock = fields.text();
    else if (fields.field === 4) about.written = timeIn(bytes, fields.start, fields.end);
  }
}

/**
 * core/v1.Event {involvedObject 2, reason 3, source 5 {component 1, host 2}, lastTimestamp 7, eventTime 10,
 * series 11 {count 1, lastObservedTime 2}, reportingComponent 14}.
 */
function readEventField(bytes: Uint8Array, field: Fields, about: MutableObject): void {
  const { start, end } = field;
  switch (field.field) {
    case 2:
      about.involved = involvedIn(bytes, start, end);
      return;
    case 3:
      if (about.involved !== null) about.involved = { ...about.involved, reason: field.text() };
      return;
    case 5:
      about.clock = textIn(bytes, start, end, 2) ?? textIn(bytes, start, end, 1);
      return;
    case 7:
    case 10: {
      const time = timeIn(bytes, start, end);
      if (time > (about.written ?? 0)) stamp(about, time, field.field === 7);
      return;
    }
    case 11: {
      const series = new Fields().reset(bytes, start, end);
      while (series.next()) if (series.field === 2) stamp(about, timeIn(bytes, series.start, series.end), false);
      return;
    }
    case 14:
      about.clock ??= field.text();
  }
}

function stamp(about: MutableObject, time: number, wholeSeconds: boolean): void {
  if (time <= 0) return;
  about.written = time;
  about.precision = wholeSeconds ? 1e6 : 0;
}

/** ObjectReference {kind 1, namespace 2, name 3, …}. */
function involvedIn(bytes: Uint8Array, from: number, to: number): InvolvedObject | null {
  const fields = new Fields().reset(bytes, from, to);
  let [kind, namespace, name] = ['', '', ''];
  while (fields.next()) {
    if (fields.field === 1) kind = fields.text();
    else if (fields.field === 2) namespace = fields.text();
    else if (fields.field === 3) name = fields.text();
  }
  return name === '' ? null : { kind, namespace, name, reason: '' };
}

/** Time and MicroTime {seconds 1, nanos 2} in microseconds. */
function timeIn(bytes: Uint8Array, from: number, to: number): number {
  const fields = new Fields().reset(bytes, from, to);
  let time = 0;
  while (fields.next())
    time += fields.field === 1 ? fields.value * 1e6 : fields.field === 2 ? Math.floor(fields.value / 1000) : 0;
  return time > 0 && time < LATEST ? time : 0;
}
/** The year 2255: later stamps, and negative ones, are none. */
const LATEST = 9e15;

function textIn(bytes: Uint8Array, from: number, to: number, wanted: number): string | null {
  const fields = new Fields().reset(bytes, from, to);
  while (fields.next())
    if (fields.field === wanted && fields.wire === 2 && fields.end > fields.start) return fields.text();
  return null;
}
