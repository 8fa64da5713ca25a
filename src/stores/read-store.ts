import { namespaceLabel, parseEtcdKey, type EtcdKey } from '../model/etcd-key.js';
import type { RandomBytes } from '../model/random-bytes.js';
import type { StoreFacts, TopKey } from '../model/store-facts.js';
import { DEFAULT_THRESHOLDS } from '../model/thresholds.js';
import { workloadOf, workloadOfObject } from '../model/workload.js';
import { readBackendState } from './backend-state.js';
import { ELEMENT, EtcdDb, REVISION, TOMBSTONE, type RevisionView } from './etcd-db.js';
import { Groups, MOST_GROUPS, OTHER } from './groups.js';
import { KeyColumns } from './key-columns.js';
import { encodingOf, readKubeObject } from './objects/kube-object.js';
import type { KubeObject } from './objects/object-facts.js';
import { KeyValue } from './objects/key-value.js';
import { RevisionClock } from './revision-clock.js';

const TOP = 50;
const MOST_PLACES = 200;
const MOST_POINTS = 512;
const HALF_SECOND = 500_000;
/** A value of this size or more is a large one: the same as the threshold `largeObjectBytes`. */
const LARGE = DEFAULT_THRESHOLDS.largeObjectBytes;

export interface StoreReading {
  readonly facts: StoreFacts;
  readonly clock: RevisionClock;
  /** Opens the file for a second walk over its revisions. */
  readonly store: EtcdDb;
}

/** What the store holds, and a clock for its revisions. Yields now and then, so that a reader can look at signals. */
export function* readStore(
  source: RandomBytes,
  input: string,
  onDamage: (what: string, offset: number) => void,
): Generator<void, StoreReading, void> {
  const store = new EtcdDb(source, onDamage);
  const tally = new StoreTally();
  for (const _ of store.eachRevision((view) => tally.add(view))) yield;
  return { facts: tally.facts(store, source, input), clock: tally.clock, store };
}

class StoreTally {
  /** By renewals, which have microseconds. */
  private readonly exact = new RevisionClock();
  /** By stamps of whole seconds: of events, and of creations. */
  private readonly coarse = new RevisionClock(HALF_SECOND);
  private readonly keys = new KeyColumns();
  private readonly resources = new Groups();
  private readonly namespaces = new Groups();
  private readonly workloads = new Groups();
  private readonly managers = new Groups();
  private readonly unchanged = new Groups();
  private readonly encryption = new Map<string, number>();
  private revisions = 0;
  private tombstones = 0;
  private storedBytes = 0;
  private largeRevisions = 0;
  private largeBytes = 0;
  private first: number | null = null;
  private last: number | null = null;

  add(view: RevisionView): void {
    const { bytes, keyStart, keyEnd, storedBytes } = view;
    const { keys } = this;
    const before = keys.count;
    const number = keys.find(bytes, keyStart, keyEnd);
    const isNew = keys.count > before;
    const about = view.isTombstone ? null : this.read(view);
    if (isNew) this.place(number, view, about);
    else if (about !== null && about.owner !== null) this.own(number, view, about);
    this.revisions += 1;
    this.storedBytes += storedBytes;
    this.first ??= view.revision;
    this.last = view.revision;
    if (view.isTombstone) this.tombstones += 1;
    if (view.valueEnd - view.valueStart >= LARGE) {
      this.largeRevisions += 1;
      this.largeBytes += storedBytes;
      keys.isLarge[number] = 1;
    }
    const content = about?.contentHash ?? 0;
    if (content !== 0 && content === keys.content[number] && keys.isDeleted[number] === 0) {
      (keys.unchanged[number] as number) += 1;
      this.unchanged.addRevision(
        this.unchanged.numberOf(this.resources.nameOf(keys.resource[number] as number)),
        storedBytes,
      );
    }
    keys.content[number] = content;
    (keys.revisions[number] as number) += 1;
    (keys.bytes[number] as number) += storedBytes;
    keys.latestBytes[number] = storedBytes;
    keys.isDeleted[number] = view.isTombstone ? 1 : 0;
    this.resources.addRevision(keys.resource[number] as number, storedBytes);
    this.namespaces.addRevision(keys.namespace[number] as number, storedBytes);
    this.workloads.addRevision(keys.workload[number] as number, storedBytes);
    if (about === null) return;
    if (about.manager !== null)
      this.managers.addRevision(
        this.managers.numberOf(
          about.manager.subresource === '' ? about.manager.name : `${about.manager.name}/${about.manager.subresource}`,
        ),
        storedBytes,
      );
    // A stamp of whole seconds may lie a second before the write: leases have microseconds.
    if (about.written !== null && about.precision === 0)
      this.exact.add(view.revision, about.written, about.clock ?? '');
    else {
      const stamp = about.written ?? (view.version === 1 ? about.created : null);
      if (stamp !== null) this.coarse.add(view.revision, stamp + HALF_SECOND, '');
    }
  }

