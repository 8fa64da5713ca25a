import { BoltWriter, type BucketWriter, type WriteAt } from './bolt-writer.js';
import { bytes, keyValueBytes, leaseBytes, number, revisionKey } from './kube-bytes.js';

export interface StoreState {
  /** Armed for lack of space. Hexadecimal ids. */
  readonly alarms?: readonly string[];
  readonly compacted?: number;
  readonly scheduled?: number;
  readonly members?: readonly { readonly id: string; readonly name: string }[];
  readonly freePages?: number;
}

/** Writes revisions into a database of etcd, in order: what it held at one moment, without a server. */
export class StoreWriter {
  private readonly bolt: BoltWriter;
  private readonly revisions: BucketWriter;
  revision = 1;
  private readonly versions = new Map<string, { create: number; version: number }>();

  /** `tracked`: whether versions of keys are counted, which takes memory for each. */
  constructor(
    write: WriteAt,
    private readonly tracked = true,
    pageSize = 4096,
  ) {
    this.bolt = new BoltWriter(write, pageSize);
    this.revisions = this.bolt.bucket('key');
  }

  put(key: string, value: Uint8Array): void {
    this.revision += 1;
    const known = this.versions.get(key) ?? { create: this.revision, version: 0 };
    known.version += 1;
    if (this.tracked) this.versions.set(key, known);
    this.revisions.put(
      revisionKey(this.revision),
      keyValueBytes(key, value, known.create, this.revision, known.version),
    );
  }

  remove(key: string): void {
    this.revision += 1;
    this.versions.delete(key);
    this.revisions.put(revisionKey(this.revision, 0, true), bytes(1, key));
  }

  /** Dates what comes next: `micros` since the epoch. */
  renew(node: string, micros: number): void {
    this.put(`/registry/leases/kube-node-lease/${node}`, leaseBytes('kube-node-lease', node, micros));
  }

  /** Answers the size of the file. */
  finish({ alarms = [], compacted, scheduled, members = [], freePages = 0 }: StoreState = {}): number {
    this.revisions.close();
    this.bolt.skip(freePages);
    this.bolt.inline(
      'alarm',
      alarms.map((id) => [Buffer.concat([hexField(1, id), number(2, 1)]), Buffer.alloc(0)]),
    );
    this.bolt.inline(
      'members',
      members.map(({ id, name }) => [Buffer.from(id), Buffer.from(JSON.stringify({ id: 0, name, peerURLs: [] }))]),
    );
    const marks = [
      ...(compacted === undefined ? [] : [[Buffer.from('finishedCompactRev'), revisionKey(compacted)] as const]),
      ...(scheduled === undefined && compacted === undefined
        ? []
        : [[Buffer.from('scheduledCompactRev'), revisionKey(scheduled ?? compacted ?? 0)] as const]),
    ];
    this.bolt.inline('meta', marks);
    return this.bolt.finish();
  }
}

/** A varint of all 64 bits. */
function hexField(field: number, id: string): Buffer {
  const out = [field * 8];
  let rest = BigInt(`0x${id}`);
  for (; rest >= 128n; rest >>= 7n) out.push(Number(rest & 127n) + 128);
  return Buffer.from([...out, Number(rest)]);
}
