import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import { messageRecord } from './output/message-record.js';

const ID = 'etcdctl-watch';
const EVENT = /^(?:PUT|DELETE)$/;
/** Keys of Kubernetes and of others are printable; a key that is not cannot be distinguished from a value. */
const KEY = /^(?:\/[\x21-\x7e]+|compact_rev_key)$/;
const ANY_KEY = /^[\x21-\x7e]+$/;
const PROGRESS = /^progress notify: \d+$/;
/** What a value's line isn't taken for: what comes behind the watch in a mixed file. */
const ELSEWHERE =
  /^(?:\d{4}-\d\d-\d\d[T ]\d\d:\d\d|[IWEF]\d{4} \d\d:|\{"level":"|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d |\[[\w@.~: -]+\][#$] |[#$] |watch was canceled)/;
/** A value that one line holds whole: nothing, a number, an object. What follows is no more of it. */
const WHOLE = /^(?:\d*|\{.*\}|\[.*\])$/;
const VALUE_LIMIT = 4 * 1024 * 1024;

/**
 * `etcdctl watch`: each write as it was committed, a line for the kind, one for the key and the value behind it; with
 * `--prev-kv` the key and value as they were before stand first. No line has a time, and beside a log of requests these
 * are the same writes: so they are lines of a log and count among no writes. Values are neither kept nor shown.
 *
 *     PUT
 *     /registry/leases/kube-node-lease/worker-1
 *     k8s…
 *
 * etcd, etcdctl/ctlv3/command/printer_simple.go, 3.0 to 3.7. A value that holds a line `PUT` cannot be distinguished.
 */
export const etcdctlWatch: BlockParser = {
  id: ID,
  source: 'etcdctl',
  title: 'etcdctl watch, simple (JSON: `etcdctl-kv`, fields: `etcdctl-fields`)',
  sample: 'PUT\n/registry/leases/kube-node-lease/worker-1\n…',
  versions: '3.2 to 3.7',
  takes: [],
  begins: 'DP',
  mayOpen: ({ start, end }) => end - start === 'PUT'.length || end - start === 'DELETE'.length,
  open(line, _context, sink) {
    return EVENT.test(line.text) ? new Watch(line, sink) : null;
  },
};

class Watch implements Block {
  private at: LineRef;
  private op: string;
  private key: string | null = null;
  private pending = 1;
  private size = 0;
  /** How many lines of the value there were, and whether no more of it can come. */
  private valueLines = 0;
  private whole = false;
  private proven = false;

  constructor(
    first: LineRef,
    private readonly sink: Sink,
  ) {
    this.at = first;
    this.op = first.text;
  }

  take(line: LineRef): 'more' | 'over' {
    const { text } = line;
    if (this.key === null) {
      // the first key decides whether this is a watch at all
      if (!(this.proven ? ANY_KEY : KEY).test(text)) return 'over';
      this.key = text;
      this.valueLines = 0;
      this.whole = false;
      this.event(line);
      return 'more';
    }
    if (EVENT.test(text)) {
      this.at = line;
      this.op = text;
      this.key = null;
      this.pending = 1;
      this.size = 0;
      return 'more';
    }
    // with --prev-kv the key comes once more, the new value behind it
    const again = this.valueLines > 0 && text === this.key;
    if (this.whole && !again && !PROGRESS.test(text)) return 'over';
    this.valueLines = again ? 0 : this.valueLines + 1;
    this.whole = this.valueLines === 1 && WHOLE.test(text);
    this.size += text.length + 1;
    if (this.size > VALUE_LIMIT || ELSEWHERE.test(text)) return PROGRESS.test(text) ? 'more' : 'over';
    return 'more';
  }

  /** A lone `PUT` at the end isn't an event. */
  close(): number {
    return this.key === null ? this.pending : 0;
  }

  private event(key: LineRef): void {
    this.proven = true;
    this.pending = 0;
    const message = `${this.op} ${key.text}`;
    this.sink.record(
      messageRecord(ID, 'etcdctl', null, message),
      { ...key, line: this.at.line, byteOffset: this.at.byteOffset, text: this.at.text },
      2,
    );
  }
}