  /** Stamps of whole seconds date a store only where no lease does: an etcd for events alone has none. */
  get clock(): RevisionClock {
    return this.exact.count > 0 ? this.exact : this.coarse;
  }

  private read({ bytes, valueStart, valueEnd }: RevisionView): KubeObject | null {
    const encoding = encodingOf(bytes, valueStart, valueEnd);
    if (encoding.kind === 'encrypted') {
      this.encryption.set(encoding.provider, (this.encryption.get(encoding.provider) ?? 0) + 1);
      return null;
    }
    return encoding.kind === 'other' ? null : readKubeObject(bytes, valueStart, valueEnd, true);
  }

  /** A new key: by its name, and by what its object says, whose word counts more. */
  private place(number: number, view: RevisionView, about: KubeObject | null): void {
    const { keys } = this;
    const key = keyOf(view);
    keys.place[number] = view.offset;
    keys.length[number] = view.storedBytes - ELEMENT;
    keys.resource[number] = this.resources.numberOf(key.resource);
    keys.namespace[number] = this.namespaces.numberOf(namespaceLabel(key));
    keys.workload[number] = this.workloads.numberOf(workloadIn(key, about));
  }

  private own(number: number, view: RevisionView, about: KubeObject): void {
    const { keys } = this;
    // A pod that was adopted or orphaned later counts for its first owner, so that no pod is counted twice.
    if ((keys.revisions[number] as number) > 1) return;
    keys.workload[number] = this.workloads.numberOf(workloadIn(keyOf(view), about));
  }

  facts(store: EtcdDb, source: RandomBytes, input: string): StoreFacts {
    this.clock.settle();
    const by = this.exact.count > 0 ? 'renewals' : 'stamps';
    const { keys } = this;
    let [live, deleted, liveKeys, largeKeys] = [0, 0, 0, 0];
    for (let i = 0; i < keys.count; i += 1) {
      const isLive = keys.isDeleted[i] === 0;
      const counted = (isLive ? keys.latestBytes[i] : keys.bytes[i]) as number;
      if (isLive) {
        live += counted;
        liveKeys += 1;
      } else deleted += counted;
      largeKeys += keys.isLarge[i] as number;
      this.resources.addKey(keys.resource[i] as number, isLive, counted);
      this.namespaces.addKey(keys.namespace[i] as number, isLive, counted);
      this.workloads.addKey(keys.workload[i] as number, isLive, counted);
    }
    const state = readBackendState(store);
    const { bolt } = store;
    const { pageSize } = bolt;
    const file = source.size;
    const free = Math.min(
      file,
      bolt.freePages() * pageSize + Math.max(0, file - (bolt.meta?.highWater ?? 0) * pageSize),
    );
    const slack = Math.max(0, store.use.leafPages * pageSize - store.use.leafBytes);
    const span = this.clock.span;
    const isSnapshot = file % 512 === 32;
    return {
      ...{ input, pageSize, isSnapshot, ...state },
      split: {
        ...{ file, live, deleted, slack, free },
        history: this.storedBytes - live - deleted,
        overhead: file - this.storedBytes - slack - free,
      },
      ...{ revisions: this.revisions, firstRevision: this.first, lastRevision: this.last },
      ...{ keys: keys.count, liveKeys, tombstones: this.tombstones },
      encryption: [...this.encryption].map(([provider, revisions]) => ({ provider, revisions })),
      byResource: this.resources.sums(),
      byNamespace: this.namespaces.sums(),
      places: this.places(),
      large: { from: LARGE, revisions: this.largeRevisions, bytes: this.largeBytes, keys: largeKeys },
      byWorkload: this.workloads.sums(),
      byManager: this.managers.sums(),
      topByRevisions: this.top(source, (i) => keys.revisions[i] as number),
      topByBytes: this.top(source, (i) => keys.bytes[i] as number),
      unchanged: {
        revisions: this.unchanged.sums().reduce((sum, one) => sum + one.revisions, 0),
        bytes: this.unchanged.sums().reduce((sum, one) => sum + one.bytes, 0),
        byResource: this.unchanged.sums(),
      },
      dated:
        span === null
          ? null
          : {
              ...span,
              by,
              moments: this.clock.count,
              oddClocks: this.clock.odd,
              course: this.clock.course(MOST_POINTS),
            },
      damage: bolt.damage,
      pagesReachedTwice: bolt.reachedTwice,
    };
  }

