#!/usr/bin/env node
/**
 * Writes a log of requests of the size that the published report counts: 2,847,293 `PUT /registry/pods` lines and what
 * goes with them, about 330 MB. `node .cache/build/dev/make-request-log.js FILE [--lines N] [--seed N] [--form FORM] [--span month|night] [--keys low|real|hostile]`
 */
import { closeSync, openSync, writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { goDuration } from './go-duration.js';
import { createRandom, type Random } from './random.js';
import { KEY_SOURCES, keySource, type KeySourceName, type Put } from './request-keys.js';

/** What `grep "PUT /registry/pods" /var/log/etcd.log | wc -l` printed in the report. */
export const REPORTED_LINES = 2_847_293;

export interface RequestLogOptions {
  /** Of pods; other resources come on top. */
  readonly lines: number;
  readonly seed: number;
  readonly form: LogForm;
  readonly span: 'month' | 'night';
  /** How many keys differ (`request-keys.ts`); low where it is not said. */
  readonly keys?: KeySourceName;
  /** Of `real` keys: how many of the new ones come, 0 to 1. */
  readonly fresh?: number;
}

/** One line a request; etcd's own JSON; that in the journal's short form, and as `journalctl -o json` prints it. */
export const LOG_FORMS = ['plain', 'zap', 'short', 'json'] as const;
export type LogForm = (typeof LOG_FORMS)[number];

export const REQUEST_LOG_DEFAULTS: RequestLogOptions = { lines: REPORTED_LINES, seed: 1, form: 'plain', span: 'month' };

const END = Date.parse('2024-12-15T03:15:45.218Z');
const SPAN_MS = { month: 30 * 86_400_000, night: 8 * 3_600_000 } as const;
const FLUSH_CHARS = 1 << 19;

/** Answers the lines and bytes written. */
export function makeRequestLog(file: string, options: RequestLogOptions): { lines: number; bytes: number } {
  const random = createRandom(options.seed);
  const line = LINES[options.form]();
  const stamp = stamper();
  const keys = keySource(options.keys ?? 'low', random, options.fresh);
  /** Puts of other resources for one of a pod, at most. */
  const others = options.keys === 'real' ? 2 : 1;
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
      for (let j = others; j > 0; j -= 1) {
        const put = keys.other();
        if (put === null) continue;
        text += line(stamp(time - (step * j) / (others + 1)), put, latency(random));
        lines += 1;
      }
      text += line(stamp(time), keys.pod(), latency(random));
      lines += 1;
      if (text.length > FLUSH_CHARS) flush();
    }
    flush();
  } finally {
    closeSync(out);
  }
  return { lines, bytes };
}

type LineWriter = (stamp: string, put: Put, took: string) => string;

const plainLine: LineWriter = (stamp, { key, valueBytes }, took) => `${stamp} PUT ${key} ${valueBytes} ${took}\n`;

/** Of an Event: `lease:` and what the field takes on the wire (a tag, and nine bytes of a varint). */
const LEASE = ' lease:7587895132046719214';
const LEASE_BYTES = 10;

/** Bytes of a protobuf field: its tag, its length and what it holds. */
const fieldSize = (length: number): number => 1 + varintSize(length) + length;
const varintSize = (value: number): number => (value < 0x80 ? 1 : value < 0x4000 ? 2 : 3);

