import { GrpcConnection, type OpenStream } from './grpc.js';
import { field, Fields, message } from './protobuf.js';

/** What a transaction of kube-apiserver came to. */
export interface Outcome {
  /** False: the compare failed, another writer was faster. */
  readonly succeeded: boolean;
  readonly revision: number;
}

const EQUAL_MOD_REVISION = 2;

/**
 * Speaks etcd's v3 API as kube-apiserver does (transactions that compare the revision), over one connection. Field
 * numbers: https://github.com/etcd-io/etcd/blob/main/api/etcdserverpb/rpc.proto
 */
export class EtcdClient {
  private readonly connection: GrpcConnection;

  constructor(readonly endpoint: string) {
    this.connection = new GrpcConnection(endpoint);
  }

  /** This client's address in the server's request lines (`remote`). */
  get address(): string | null {
    return this.connection.localAddress;
  }

  /** A plain put. Answers the revision it made. */
  async put(key: string, value: Uint8Array, lease = 0n): Promise<number> {
    return revisionOf(await this.call('KV/Put', putRequest(key, value, lease)));
  }

  /** As kube-apiserver creates: only where the key isn't there. */
  create(key: string, value: Uint8Array, lease = 0n): Promise<Outcome> {
    return this.compareAndPut(key, value, 0, lease);
  }

  /** As kube-apiserver updates: only if there was no write since `revision`. */
  update(key: string, value: Uint8Array, revision: number, lease = 0n): Promise<Outcome> {
    return this.compareAndPut(key, value, revision, lease);
  }

  /** As kube-apiserver deletes. */
  async remove(key: string, revision: number): Promise<Outcome> {
    const success = field(3, field(1, key));
    return outcome(await this.call('KV/Txn', transaction(key, revision, success)));
  }

  /** `etcdctl del`: no compare. Answers how many keys went. */
  async deleteRange(key: string, rangeEnd: string | Uint8Array = ''): Promise<number> {
    const answer = await this.call('KV/DeleteRange', message(field(1, key), field(2, rangeEnd)));
    return Number(new Fields(answer).number(2));
  }

  /** Answers how many keys there are in the range. */
  async range(key: string, rangeEnd: string | Uint8Array = '', limit = 0, serializable = false): Promise<number> {
    const answer = await this.call(
      'KV/Range',
      message(field(1, key), field(2, rangeEnd), field(3, limit), field(7, serializable ? 1 : 0)),
    );
    return Number(new Fields(answer).number(4));
  }

  /** Everything below a prefix, as a list of kube-apiserver reads it. */
  list(prefix: string, limit = 500): Promise<number> {
    return this.range(prefix, endOf(prefix), limit);
  }

  async compact(revision: number): Promise<void> {
    await this.call('KV/Compact', message(field(1, revision), field(2, 1)));
  }

  async grantLease(seconds: number): Promise<bigint> {
    const answer = await this.call('Lease/LeaseGrant', message(field(1, seconds)));
    return new Fields(answer).number(2);
  }

  async revokeLease(lease: bigint): Promise<void> {
    await this.call('Lease/LeaseRevoke', message(field(1, lease)));
  }

  /** Watches a prefix until it is closed. */
  watch(prefix: string): OpenStream {
    return this.connection.stream(
      'etcdserverpb.Watch/Watch',
      message(field(1, message(field(1, prefix), field(2, endOf(prefix))))),
    );
  }

  close(): void {
    this.connection.close();
  }

  private async compareAndPut(key: string, value: Uint8Array, revision: number, lease: bigint): Promise<Outcome> {
    const success = field(2, putRequest(key, value, lease));
    return outcome(await this.call('KV/Txn', transaction(key, revision, success)));
  }

  private call(method: string, request: Buffer): Promise<Buffer> {
    return this.connection.call(`etcdserverpb.${method}`, request);
  }
}

function putRequest(key: string, value: Uint8Array, lease: bigint): Buffer {
  return message(field(1, key), field(2, value), field(3, lease));
}

/** Compares the revision of the key; reads it where that fails, as kube-apiserver does. */
function transaction(key: string, revision: number, success: Buffer): Buffer {
  // a oneof is written also where it is zero
  const modRevision = revision === 0 ? Buffer.from([0x30, 0]) : field(6, revision);
  const compare = message(field(2, EQUAL_MOD_REVISION), field(3, key), modRevision);
  const failure = field(1, field(1, key));
  return message(field(1, compare), field(2, success), field(3, failure));
}

function outcome(answer: Buffer): Outcome {
  return { succeeded: new Fields(answer).number(2) === 1n, revision: revisionOf(answer) };
}

const revisionOf = (answer: Buffer): number => Number(new Fields(answer).inside(1).number(3));

/** The first key behind all that begin with the prefix. */
function endOf(prefix: string): Buffer {
  const end = Buffer.from(prefix);
  end[end.length - 1] = (end[end.length - 1] ?? 0) + 1;
  return end;
}
