/** Sums of one group of keys. Bytes are of keys, values and their places in the page. */
export interface GroupSums {
  readonly key: string;
  /** Different keys, and those that are there now. */
  readonly keys: number;
  readonly liveKeys: number;
  readonly revisions: number;
  readonly bytes: number;
  /** Of latest revisions of keys that are there. */
  readonly liveBytes: number;
  /** Of all revisions of keys that no longer exist. */
  readonly deletedBytes: number;
}

/** A clock that differs from most others: a node whose leases contradict those around them. */
export interface OddClock {
  readonly name: string;
  /** Microseconds that it runs ahead; negative: behind. */
  readonly ahead: number;
  readonly anchors: number;
}

/** How revisions went with time, thinned: to tell what of two copies of one store is the same. */
export interface StoreCourse {
  /** Revision and microseconds, both rising. */
  readonly points: readonly (readonly [revision: number, time: number])[];
  /** Revisions, first and last, that lie in a gap without renewals: they have no date. */
  readonly gaps: readonly (readonly [from: number, to: number])[];
}

/** The bytes of a file by what they are; the parts add up to `file`. */
export interface StoreSplit {
  readonly file: number;
  /** Latest revisions of keys that are there. */
  readonly live: number;
  /** Earlier revisions of keys that are there. */
  readonly history: number;
  /** Revisions of deleted keys, their tombstones among them. */
  readonly deleted: number;
  /** Room in leaf pages that no element takes. */
  readonly slack: number;
  /** Pages that nothing reaches, and what lies behind the last page that was ever used. */
  readonly free: number;
  /** Branch pages, meta pages, page headers, a freelist, and the other buckets. */
  readonly overhead: number;
}

export interface TopKey {
  readonly key: string;
  readonly revisions: number;
  readonly bytes: number;
  readonly latestBytes: number;
  readonly isDeleted: boolean;
  readonly unchanged: number;
  /** Where in the file a value of it is. */
  readonly offset: number;
}

export interface StoreMember {
  /** Hexadecimal. */
  readonly id: string;
  readonly name: string;
  readonly peerUrls: readonly string[];
  readonly isLearner: boolean;
}

/** What a database or snapshot of etcd holds. Bytes everywhere; values themselves are never kept. */
export interface StoreFacts {
  readonly input: string;
  readonly pageSize: number;
  /** A snapshot of `etcdctl snapshot save`: a SHA-256 follows its last page. */
  readonly isSnapshot: boolean;
  readonly split: StoreSplit;
  readonly revisions: number;
  readonly firstRevision: number | null;
  readonly lastRevision: number | null;
  readonly keys: number;
  readonly liveKeys: number;
  readonly tombstones: number;
  /** Revision of the last compaction that ended; null: none did. */
  readonly compacted: number | null;
  /** A compaction that was begun and did not end. */
  readonly interruptedCompaction: number | null;
  readonly consistentIndex: number | null;
  readonly term: number | null;
  readonly clusterVersion: string | null;
  readonly storageVersion: string | null;
  readonly members: readonly StoreMember[];
  readonly removedMembers: readonly string[];
  /** Armed alarms by member id. */
  readonly alarms: readonly { readonly member: string; readonly alarm: 'NOSPACE' | 'CORRUPT' | 'unknown' }[];
  readonly leases: number;
  readonly hasAuth: boolean;
  /** Provider and key name of values that are encrypted at rest, with how many revisions. */
  readonly encryption: readonly { readonly provider: string; readonly revisions: number }[];
  readonly byResource: readonly GroupSums[];
  readonly byNamespace: readonly GroupSums[];
  /** Keys that are there by resource and namespace, most first: at most 200 pairs. */
  readonly places: readonly { readonly resource: string; readonly namespace: string; readonly liveKeys: number }[];
  /** Revisions whose value has `from` bytes or more. */
  readonly large: { readonly from: number; readonly revisions: number; readonly bytes: number; readonly keys: number };
  readonly byWorkload: readonly GroupSums[];
  /** `manager` or `manager/subresource` of managedFields: who wrote each revision, as far as it shows. */
  readonly byManager: readonly GroupSums[];
  readonly topByRevisions: readonly TopKey[];
  readonly topByBytes: readonly TopKey[];
  /** Revisions that changed nothing but versions, times of managers, renewals and heartbeats. */
  readonly unchanged: { readonly revisions: number; readonly bytes: number; readonly byResource: readonly GroupSums[] };
  /** Microseconds since the epoch, from the moments inside the objects; null: there are none. */
  readonly dated: {
    readonly from: number;
    readonly to: number;
    readonly moments: number;
    /** Renewals of leases, with microseconds; where there are none, events and creations, of whole seconds. */
    readonly by: 'renewals' | 'stamps';
    readonly oddClocks: readonly OddClock[];
    readonly course: StoreCourse;
  } | null;
  /** What could not be read, with its place; the file was read as far as it holds. */
  readonly damage: number;
  readonly pagesReachedTwice: number;
}

/** One revision of one key. Times are microseconds since the epoch; null: not known. */
export interface KeyRevision {
  readonly revision: number;
  readonly version: number;
  readonly time: number | null;
  readonly earliest: number | null;
  readonly latest: number | null;
  readonly isDeleted: boolean;
  readonly valueBytes: number;
  readonly manager: { readonly name: string; readonly subresource: string } | null;
  /** Paths of fields that differ from the revision before; null: there is nothing to compare with. */
  readonly changed: readonly string[] | null;
}