  private places(): StoreFacts['places'] {
    const { keys } = this;
    const counts = new Map<number, number>();
    for (let i = 0; i < keys.count; i += 1) {
      if (keys.isDeleted[i] === 1) continue;
      const pair = (keys.resource[i] as number) * MOST_GROUPS + (keys.namespace[i] as number);
      counts.set(pair, (counts.get(pair) ?? 0) + 1);
    }
    return [...counts]
      .map(([pair, liveKeys]) => ({
        resource: this.resources.nameOf(Math.floor(pair / MOST_GROUPS)),
        namespace: this.namespaces.nameOf(pair % MOST_GROUPS),
        liveKeys,
      }))
      .sort(
        (a, b) =>
          b.liveKeys - a.liveKeys || (`${a.resource}\0${a.namespace}` < `${b.resource}\0${b.namespace}` ? -1 : 1),
      )
      .slice(0, MOST_PLACES);
  }

  /** Names are read again from where the keys stand: only these are needed. */
  private top(source: RandomBytes, size: (number: number) => number): TopKey[] {
    const { keys } = this;
    const best: number[] = [];
    for (let i = 0; i < keys.count; i += 1) {
      if (best.length === TOP && size(best[TOP - 1] as number) >= size(i)) continue;
      let at = best.length;
      while (at > 0 && size(best[at - 1] as number) < size(i)) at -= 1;
      best.splice(at, 0, i);
      if (best.length > TOP) best.pop();
    }
    return best.map((i): TopKey => ({
      key: this.nameAt(source, i),
      revisions: keys.revisions[i] as number,
      bytes: keys.bytes[i] as number,
      latestBytes: keys.latestBytes[i] as number,
      isDeleted: keys.isDeleted[i] === 1,
      unchanged: keys.unchanged[i] as number,
      offset: keys.place[i] as number,
    }));
  }

  private nameAt(source: RandomBytes, number: number): string {
    const length = this.keys.length[number] as number;
    const at = source.hold(this.keys.place[number] as number, length);
    if (at === -1) return OTHER;
    const keyValue = new KeyValue();
    // The revision precedes the message, with or without the mark of a tombstone.
    for (const skip of [REVISION, TOMBSTONE])
      if (keyValue.read(source.bytes, at + skip, at + length))
        return source.bytes.toString('utf8', keyValue.keyStart, keyValue.keyEnd);
    return OTHER;
  }
}

const keyOf = ({ bytes, keyStart, keyEnd }: RevisionView): EtcdKey =>
  parseEtcdKey(Buffer.from(bytes.buffer, bytes.byteOffset + keyStart, keyEnd - keyStart).toString('utf8'));

/** The object's own word on its owner, and on what an event is about, else the grammar of its name. */
function workloadIn(key: EtcdKey, about: KubeObject | null): string {
  if (about?.involved != null)
    return workloadOfObject(about.involved.kind, about.involved.namespace || key.namespace, about.involved.name);
  if (about?.owner != null && key.resource !== 'leases')
    return workloadOfObject(about.owner.kind, key.namespace, about.owner.name);
  return workloadOf(key.resource, key.namespace, key.name, key.kubernetes);
}
