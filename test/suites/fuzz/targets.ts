import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { expect } from 'chai';
import { FRAMES } from '../../../src/decoders/frame/registry.js';
import { UNWRAPPERS } from '../../../src/decoders/unwrap/registry.js';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { epochMicros } from '../../../src/model/units.js';
import { PARSERS } from '../../../src/parsers/registry.js';
import { analyze } from '../../../src/pipeline/analyze.js';
import { LineReader } from '../../../src/reading/line-reader.js';
import { OUTPUTS } from '../../../src/reports/registry.js';
import { oneChunk } from '../../../src/sources/chunks.js';
import { readChunks } from '../../../src/sources/reader.js';
import { gunzipSync } from 'node:zlib';
import { objectBytes } from '../../../src/dev/store/kube-bytes.js';
import type { StoreState } from '../../../src/dev/store/store-writer.js';
import { MemoryBytes } from '../../../src/sources/memory-bytes.js';
import { changedPaths, fieldsOf } from '../../../src/stores/objects/changed-paths.js';
import { readKubeObject } from '../../../src/stores/objects/kube-object.js';
import { readStore } from '../../../src/stores/read-store.js';
import { readOperations } from '../../../src/stores/wal/operations.js';
import { eachEntry, readWal } from '../../../src/stores/wal/read-wal.js';
import { WalFile } from '../../../src/stores/wal/wal-file.js';
import { clock } from '../../decoders/read-lines.js';
import { MEMBERS, START, storeOf } from '../../stores/story.js';

/** What broke the program once, and what reached code that nothing else did: each is tried by every target, in `npm test` too. */
export const CORPUS = 'fixtures/fuzz';

/** The beginnings of the files of a folder. */
export const seeds = (folder: string): Buffer[] =>
  fs.existsSync(folder)
    ? fs
        .readdirSync(folder, { recursive: true, encoding: 'utf8' })
        .sort()
        .filter((name) => !name.endsWith('.md') && fs.statSync(path.join(folder, name)).isFile())
        .map((name) => fs.readFileSync(path.join(folder, name)).subarray(0, 1 << 14))
    : [];

function readLines(bytes: Buffer, format: string | null): void {
  const sink = { record: () => undefined, request: () => undefined, problem: () => undefined };
  const context = { input: 'fuzz', clock, namespace: null, hints: new Set<string>() };
  const reader = new LineReader(PARSERS, format, context, sink, { begin: () => undefined, plain: () => undefined });
  let start = 0;
  for (let end = bytes.indexOf(10); end !== -1; end = bytes.indexOf(10, start)) {
    reader.line(bytes, start, end, start);
    start = end + 1;
  }
  if (start < bytes.length) reader.line(bytes, start, bytes.length, start);
  reader.end();
  const { lines, claimed, framed, inBlocks, unrecognised } = reader.counts;
  expect(claimed + framed + inBlocks + unrecognised, 'lines are counted once').to.be.at.most(lines);
  for (const count of [claimed, framed, inBlocks, unrecognised]) expect(count).to.be.at.least(0);
}

async function wholeProgram(bytes: Buffer): Promise<void> {
  const file = path.join(os.tmpdir(), `etcd-postmortem-fuzz-${process.pid}.log`);
  fs.writeFileSync(file, bytes);
  try {
    const at = epochMicros(Date.UTC(2024, 11, 16) * 1000);
    const options = { since: null, until: null, timezone: 'UTC', year: 2024, capturedAt: at, namespace: null, jobs: 1 };
    const postmortem = await analyze([file], { ...options, thresholds: DEFAULT_THRESHOLDS });
    for (const output of OUTPUTS) for (const piece of output.render(postmortem)) expect(piece).to.be.a('string');
  } finally {
    fs.rmSync(file, { force: true });
  }
}

const unpack = async (bytes: Buffer): Promise<void> => {
  const { bytes: read } = await readChunks(oneChunk(bytes), () => undefined);
  expect(read).to.equal(bytes.length);
};

function finish<Of>(steps: Generator<void, Of, void>): Of {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Bytes as a database, as a log, as an object and as a request: none may throw, go round in a circle, or count what is not there. */
function readStores(bytes: Buffer): void {
  const source = new MemoryBytes();
  source.push(bytes);
  const { facts, store } = finish(readStore(source, 'fuzz', () => undefined));
  expect(facts.revisions, 'revisions').to.be.at.most(bytes.length / 16);
  expect(facts.keys).to.be.at.most(facts.revisions);
  const { file, ...parts } = facts.split;
  expect(Object.values(parts).reduce((sum, part) => sum + part, 0)).to.equal(file);
  let again = 0;
  finish(store.eachRevision(() => void (again += 1)));
  expect(again, 'on a second walk').to.equal(facts.revisions);
  const reading = finish(readWal(new WalFile(source)));
  const nothing = { put: () => undefined, remove: () => undefined, compact: () => undefined, alarm: () => undefined };
  finish(eachEntry(reading, (entry) => void readOperations(entry.bytes, entry.dataStart, entry.dataEnd, nothing)));
  readOperations(bytes, 0, bytes.length, nothing);
  for (let at = bytes.indexOf(OBJECT); at !== -1 && at < 4096; at = bytes.indexOf(OBJECT, at + 1)) {
    const about = readKubeObject(bytes, at, bytes.length, true);
    changedPaths(fieldsOf(bytes, at, bytes.length, about?.kind ?? null), new Map());
  }
}
const OBJECT = Buffer.from('k8s\0');

/** Databases of pages so small that all kinds of them fit, and a segment of a log. */
function storeSeeds(): Buffer[] {
  const story = (rounds: number, state: StoreState): Buffer =>
    storeOf(
      (store) => {
        for (let i = 0; i < rounds; i += 1) {
          store.renew(`n-${i % 3}`, START + i * 1e6);
          const key = `/registry/pods/a/p-${i % 7}`;
          store.put(
            key,
            objectBytes({
              kind: 'Pod',
              namespace: 'a',
              name: `p-${i % 7}`,
              manager: 'm',
              more: [Buffer.alloc(i === 5 ? 3000 : 20)],
            }),
          );
          if (i % 5 === 4) store.remove(key);
        }
      },
      state,
      1024,
    );
  const wal = 'fixtures/stores/torn.wal.gz';
  return [
    story(1, {}),
    story(40, { alarms: MEMBERS, compacted: 9, scheduled: 12, members: [{ id: '1a', name: 'm' }], freePages: 2 }),
    ...(fs.existsSync(wal) ? [gunzipSync(fs.readFileSync(wal)).subarray(0, 1 << 14)] : []),
  ];
}

/** `share`: of the seconds that are given. `own`: what it begins with besides what was found before. */
export type Target = readonly [
  name: string,
  run: (bytes: Buffer) => Promise<void> | void,
  share: number,
  own?: () => Buffer[],
];
const dialects = [...PARSERS.lines, ...PARSERS.blocks].map(({ id }) => id);
export const TARGETS: readonly Target[] = [
  [
    `${FRAMES.length} frames, ${UNWRAPPERS.sure.length + UNWRAPPERS.loose.length} wrappings, ${dialects.length} dialects together`,
    (bytes) => readLines(bytes, null),
    2,
  ],
  [
    'each dialect alone',
    (bytes) => {
      for (const id of dialects) readLines(bytes, id);
    },
    1,
  ],
  ['unpacking', unpack, 0.5],
  ['the whole program and its outputs', wholeProgram, 1],
  ['databases and logs of etcd', readStores, 1, storeSeeds],
];