/** etcd 3.4 with `--logger zap --log-level debug`, as `server/etcdserver/api/v3rpc/interceptor.go` writes it. */
function zapLine(): LineWriter {
  let revision = 0;
  return (stamp, { key, valueBytes, lease }, took) => {
    revision += 1;
    const put = fieldSize(key.length) + fieldSize(valueBytes) + (lease ? LEASE_BYTES : 0);
    const quoted = `\\"${key}\\"`;
    const remote = `10.0.1.${10 + (revision % 3)}:${41_818 + 2 * (revision % 7)}`;
    return (
      `{"level":"debug","ts":"${stamp}","caller":"v3rpc/interceptor.go:181","msg":"request stats","start time":"${stamp}",` +
      `"time spent":"${took}","remote":"${remote}","response type":"/etcdserverpb.KV/Txn","request count":1,` +
      `"request size":${fieldSize(put)},"response count":0,"response size":44,"request content":"compare:<target:MOD ` +
      `key:${quoted} mod_revision:${revision} > success:<request_put:<key:${quoted} value_size:${valueBytes}${lease ? LEASE : ''} >> ` +
      `failure:<request_range:<key:${quoted} > >"}\n`
    );
  };
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `journalctl -u etcd`: a stamp without year and zone, here of UTC. */
function shortLine(): LineWriter {
  const zap = zapLine();
  return (stamp, put, took) =>
    `${MONTHS[Number(stamp.slice(5, 7)) - 1]} ${stamp.slice(8, 10).replace(/^0/, ' ')} ${stamp.slice(11, 19)} ` +
    `master-1 etcd[1532]: ${zap(stamp, put, took)}`;
}

/** `journalctl -u etcd -o json`, as systemd 252 prints it. */
function jsonLine(): LineWriter {
  const zap = zapLine();
  let number = 0x4a2f00;
  let minute = '';
  let minuteMicros = 0;
  return (stamp, put, took) => {
    number += 1;
    const message = zap(stamp, put, took).slice(0, -1).replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    if (minute !== stamp.slice(0, 16)) {
      minute = stamp.slice(0, 16);
      minuteMicros = Date.parse(`${minute}:00Z`) * 1000;
    }
    const micros = minuteMicros + Number(stamp.slice(17, 23)) * 1_000_000 + 412;
    return (
      `{"__CURSOR":"s=5f3c8a6d1e0b4f7a9c2d4e6f8a0b1c3d;i=${number.toString(16)};b=446a1c0f5e7d4b8a9c3e2f1d0a6b5c4e;` +
      `m=${(micros - 1.7e15).toString(16)};t=${micros.toString(16)};x=8f1d2c3b4a596877","__REALTIME_TIMESTAMP":"${micros}",` +
      `"__MONOTONIC_TIMESTAMP":"${micros - 1.7e15}","_BOOT_ID":"446a1c0f5e7d4b8a9c3e2f1d0a6b5c4e","_TRANSPORT":"stdout",` +
      `"_UID":"0","_GID":"0","_CAP_EFFECTIVE":"1ffffffffff","_SELINUX_CONTEXT":"unconfined\\n","PRIORITY":"6",` +
      `"SYSLOG_FACILITY":"3","SYSLOG_IDENTIFIER":"etcd","_PID":"1532","_COMM":"etcd","_EXE":"/usr/local/bin/etcd",` +
      `"_CMDLINE":"/usr/local/bin/etcd --config-file /etc/etcd/etcd.conf.yml","_SYSTEMD_CGROUP":"/system.slice/etcd.service",` +
      `"_SYSTEMD_UNIT":"etcd.service","_SYSTEMD_SLICE":"system.slice","_MACHINE_ID":"9a8b7c6d5e4f40312a1b0c9d8e7f6a5b",` +
      `"_HOSTNAME":"master-1","_STREAM_ID":"0d1e2f3a4b5c46d7a8b9c0d1e2f3a4b5","MESSAGE":"${message}"}\n`
    );
  };
}

const LINES: Readonly<Record<LogForm, () => LineWriter>> = {
  plain: () => plainLine,
  zap: zapLine,
  short: shortLine,
  json: jsonLine,
};

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

if (process.argv[1] !== undefined && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      lines: { type: 'string' },
      seed: { type: 'string' },
      form: { type: 'string' },
      span: { type: 'string' },
      keys: { type: 'string' },
    },
  });
  const file = positionals[0];
  if (file === undefined) {
    process.stderr.write(
      'Usage: make-request-log FILE [--lines N] [--seed N] [--form plain|zap|short|json] [--span month|night] [--keys low|real|hostile]\n',
    );
    process.exitCode = 2;
  } else {
    const { lines, bytes } = makeRequestLog(file, {
      lines: Number(values.lines ?? REQUEST_LOG_DEFAULTS.lines),
      seed: Number(values.seed ?? REQUEST_LOG_DEFAULTS.seed),
      form: LOG_FORMS.find((form) => form === values.form) ?? 'plain',
      span: values.span === 'night' ? 'night' : 'month',
      keys: KEY_SOURCES.find((keys) => keys === values.keys) ?? 'low',
    });
    process.stdout.write(`${file}: ${lines.toLocaleString('en')} lines, ${bytes.toLocaleString('en')} bytes\n`);
  }
}
