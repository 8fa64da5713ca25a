#!/usr/bin/env node
/**
 * Writes a database of etcd of any size: `node .cache/build/dev/make-store.js FILE [--keys N] [--revisions N] [--value-bytes N]`.
 * The keys are pods and events of some hundred workloads, written in turn, with the leases of nodes among them.
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bytes, objectBytes } from './store/kube-bytes.js';
import { StoreWriter } from './store/store-writer.js';

export interface StoreOptions {
  readonly keys: number;
  /** Of all keys together. */
  readonly revisions: number;
  /** About how large a value is. */
  readonly valueBytes: number;
}

export const STORE_DEFAULTS: StoreOptions = { keys: 1_600_000, revisions: 2_000_000, valueBytes: 4000 };

const WORKLOADS = 200;
const NODES = 100;
/** A lease is renewed every so many writes. */
const RENEWAL = 50;
const START = Date.parse('2026-01-10T08:00:00Z') * 1000;
const MICROS_EACH = 2000;

/** Answers the size of the file. */
export function makeStore(file: string, { keys, revisions, valueBytes }: StoreOptions): number {
  const out = openSync(file, 'w');
  try {
    const store = new StoreWriter((page, offset) => void writeSync(out, page, 0, page.length, offset), false);
    const body = bytes(2, Buffer.alloc(Math.max(0, valueBytes - 200), 'spec: containers: image: '));
    for (let i = 0; i < revisions; i += 1) {
      if (i % RENEWAL === 0) {
        store.renew(`worker-${(i / RENEWAL) % NODES}`, START + i * MICROS_EACH);
        continue;
      }
      const number = i % keys;
      const workload = `app-${number % WORKLOADS}`;
      const namespace = `team-${number % 20}`;
      const isEvent = number % 4 === 3;
      const name = `${workload}-7d9c5b${isEvent ? '' : 'f'}-${number.toString(36)}`;
      const owner = { kind: 'ReplicaSet', name: `${workload}-7d9c5bf` };
      store.put(
        `/registry/${isEvent ? 'events' : 'pods'}/${namespace}/${name}`,
        objectBytes({ kind: isEvent ? 'Event' : 'Pod', namespace, name, owner, manager: 'kubelet', more: [body] }),
      );
    }
    return store.finish();
  } finally {
    closeSync(out);
  }
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { keys: text, revisions: text, 'value-bytes': text },
  });
  const [file] = positionals;
  if (file === undefined) {
    process.stderr.write('Usage: make-store FILE [--keys N] [--revisions N] [--value-bytes N]\n');
    process.exitCode = 2;
  } else {
    const size = makeStore(file, {
      keys: Number(values.keys ?? STORE_DEFAULTS.keys),
      revisions: Number(values.revisions ?? STORE_DEFAULTS.revisions),
      valueBytes: Number(values['value-bytes'] ?? STORE_DEFAULTS.valueBytes),
    });
    process.stdout.write(`${file}: ${size.toLocaleString('en')} bytes\n`);
  }
}
