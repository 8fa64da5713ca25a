import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import { beginsWith } from '../begins-with.js';
import { messageRecord } from './output/message-record.js';

const ID = 'bucket-list';

/** Buckets of etcd's database, 3.0 to 3.7, in the order in which bbolt lists them (server/storage/schema/bucket.go). */
const BUCKETS: ReadonlySet<string> = new Set([
  ...['alarm', 'auth', 'authRevision', 'authRoles', 'authUsers', 'cluster', 'key', 'lease', 'members'],
  ...['members_removed', 'meta', 'test'],
]);
/** Fewer are words of any text. */
const FEWEST = 5;

/** `etcd-dump-db list-bucket` and `bbolt buckets`: a name a line, in order. */
export const bucketList: BlockParser = {
  id: ID,
  source: 'etcdctl',
  title: 'etcd-dump-db list-bucket, bbolt buckets',
  sample: 'alarm\nauth\nauthRoles\nauthUsers\ncluster\nkey\nlease\nmembers\nmembers_removed\nmeta',
  versions: '3.0 to 3.7',
  takes: ['log'],
  begins: 'a',
  mayOpen: beginsWith('alarm', 'auth'),
  open(line, _context, sink) {
    return line.text.trimEnd() === 'alarm' || line.text.trimEnd() === 'auth' ? new Buckets(line, sink) : null;
  },
};

class Buckets implements Block {
  private readonly names: string[];

  constructor(
    private readonly first: LineRef,
    private readonly sink: Sink,
  ) {
    this.names = [first.text.trimEnd()];
  }

  take(line: LineRef): 'more' | 'over' {
    const name = line.text.trimEnd();
    if (!BUCKETS.has(name) || name <= (this.names.at(-1) ?? '')) return 'over';
    this.names.push(name);
    return 'more';
  }

  close(): number {
    const { names } = this;
    if (names.length < FEWEST || !names.includes('key')) return names.length;
    this.sink.record(messageRecord(ID, 'etcdctl', null, `buckets: ${names.join(', ')}`), this.first, names.length);
    return 0;
  }
}
