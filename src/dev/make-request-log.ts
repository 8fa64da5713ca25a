#!/usr/bin/env node
/**
 * Writes a log of requests of the size that the published report counts: 2,847,293 `PUT /registry/pods` lines and what
 * goes with them, about 330 MB. `node dist/dev/make-request-log.js FILE [--lines N] [--seed N] [--form plain|zap] [--span month|night]`
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { goDuration } from './go-duration.js';
import { HASH_LETTERS, podName } from './pod-name.js';
import { createRandom, type Random } from './random.js';

/** What `grep "PUT /registry/pods" /var/log/etcd.log | wc -l` printed in the report. */
export const REPORTED_LINES = 2_847_293;

export interface RequestLogOptions {
  /** Of pods; other resources come on top. */
  readonly lines: number;
  readonly seed: number;
  readonly form: 'plain' | 'zap';
  readonly span: 'month' | 'night';
}

export const REQUEST_LOG_DEFAULTS: RequestLogOptions = { lines: REPORTED_LINES, seed: 1, form: 'plain', span: 'month' };

const END = Date.parse('2024-12-15T03:15:45.218Z');
const SPAN_MS = { month: 30 * 86_400_000, night: 8 * 3_600_000 } as const;
const FLUSH_CHARS = 1 << 19;

/** Answers the lines and bytes written. */
export function makeRequestLog(file: string, options: RequestLogOptions): { lines: number; bytes: number } {
  const random = createRandom(options.seed);
  const line = options.form === 'zap' ? zapLine() : plainLine;
  const stamp = stamper();
  const keys = keySource(random);
  const step = SPAN_MS[options.span] / options.lines;
  const out = openSync(file, 'w');
  const room = Buffer.alloc(4 * FLUSH_CHARS);
  let text = '';
  let bytes = 0;
  let lines = 0;
  const flush = (): void => {
    const length = room.write(text, 'utf8');
    for (let done = 0; done < length;) done += writeSync(out, room, done, length - done);
    bytes += length;
    text = '';
  };
  try {
    for (let i = 0; i < options.lines; i += 1) {
      const time = END - (options.lines - 1 - i) * step;
      if (random.next() < 0.15) {
        text += line(stamp(time - step / 2), keys.other(), random.int(380, 1900), latency(random));
        lines += 1;
      }
      text += line(stamp(time), keys.pod(), random.int(2890, 3940), latency(random));
      lines += 1;
      if (text.length > FLUSH_CHARS) flush();
    }
    flush();
  } finally {
    closeSync(out);
  }
  return { lines, bytes };
}

type LineWriter = (stamp: string, key: string, size: number, took: string) => string;

const plainLine: LineWriter = (stamp, key, size, took) => `${stamp} PUT ${key} ${size} ${took}\n`;

/** etcd 3.4 with `--logger zap --log-level debug`, as `server/etcdserver/api/v3rpc/interceptor.go` writes it. */
function zapLine(): LineWriter {
  let revision = 0;
  return (stamp, key, size, took) => {
    revision += 1;
    const quoted = `\\"${key}\\"`;
    return (
      `{"level":"debug","ts":"${stamp}","caller":"v3rpc/interceptor.go:181","msg":"request stats","start time":"${stamp}",` +
      `"time spent":"${took}","remote":"10.0.1.10:41818","response type":"/etcdserverpb.KV/Txn","request count":1,` +
      `"request size":${size + key.length + 8},"response count":0,"response size":44,"request content":"compare:<target:MOD ` +
      `key:${quoted} mod_revision:${revision} > success:<request_put:<key:${quoted} value_size:${size} >> ` +
      `failure:<request_range:<key:${quoted} > >"}\n`
    );
  };
}

/** ISO 8601 with milliseconds; the part down to the minute is kept, for most lines share it with the one before. */
function stamper(): (time: number) => string {
  let minute = NaN;
  let prefix = '';
  return (time) => {
    const whole = Math.floor(time);
    const current = Math.floor(whole / 60_000);
    if (current !== minute) {
      minute = current;
      prefix = new Date(current * 60_000).toISOString().slice(0, 17);
    }
    const within = whole - current * 60_000;
    const seconds = Math.floor(within / 1000);
    return `${prefix}${seconds < 10 ? '0' : ''}${seconds}.${String(within - seconds * 1000).padStart(3, '0')}Z`;
  };
}

/** 1 in 40 takes tens of milliseconds, the rest one or two. */
function latency(random: Random): string {
  const slow = random.next() < 0.025;
  return goDuration(slow ? random.int(20_000_000, 900_000_000) / 1000 : random.int(480_000, 3_900_000) / 1000);
}

interface KeySource {
  pod(): string;
  other(): string;
}

/** Few owners and many pods: one Deployment throws its pods away after two dozen writes, the others keep theirs. */
function keySource(random: Random): KeySource {
  const storming = `checkout-worker-${random.text(HASH_LETTERS, 10)}`;
  const pods = Array.from({ length: 48 }, () => podName(storming, random));
  const written = pods.map(() => random.int(0, 23));
  const steady = [
    'shop/web-frontend',
    'shop/api-gateway',
    'ledger/booking',
    'kube-system/coredns',
    'monitoring/prometheus-agent',
  ].flatMap((owner) => {
    const replicaSet = `${owner}-${random.text(HASH_LETTERS, 9)}`;
    return Array.from({ length: 12 }, () => podName(replicaSet, random));
  });
  const nodes = Array.from({ length: 24 }, (_, i) => `k8s-worker-${i + 1}`);
  const stormingPod = (): string => {
    const slot = random.int(0, pods.length - 1);
    written[slot] = (written[slot] ?? 0) + 1;
    if (written[slot] > 24) {
      written[slot] = 0;
      pods[slot] = podName(storming, random);
    }
    return pods[slot] ?? '';
  };
  return {
    pod: () =>
      random.next() < 0.93 ? `/registry/pods/payments/${stormingPod()}` : `/registry/pods/${random.pick(steady)}`,
    other() {
      const chance = random.next();
      if (chance < 0.45)
        return `/registry/events/payments/${random.pick(pods)}.18114f${random.text('0123456789abcdef', 10)}`;
      if (chance < 0.75) return `/registry/leases/kube-node-lease/${random.pick(nodes)}`;
      if (chance < 0.95)
        return `/registry/leases/kube-system/${random.pick(['kube-controller-manager', 'kube-scheduler'])}`;
      return `/registry/minions/${random.pick(nodes)}`;
    },
  };
}

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      lines: { type: 'string' },
      seed: { type: 'string' },
      form: { type: 'string' },
      span: { type: 'string' },
    },
  });
  const file = positionals[0];
  if (file === undefined) {
    process.stderr.write(
      'Usage: make-request-log FILE [--lines N] [--seed N] [--form plain|zap] [--span month|night]\n',
    );
    process.exitCode = 2;
  } else {
    const { lines, bytes } = makeRequestLog(file, {
      lines: Number(values.lines ?? REQUEST_LOG_DEFAULTS.lines),
      seed: Number(values.seed ?? REQUEST_LOG_DEFAULTS.seed),
      form: values.form === 'zap' ? 'zap' : 'plain',
      span: values.span === 'night' ? 'night' : 'month',
    });
    process.stdout.write(`${file}: ${lines.toLocaleString('en')} lines, ${bytes.toLocaleString('en')} bytes\n`);
  }
}
