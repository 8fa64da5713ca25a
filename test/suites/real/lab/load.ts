import type { EtcdClient, Outcome } from './etcd-client.js';
import { GrpcError } from './grpc.js';
import type { Ledger } from './ledger.js';
import type { Member } from './cluster.js';
import { sleep } from './processes.js';

/** A client of one member that writes as kube-apiserver does, and notes what became of each request. */
export class Writer {
  constructor(
    readonly client: EtcdClient,
    private readonly member: string,
    private readonly ledger: Ledger,
  ) {}

  static of(member: Member, ledger: Ledger): Writer {
    return new Writer(member.client(), member.name, ledger);
  }

  /** Creates the object, or updates what a writer of this ledger wrote last. */
  async write(key: string, valueBytes: number, lease = 0n): Promise<void> {
    const known = this.ledger.revisions.get(key) ?? 0;
    const value = valueOf(key, valueBytes);
    await this.note('put', key, valueBytes, async () => {
      const outcome = await this.client.update(key, value, known, lease);
      if (outcome.succeeded) this.ledger.revisions.set(key, outcome.revision);
      return outcome;
    });
  }

  /** An update on a revision that is no longer the latest: the compare fails, nothing is written. */
  async writeStale(key: string, valueBytes: number): Promise<void> {
    await this.note('put', key, valueBytes, () => this.client.update(key, valueOf(key, valueBytes), 1));
  }

  async remove(key: string): Promise<void> {
    const known = this.ledger.revisions.get(key) ?? 0;
    await this.note('delete', key, 0, async () => {
      const outcome = await this.client.remove(key, known);
      if (outcome.succeeded) this.ledger.revisions.delete(key);
      return outcome;
    });
  }

  /** A list below a prefix, as an informer's. */
  async list(prefix: string): Promise<void> {
    await this.note('range', prefix, 0, async () => ({
      succeeded: true,
      revision: await this.client.list(prefix),
    }));
  }

  /** 0 where it was refused. */
  async lease(seconds: number): Promise<bigint> {
    let lease = 0n;
    await this.note('lease-grant', '', 0, async () => {
      lease = await this.client.grantLease(seconds);
      return { succeeded: true, revision: 0 };
    });
    return lease;
  }

  close(): void {
    this.client.close();
  }

  private async note(
    op: 'put' | 'delete' | 'range' | 'lease-grant',
    key: string,
    valueBytes: number,
    request: () => Promise<Outcome>,
  ): Promise<void> {
    const at = Date.now();
    const base = { at, member: this.member, op, key, valueBytes };
    try {
      const { succeeded } = await request();
      this.ledger.add({ ...base, result: succeeded ? 'ok' : 'conflict', took: Date.now() - at, error: null });
    } catch (error) {
      if (!(error instanceof GrpcError)) throw error;
      const result = error.isNoSpace ? 'refused' : 'error';
      this.ledger.add({ ...base, result, took: Date.now() - at, error: error.message });
    }
  }
}

export interface Storm {
  /** The key of the n-th write: keys that come again are updated. */
  readonly key: (index: number) => string;
  readonly valueBytes: number | ((index: number) => number);
  /** How many writes; with `untilRefused` at most so many. */
  readonly count: number;
  /** Ends with the first write that is refused because the database is full. */
  readonly untilRefused?: boolean;
  /** Writes under way at once, spread over the writers. 8 unless told. */
  readonly concurrency?: number;
  /** Not faster than this; as fast as it goes unless told. */
  readonly perSecond?: number;
}

/** Writes and writes. Requests that fail are counted in the ledger and not repeated. Answers how many were sent. */
export async function storm(writers: readonly Writer[], ledger: Ledger, options: Storm): Promise<number> {
  const { key, valueBytes, count, untilRefused = false, concurrency = 8, perSecond = Infinity } = options;
  const refusedBefore = ledger.refused;
  const start = Date.now();
  let next = 0;
  const lane = async (writer: Writer): Promise<void> => {
    while (next < count && !(untilRefused && ledger.refused > refusedBefore)) {
      const index = next++;
      const due = start + (index / perSecond) * 1000;
      if (due > Date.now()) await sleep(due - Date.now());
      await writer.write(key(index), typeof valueBytes === 'number' ? valueBytes : valueBytes(index));
    }
  };
  const lanes = Array.from({ length: concurrency }, (_, index) => writers[index % writers.length]);
  await Promise.all(lanes.flatMap((writer) => (writer === undefined ? [] : [lane(writer)])));
  return next;
}

/** Bytes as of an object in etcd: the magic of Kubernetes' protobuf, then what no compression makes smaller. */
export function valueOf(seed: string, size: number): Buffer {
  const value = Buffer.alloc(size);
  let state = 0x811c9dc5;
  for (const char of seed) state = Math.imul(state ^ char.charCodeAt(0), 0x01000193) >>> 0;
  for (let i = 0; i < size; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    value[i] = state >>> 24;
  }
  value.write('k8s\0', 0, 'latin1');
  return value;
}

/** A name with the ending that a ReplicaSet's pods get: the same for the same number. */
export function podName(workload: string, index: number): string {
  const letters = 'bcdfghjklmnpqrstvwxz2456789';
  let state = Math.imul(index + 1, 0x9e3779b1) >>> 0;
  let ending = '';
  for (let i = 0; i < 5; i++) {
    ending += letters[state % letters.length];
    state = Math.floor(state / letters.length);
  }
  return `${workload}-${ending}`;
}

/** An event's name ends in hexadecimal digits of a time. */
export const eventName = (object: string, index: number): string =>
  `${object}.${(0x18ea601abbc84c16n + BigInt(index) * 0x10001n).toString(16)}`;
