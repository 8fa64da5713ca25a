import { parseEtcdKey } from '../../model/etcd-key.js';
import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import type { ObjectCount } from '../../model/record.js';
import { messageRecord } from './output/message-record.js';
import { beginsWith } from '../begins-with.js';

const ID = 'etcdctl-keys';
const KEY = /^(?:\/[\x21-\x7e]+|compact_rev_key)$/;
/** So many keys in a row are a list of keys; and so many resources are counted apart. */
const LEAST = 3;
const MOST_RESOURCES = 500;
const MOST_PAIRS = 4000;
const SHOWN = 5;

/**
 * `etcdctl get --prefix /registry --keys-only`: a key a line, a blank line behind each (some take those out). They are
 * what lives in the store, not what was written; so they make one line that shows how many of what there are.
 *
 *     /registry/pods/payments/checkout-api-7c9d8f6b54-9kltz
 *
 * etcd, etcdctl/ctlv3/command/printer_simple.go, 3.0 to 3.7.
 */
export const etcdctlKeys: BlockParser = {
  id: ID,
  source: 'etcdctl',
  title: 'etcdctl get --keys-only: what lives in the store, by resource',
  sample:
    '/registry/configmaps/payments/checkout\n\n/registry/minions/worker-1\n\n' +
    '/registry/pods/payments/checkout-api-7c9d8f6b54-9kltz',
  versions: '3.2 to 3.7',
  takes: ['object-count'],
  begins: '/c',
  mayOpen: beginsWith('/', 'compact_rev_key'),
  open(line, _context, sink) {
    return KEY.test(line.text) && isOfKubernetes(line.text) ? new Keys(line, sink) : null;
  },
};

const isOfKubernetes = (key: string): boolean => key === 'compact_rev_key' || parseEtcdKey(key).kubernetes;

class Keys implements Block {
  private readonly counts = new Map<string, number>();
  /** By resource and namespace, each with its first line. */
  private readonly pairs = new Map<string, Pair>();
  private keys = 0;
  private lines = 0;

  constructor(
    private readonly first: LineRef,
    private readonly sink: Sink,
  ) {
    this.add(first.text.trimEnd(), first);
  }

  take(line: LineRef): 'more' | 'over' {
    const text = line.text.trimEnd();
    if (text === '') {
      this.lines += 1;
      return 'more';
    }
    if (!KEY.test(text)) return 'over';
    this.add(text, line);
    return 'more';
  }

  close(): number {
    if (this.keys < LEAST) return this.lines;
    const shares = [...this.counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1));
    const told = shares.slice(0, SHOWN).map(([resource, count]) => `${resource} ${count}`);
    const message = `${this.keys} keys: ${told.join(', ')}${shares.length > SHOWN ? ', …' : ''}`;
    this.sink.record(messageRecord(ID, 'etcdctl', null, message), this.first, this.lines);
    for (const pair of this.pairs.values()) this.sink.record(countOf(pair), pair.at);
    return 0;
  }

  private add(key: string, at: LineRef): void {
    this.keys += 1;
    this.lines += 1;
    const { resource, namespace, kubernetes } = parseEtcdKey(key);
    const known = this.counts.get(resource);
    if (known === undefined && this.counts.size >= MOST_RESOURCES) return;
    this.counts.set(resource, (known ?? 0) + 1);
    // with very many namespaces the others are shown without a namespace
    const name = `${resource}\0${namespace ?? ''}`;
    const pair = this.pairs.get(name) ?? (this.pairs.size < MOST_PAIRS ? undefined : this.pairs.get(`${resource}\0`));
    if (pair !== undefined) pair.count += 1;
    else {
      const isFull = this.pairs.size >= MOST_PAIRS;
      const made = { resource, namespace: isFull ? null : namespace, isKey: !kubernetes, count: 1, at };
      this.pairs.set(isFull ? `${resource}\0` : name, made);
    }
  }
}

interface Pair {
  readonly resource: string;
  readonly namespace: string | null;
  readonly isKey: boolean;
  readonly at: LineRef;
  count: number;
}

function countOf({ resource, namespace, isKey, count }: Pair): ObjectCount {
  const of = namespace === null ? resource : `${resource} in ${namespace}`;
  return {
    kind: 'object-count',
    format: ID,
    source: 'etcdctl',
    time: null,
    of: 'objects',
    ...(isKey ? { key: resource } : { resource }),
    ...(namespace === null ? {} : { namespace }),
    count,
    excerpt: `${count} keys of ${of}`,
  };
}
