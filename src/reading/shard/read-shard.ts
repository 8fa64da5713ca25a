import { excerptText } from '../../model/evidence.js';
import { snapshotOf } from '../../aggregates/registry.js';
import type { Context } from '../../model/parser.js';
import { PARSERS } from '../../parsers/registry.js';
import type { ReadResult } from '../../sources/reader.js';
import { KernelFeed } from '../accelerated/kernel-feed.js';
import { borrowKernel, returnKernel } from '../accelerated/kernel.js';
import { makeClock } from '../clock/clock.js';
import { warmUp } from '../clock/warm-up.js';
import { readJournal } from '../journal-input.js';
import { LineFeed, WHOLE, type Feed } from '../line-feed.js';
import { LineReader } from '../line-reader.js';
import { readStoreInput } from '../store-input.js';
import { readWalInput } from '../wal-input.js';
import { Folder } from './folder.js';
import { isForKernel, shapesOf } from './kernel-use.js';
import { pieceOf, readPiece, reasonWhy } from './piece.js';
import type { Shard, ShardHooks, ShardResult } from './shard.js';
import { readText } from './text.js';
import { readWhole } from './whole.js';

/** Of an input that goes on: there is no hash of it, and nothing is wrong. */
const SO_FAR: ReadResult = { bytes: 0, sha256: '', complete: true, problem: null };

/** Reads one shard to its end. */
export async function readShard(shard: Shard, hooks: ShardHooks = {}): Promise<ShardResult> {
  const clock = await makeClock(shard.clock);
  const context: Context = { input: shard.input, clock, namespace: shard.namespace, hints: new Set(shard.hints) };
  const source = shard.place ?? shard.file;
  let broken: string | null = null;
  if (shard.range !== null && shard.range.from > 0 && source !== null && !('minutes' in shard.clock.zone))
    broken = reasonWhy(() => warmUp(clock, (shard.range as FromTo).from, { source, format: shard.format }, context));
  const folder = new Folder(shard, hooks, clock);
  const reader = new LineReader(PARSERS, shard.format, { ...context, clock }, folder, folder);
  const linesBefore = hooks.into?.lines ?? 0;
  reader.counts.lines = linesBefore;
  let read: ReadResult | null = null;
  const resultOf = (tally = folder.tally): ShardResult => ({
    tallies: hooks.into === undefined && !folder.isPostponed ? [tally] : [],
    lasting: hooks.into === undefined ? null : tally,
    isPostponed: folder.isPostponed,
    lines: reader.counts.lines - linesBefore,
    unrecognised: reader.counts.unrecognised,
    samples: reader.counts.samples.map((s) => ({ line: s.line, message: excerptText(s.message) })),
    problems: folder.problems,
    records: Object.fromEntries([...folder.records].sort(([a], [b]) => (a < b ? -1 : 1))),
    first: folder.first,
    last: folder.last,
    usedZone: clock.usedZone,
    usedYear: clock.usedYear,
    clockNotes: [...clock.notes],
    read,
    broken,
  });
  hooks.onOpen?.(() => {
    folder.flushRequests();
    return { ...resultOf(snapshotOf(folder.tally)), read: SO_FAR };
  });
  if (shard.mode === 'store') read = await readStoreInput(shard, folder, hooks);
  else if (shard.mode === 'wal') read = await readWalInput(shard, folder, hooks);
  else if (shard.mode === 'journal')
    read = await readJournal(shard, reader, (message) => folder.problem(message), hooks);
  else if (shard.range === null && shard.mode === 'text') read = await readText(shard, reader, hooks);
  else {
    const kernel = isForKernel(shard, hooks) ? borrowKernel() : null;
    const range = shard.range === null ? WHOLE : pieceOf(shard.range);
    const feed: Feed =
      kernel === null
        ? new LineFeed(reader, range)
        : new KernelFeed(kernel, reader, folder, range, shapesOf(shard, kernel));
    if (shard.range === null) read = await readWhole(shard, feed, reader, hooks);
    else broken = reasonWhy(() => readPiece(shard, range.offset, feed, reader, hooks)) ?? broken;
    feed.end();
    if (kernel !== null) returnKernel(kernel);
    if (feed.cut > 0) folder.problem(`${feed.cut} line(s) longer than 32 MiB were cut`);
  }
  reader.end();
  folder.finish();
  return resultOf();
}

type FromTo = NonNullable<Shard['range']>;
