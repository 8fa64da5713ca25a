import type { RandomBytes } from '../../model/random-bytes.js';
import { trimMessage, wrappingOf } from '../journal-fields.js';
import type { Wrapping } from '../payload.js';
import { DataFields, type DataField, type FieldOrNone, type Unpackers } from './data-fields.js';
import type { JournalHeader } from './header.js';
import { uint64 } from './integers.js';
import { EntryWalk, ENTRY, isPlace, type OnDamage } from './objects.js';

/** Header, sequence number, two times, boot and a hash precede the references. */
const ITEMS_AT = 64;
/** journald takes 1,024 fields from a client and adds some dozens. */
const MOST_FIELDS = 4096;

/** An entry with a message. The message is valid until the next entry. */
export interface JournalFileEntry {
  readonly offset: number;
  readonly wrapping: Wrapping;
  readonly message: Buffer;
}

/** The header was looked at before: `unknownFlags` is 0. */
export class JournalFile {
  /** Entries so far, also those without a message. */
  entryCount = 0;
  private readonly walk: EntryWalk;
  private readonly data: DataFields;
  private readonly fields = new Map<string, string>();
  /** What was unpacked for the entry at hand by those that can't do it at once. */
  private readonly awaited = new Map<number, FieldOrNone>();
  private awaitedFor = -1;
  private places = new Float64Array(64);

  constructor(
    private readonly source: RandomBytes,
    private readonly header: JournalHeader,
    unpackers: Unpackers,
    private readonly onDamage: OnDamage,
  ) {
    this.walk = new EntryWalk(source, header, onDamage);
    this.data = new DataFields(source, header, unpackers);
  }

  /** How far it got in the file. */
  get offset(): number {
    return this.walk.offset;
  }

  /** In the order of the file. A promise: wait for it, then continue. Never throws on any bytes but what reading throws. */
  *entries(): Generator<JournalFileEntry | Promise<void>, void, void> {
    for (let offset = this.walk.next(); offset !== -1; offset = this.walk.next()) {
      this.entryCount += 1;
      // Not by `entryAt`: a generator within one, for every entry, costs a third of the time.
      let found = this.read(offset);
      for (; found instanceof Promise; found = this.read(offset)) yield found;
      if (found !== null) yield found;
    }
  }

  /** The entry at a place that was cited; nothing where there is none. */
  *entryAt(offset: number): Generator<JournalFileEntry | Promise<void>, void, void> {
    let found = this.read(offset);
    for (; found instanceof Promise; found = this.read(offset)) yield found;
    if (found !== null) yield found;
  }

  private read(offset: number): JournalFileEntry | Promise<void> | null {
    const { source, fields } = this;
    if (this.awaitedFor !== offset) this.awaited.clear();
    this.awaitedFor = offset;
    const count = this.readPlaces(offset);
    if (count === -1) return null;
    // Looked for before `bytes` is taken: its items may be on another page, which is the one that is held.
    const head = source.hold(offset, ITEMS_AT);
    const time = uint64(source.bytes, head + 24);
    fields.clear();
    let message: DataField | null = null;
    let broken = 0;
    for (let item = 0; item < count; item += 1) {
      const place = this.places[item] as number;
      const found = this.awaited.get(place) ?? this.data.at(place);
      if (found instanceof Promise) return found.then((field) => void this.awaited.set(place, field));
      if (found === 'damaged') broken += 1;
      else if (found !== 'ignored') {
        // A field that repeats counts as it came first.
        if (found.name === 'MESSAGE') message ??= found;
        else if (!fields.has(found.name)) fields.set(found.name, found.value ?? '');
      }
    }
    if (broken > 0) this.onDamage(`${broken} damaged fields of an entry`, offset);
    if (message === null) return null;
    if (Number.isSafeInteger(time)) fields.set('__REALTIME_TIMESTAMP', String(time));
    const wrapping = wrappingOf((name) => fields.get(name) ?? null);
    const bytes = this.bytesOf(message);
    return bytes === null ? null : { offset, wrapping, message: trimMessage(bytes) };
  }

  /** Where the fields of an entry lie, to `places`: reading them moves what is held. Answers how many; -1: no entry. */
  private readPlaces(offset: number): number {
    const { source, header } = this;
    if (!isPlace(offset, header, source)) return -1;
    const i = source.hold(offset, ITEMS_AT);
    if (i === -1 || source.bytes[i] !== ENTRY) return -1;
    const size = uint64(source.bytes, i + 8);
    const width = header.compact ? 4 : 16;
    const count = Math.floor((size - ITEMS_AT) / width);
    if (count < 0 || count > MOST_FIELDS || size > source.size - offset) {
      this.onDamage('a damaged entry', offset);
      return -1;
    }
    const first = source.hold(offset + ITEMS_AT, count * width);
    if (first === -1) return -1;
    if (this.places.length < count) this.places = new Float64Array(MOST_FIELDS);
    const { bytes } = source;
    for (let item = 0; item < count; item += 1) {
      const at = first + item * width;
      this.places[item] = header.compact ? bytes.readUInt32LE(at) : uint64(bytes, at);
    }
    return count;
  }

  private bytesOf({ bytes, offset, length }: DataField): Buffer | null {
    if (bytes !== null) return bytes;
    const at = this.source.hold(offset, length);
    return at === -1 ? null : this.source.bytes.subarray(at, at + length);
  }
}
