import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { FRAMES } from '../../../src/decoders/frame/registry.js';
import { UNWRAPPERS } from '../../../src/decoders/unwrap/registry.js';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { epochMicros } from '../../../src/model/units.js';
import { PARSERS } from '../../../src/parsers/registry.js';
import { analyze } from '../../../src/pipeline/analyze.js';
import { LineReader } from '../../../src/pipeline/line-reader.js';
import { OUTPUTS } from '../../../src/reports/registry.js';
import { oneChunk } from '../../../src/sources/chunks.js';
import { readChunks } from '../../../src/sources/reader.js';
import { clock } from '../../decoders/read-lines.js';
import { keepFigure } from '../figures.js';
import { Coverage } from './coverage.js';
import { mutate, randomOf } from './mutate.js';

/** Seconds for each target, and where to begin: a failure is found again by its seed. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 10);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
const CORPUS = 'fixtures/fuzz';
/** An input of at most 32 KiB that takes longer is a finding: something is not linear. */
const SLOW_MS = 3000;
const MOST = 64;

const seeds = (folder: string): Buffer[] =>
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

type Target = readonly [name: string, run: (bytes: Buffer) => Promise<void> | void, share: number];
const dialects = [...PARSERS.lines, ...PARSERS.blocks].map(({ id }) => id);
const TARGETS: readonly Target[] = [
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

describe('fuzzing, guided by coverage', () => {
  for (const [name, run, share] of TARGETS)
    it(name, async function () {
      this.timeout(SECONDS * share * 1000 + 120_000);
      const random = randomOf(SEED);
      const coverage = new Coverage();
      const given = [
        ...seeds(CORPUS),
        ...seeds(name === 'unpacking' ? 'fixtures/sources' : 'fixtures/parsers'),
        ...seeds('fixtures/decoders'),
      ];
      const corpus = [...given];
      const kept: Buffer[] = [];
      const figures = { cases: 0, bytes: 0, slowestMs: 0 };
      const until = Date.now() + SECONDS * share * 1000;
      const one = async (bytes: Buffer): Promise<void> => {
        const from = performance.now();
        try {
          await run(bytes);
        } catch (error) {
          const file = path.join(CORPUS, `crash-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`);
          fs.mkdirSync(CORPUS, { recursive: true });
          fs.writeFileSync(file, bytes);
          throw new Error(`${file}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, {
            cause: error,
          });
        }
        const took = performance.now() - from;
        figures.cases += 1;
        figures.bytes += bytes.length;
        figures.slowestMs = Math.max(figures.slowestMs, Math.round(took));
        if (took > SLOW_MS) {
          fs.mkdirSync(CORPUS, { recursive: true });
          fs.writeFileSync(
            path.join(CORPUS, `slow-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`),
            bytes,
          );
          expect.fail(`${bytes.length} bytes took ${Math.round(took)} ms`);
        }
      };
      for (const bytes of seeds(CORPUS)) await one(bytes);
      while (Date.now() < until) {
        const input = corpus[random(corpus.length)] as Buffer;
        const bytes = mutate(input, corpus[random(corpus.length)] as Buffer, random);
        await one(bytes);
        if (coverage.fresh() === 0) continue;
        corpus.push(Buffer.from(bytes));
        kept.push(Buffer.from(bytes));
        if (corpus.length > given.length + MOST * 4) corpus.splice(given.length, 1);
      }
      coverage.close();
      console.log(
        `    ${name}: ${figures.cases} cases, ${figures.bytes} bytes, ${coverage.size} blocks, ${kept.length} inputs that reached new ones`,
      );
      keepFigure(
        `fuzz: ${name}`,
        `${figures.cases} cases, ${(figures.bytes / 1e6).toFixed(1)} MB, ${coverage.size} blocks of code, slowest ${figures.slowestMs} ms, no failure`,
      );
    });
});
