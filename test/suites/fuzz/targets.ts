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
import { clock } from '../../decoders/read-lines.js';

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

/** `share`: of the seconds that are given. */
export type Target = readonly [name: string, run: (bytes: Buffer) => Promise<void> | void, share: number];
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
];
