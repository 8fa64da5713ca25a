#!/usr/bin/env node
/**
 * The program against the tools that people reach for: makes its data, runs every engine in turn, checks that all count the
 * same, and prints medians and ratios as Markdown. Installs nothing; a peer that isn't there is left out. DuckDB is looked for
 * where `npm install --prefix .cache/peers @duckdb/node-api` puts it.
 * `npm run bench [-- --size MiB] [--rounds N] [--seed N] [--only a,b,c,d,gz,events,keys,start] [--events MiB]
 * [--keys low|real|hostile]`.
 */
import { closeSync, existsSync, openSync, readSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { bars, type Bar } from './bench/bars.js';
import { auditLog, eventList, gzipped, MEBI, requestLog, type Data } from './bench/data.js';
import {
  audited,
  awkAudit,
  awkPlain,
  awkStats,
  duckdb,
  gunzip,
  helpOnly,
  jq,
  jqAudit,
  lnav,
  nothingAtAll,
  ours,
  PROGRAM,
  rg,
  sha256,
  versionOnly,
  wc,
  type Engine,
} from './bench/engines.js';
import type { Measured } from './bench/results.js';
import { isThere, median, run, type Run } from './bench/run.js';
import { newKeySlope, type KeySlope } from './bench/slope.js';
import { KEY_SOURCES, type KeySourceName } from './request-keys.js';

/** jq takes minutes for what others read in a second: it gets the first of it. */
const SLICE = 32 * MEBI;

interface Job {
  readonly id: string;
  readonly title: string;
  readonly make: () => Promise<Data>;
  readonly engines: readonly Engine[];
  /** Engines on the first of the data. */
  readonly onSlice?: readonly Engine[];
}

/** Runs the engines in turn, so that what else the machine does meets all of them. */
async function measure(data: Data, engines: readonly Engine[], rounds: number): Promise<Measured[]> {
  const runs = new Map<Engine, Run[]>(engines.map((engine) => [engine, []]));
  const counts = new Map<string, number>();
  for (let round = 0; round < rounds; round += 1) {
    for (const engine of engines) {
      const done = await run(engine.command, engine.args(data.file), engine.env);
      runs.get(engine)?.push(done);
      const count = engine.count(done);
      if (count !== null) counts.set(engine.name, count);
    }
  }
  if (new Set(counts.values()).size > 1)
    throw new Error(`${data.file}: engines count differently: ${JSON.stringify([...counts])}`);
  return engines.map((engine) => {
    engine.after?.();
    const list = runs.get(engine) ?? [];
    return {
      engine: engine.name,
      bytes: data.bytes,
      wall: median(list.map(({ wall }) => wall)),
      cpu: median(list.map(({ cpu }) => cpu)),
      peakMiB: Math.max(...list.map(({ peakMiB }) => peakMiB)),
    };
  });
}

/** The whole lines of the first part. */
function slice({ file, bytes }: Data): Data {
  if (bytes <= SLICE) return { file, bytes };
  const part = `${file}.slice`;
  const buffer = Buffer.alloc(SLICE);
  const input = openSync(file, 'r');
  readSync(input, buffer, 0, SLICE, 0);
  closeSync(input);
  const whole = buffer.subarray(0, buffer.lastIndexOf(10) + 1);
  if (!existsSync(part)) writeFileSync(part, whole);
  return { file: part, bytes: whole.length };
}

const oursAudit = (count: number | null): Engine => ours(count, true, PROGRAM, audited);

function jobs(size: number, events: number, seed: number, keys: KeySourceName): Job[] {
  const log =
    (form: 'plain' | 'short' | 'json', mebibytes = size) =>
    (): Promise<Data> =>
      requestLog(form, mebibytes, seed, keys);
  const all: Job[] = [
    { id: 'start', title: 'start-up', make: log('plain', 1), engines: [nothingAtAll, versionOnly, helpOnly, ours(1)] },
    {
      id: 'a',
      title: '(a) request stats JSON in journal short lines',
      make: log('short'),
      engines: [ours(1), ours(null), awkStats('mawk'), awkStats('gawk'), lnav, duckdb('stats'), wc, rg, sha256],
    },
    {
      id: 'b',
      title: '(b) plain request log',
      make: log('plain'),
      engines: [ours(1), ours(2), ours(null), awkPlain('mawk'), awkPlain('gawk'), duckdb('plain'), wc, rg, sha256],
    },
    {
      id: 'c',
      title: '(c) audit log, Metadata to RequestResponse',
      make: () => auditLog(size, seed),
      engines: [oursAudit(1), oursAudit(null), awkAudit('mawk'), awkAudit('gawk'), wc, sha256],
      onSlice: [jqAudit, oursAudit(1)],
    },
    {
      id: 'd',
      title: '(d) journalctl -o json',
      make: log('json'),
      engines: [ours(1), ours(null), awkStats('mawk'), duckdb('stats'), wc, sha256],
      onSlice: [jq, ours(1)],
    },
    { id: 'gz', title: '(a).gz', make: async () => gzipped(await log('short')()), engines: [ours(null), gunzip] },
    {
      id: 'events',
      title: 'kubectl events, one JSON document',
      make: () => eventList(events, seed),
      engines: [ours(1)],
    },
  ];
  for (const id of ['a', 'b', 'd'] as const)
    all.push({
      id: `${id}/4`,
      title: `(${id}), a quarter of it`,
      make: log(({ a: 'short', b: 'plain', d: 'json' } as const)[id], size / 4),
      engines: [ours(1)],
    });
  return all;
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      size: { type: 'string' },
      events: { type: 'string' },
      rounds: { type: 'string' },
      seed: { type: 'string' },
      only: { type: 'string' },
      keys: { type: 'string' },
    },
  });
  const size = Number(values.size ?? 256);
  const rounds = Number(values.rounds ?? 5);
  const only = values.only?.split(',') ?? null;
  const seed = Number(values.seed ?? 1);
  const keys = KEY_SOURCES.find((name) => name === values.keys) ?? 'real';
  const chosen = jobs(size, Number(values.events ?? 200), seed, keys).filter(
    ({ id }) => only === null || only.includes(id) || only.includes(id.replace('/4', '')),
  );
  const results = new Map<string, readonly Measured[]>();
  const missing = new Set<string>();
  const there = (engine: Engine): boolean => {
    const { name, isThere: has } = engine.peer ?? { name: engine.command, isThere: () => isThere(engine.command) };
    if (!has()) missing.add(name);
    return has();
  };
  print([
    `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'processor'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node.js ` +
      `${process.versions.node}; about ${size} MiB of each, ${keys} keys, medians of ${rounds}; CPU is user and system time of all threads.`,
    '',
    '| job | engine | wall s | CPU s | MB/s | peak MiB |',
    '|---|---|--:|--:|--:|--:|',
  ]);
  for (const job of chosen) {
    const data = await job.make();
    const measured = await measure(data, job.engines.filter(there), rounds);
    results.set(job.id, measured);
    print(measured.map((row) => line(job.title, row)));
    if (job.onSlice === undefined) continue;
    const part = await measure(slice(data), job.onSlice.filter(there), Math.min(rounds, 3));
    results.set(`${job.id} slice`, part);
    print(part.map((row) => line(`${job.title}, the first ${Math.round(row.bytes / MEBI)} MiB`, row)));
  }
  const slope = only === null || only.includes('keys') ? await newKeySlope(Math.min(size, 256), seed, rounds) : null;
  if (slope !== null) print(['', ...slopeLines(slope)]);
  print(['', '| bar | measured | at most | met |', '|---|--:|--:|---|', ...bars(results, slope).map(barLine)]);
  if (missing.size > 0) print(['', `Not on this machine: ${[...missing].join(', ')}.`]);
}

const line = (title: string, { engine, bytes, wall, cpu, peakMiB }: Measured): string =>
  `| ${title} | ${engine} | ${wall.toFixed(2)} | ${cpu.toFixed(2)} | ${Math.round(bytes / wall / 1e6)} | ${Math.round(peakMiB)} |`;

const barLine = ({ what, measured, bar, atLeast = false, unit = '' }: Bar): string =>
  `| ${what} | ${measured.toFixed(2)}${unit} | ${atLeast ? 'at least ' : ''}${bar}${unit} | ${
    (atLeast ? measured >= bar : measured <= bar) ? 'yes' : 'no'
  } |`;

const slopeLines = ({ points, micros }: KeySlope): string[] => [
  '| plain request log, --jobs 1 | different keys | CPU s |',
  '|---|--:|--:|',
  ...points.map(({ fresh, keys, cpu }) => `| ${fresh} of the new keys | ${keys} | ${cpu.toFixed(2)} |`),
  '',
  `A new key: ${micros.toFixed(2)} µs of CPU time.`,
];

const print = (lines: readonly string[]): void => void process.stdout.write(lines.map((text) => `${text}\n`).join(''));

await main();
