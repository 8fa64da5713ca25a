import {
  closeSync,
  createReadStream,
  createWriteStream,
  existsSync,
  openSync,
  readSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { makeAuditLog } from '../make-audit-log.js';
import { makeRequestLog, type LogForm } from '../make-request-log.js';
import { HASH_LETTERS, podName } from '../pod-name.js';
import { createRandom } from '../random.js';
import type { KeySourceName } from '../request-keys.js';

export interface Data {
  readonly file: string;
  readonly bytes: number;
}

export const MEBI = 1 << 20;
/** Lines for one of a pod, and bytes a line, about: the log of a size is as many lines as make it. */
const LINES_A_POD: Readonly<Record<KeySourceName, number>> = { low: 1.15, real: 2.63, hostile: 1 };
const LINE_BYTES: Readonly<Record<LogForm, number>> = { plain: 102, zap: 640, short: 678, json: 1514 };

/** Data is made once and kept for the next time: moved to its name only when it is whole. */
async function kept(name: string, make: (file: string) => void | Promise<void>): Promise<Data> {
  const file = join(tmpdir(), `etcd-postmortem-bench-${name}`);
  if (!existsSync(file)) {
    process.stderr.write(`writing ${file}\n`);
    await make(`${file}.part`);
    renameSync(`${file}.part`, file);
  }
  return { file, bytes: statSync(file).size };
}

/** Requests of a night, of about so many MiB. `fresh`: how many of the new keys of `real` ones come, 0 to 1. */
export const requestLog = (
  form: LogForm,
  mebibytes: number,
  seed: number,
  keys: KeySourceName,
  fresh = 1,
): Promise<Data> =>
  kept(`${form}-${keys}${fresh === 1 ? '' : `-${fresh}`}-${mebibytes}-${seed}.log`, (file) => {
    const lines = Math.round((mebibytes * MEBI) / LINE_BYTES[form] / LINES_A_POD[keys]);
    makeRequestLog(file, { lines, seed, form, span: 'night', keys, fresh });
  });

/** How many keys of a plain request log differ. */
export function distinctKeys({ file }: Data): number {
  const keys = new Set<string>();
  const input = openSync(file, 'r');
  const buffer = Buffer.alloc(MEBI);
  let rest = '';
  for (let length; (length = readSync(input, buffer)) > 0;) {
    const lines = (rest + buffer.toString('latin1', 0, length)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) keys.add(line.split(' ', 3)[2] ?? '');
  }
  closeSync(input);
  return keys.size;
}

/** The audit log of a night. */
export const auditLog = (mebibytes: number, seed: number): Promise<Data> =>
  kept(`audit-${mebibytes}-${seed}.log`, (file) => void makeAuditLog(file, { bytes: mebibytes * MEBI, seed }));

export const gzipped = ({ file }: Data): Promise<Data> =>
  kept(`${file.split('-bench-')[1] ?? 'log'}.gz`, (to) =>
    pipeline(createReadStream(file), createGzip(), createWriteStream(to)),
  );

/** `kubectl get events -A -o json`: one document. */
export const eventList = (mebibytes: number, seed: number): Promise<Data> =>
  kept(`events-${mebibytes}-${seed}.json`, (file) => {
    const random = createRandom(seed);
    const out = openSync(file, 'w');
    let bytes = writeSync(out, '{\n    "apiVersion": "v1",\n    "items": [\n');
    for (let i = 0; bytes < mebibytes * MEBI; i += 1) {
      let text = '';
      for (let j = 0; j < 500; j += 1) text += `${i + j === 0 ? '' : ',\n'}${event(i * 500 + j, random)}`;
      bytes += writeSync(out, text);
    }
    writeSync(out, '\n    ],\n    "kind": "List",\n    "metadata": {\n        "resourceVersion": ""\n    }\n}\n');
    closeSync(out);
  });

const REASONS = ['Scheduled', 'Pulled', 'Created', 'Started', 'Killing', 'BackOff', 'Unhealthy', 'FailedScheduling'];

function event(index: number, random: ReturnType<typeof createRandom>): string {
  const pod = podName(`checkout-worker-${random.text(HASH_LETTERS, 10)}`, random);
  const at = new Date(Date.UTC(2024, 11, 15) + index * 37).toISOString().replace(/\.\d+Z$/, 'Z');
  const reason = random.pick(REASONS);
  const indented = JSON.stringify(
    {
      apiVersion: 'v1',
      count: random.int(1, 40),
      eventTime: null,
      firstTimestamp: at,
      involvedObject: {
        apiVersion: 'v1',
        fieldPath: 'spec.containers{worker}',
        kind: 'Pod',
        name: pod,
        namespace: 'payments',
        resourceVersion: String(9_000_000 + index),
        uid: '0e1d2c3b-4a59-6877-8695-a4b3c2d1e0f0',
      },
      kind: 'Event',
      lastTimestamp: at,
      message: `${reason}: container worker of pod ${pod} in namespace payments`,
      metadata: {
        creationTimestamp: at,
        name: `${pod}.18114f${random.text('0123456789abcdef', 10)}`,
        namespace: 'payments',
        resourceVersion: String(9_000_000 + index),
        uid: '1f2e3d4c-5b6a-7988-97a6-b5c4d3e2f1a0',
      },
      reason,
      reportingComponent: 'kubelet',
      reportingInstance: 'worker-3',
      source: { component: 'kubelet', host: 'worker-3' },
      type: reason === 'BackOff' || reason === 'Unhealthy' ? 'Warning' : 'Normal',
    },
    null,
    4,
  );
  return indented.replace(/^/gm, '        ');
}
