import { emptyTally, mergeTallies, type Tally } from '../../src/aggregates/registry.js';
import { objectName, objectNumbers } from '../../src/aggregates/write-objects.js';
import type { StreamWrites } from '../../src/aggregates/write-tally.js';
import type { LinePayload } from '../../src/decoders/payload.js';
import { eachCell, type CellTable } from '../../src/mergeable/cell-table.js';
import { keyAt } from '../../src/mergeable/key-table.js';
import { TimeReader, type PackedTimes } from '../../src/mergeable/packed-times.js';
import type { Context, Sink } from '../../src/model/parser.js';
import type { RequestBatch } from '../../src/model/request-batch.js';
import { hashKey, type RequestView } from '../../src/model/request.js';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { PARSERS } from '../../src/parsers/registry.js';
import { makeClock, type ClockSpec } from '../../src/reading/clock/clock.js';
import type { BatchSink } from '../../src/reading/accelerated/kernel-feed.js';
import type { Feed } from '../../src/reading/line-feed.js';
import { LineReader } from '../../src/reading/line-reader.js';
import type { LineEvents } from '../../src/reading/reader-state.js';
import type { ShardResult } from '../../src/reading/shard/shard.js';
import { makeCaseFile } from '../../src/timeline/case-file.js';

export const CLOCK: ClockSpec = {
  zone: { minutes: 0 },
  zoneFrom: 'assumed',
  year: { fixed: 2024 },
  yearFrom: 'option',
  capturedAt: null,
};

/** Notes whatever a reader or a kernel finds, each with its place. */
export class Notes implements Sink, LineEvents, BatchSink {
  readonly found: string[] = [];
  batched = 0;
  private payload: LinePayload | null = null;
  private at = '';

  get isBare(): boolean {
    return this.payload?.host == null && this.payload?.ident == null;
  }

  begin(payload: LinePayload, line: number, byteOffset: number): void {
    this.payload = payload;
    this.at = `${line}@${byteOffset}`;
  }

  record({ kind }: { readonly kind: string }): void {
    this.found.push(`${this.at} record ${kind}`);
  }

  request(view: RequestView): void {
    const { op, format, time, key, valueBytes, duration, remote, sampled, failed, conflict } = view;
    const hash = hashKey(view.keyBytes, view.keyStart, view.keyEnd);
    this.found.push(
      `${this.at} ${format} ${op} ${time} ${key} ${hash} ${valueBytes} ${duration} ${remote} ${sampled} ${failed} ${conflict} ` +
        `${this.payload?.host} ${this.payload?.ident} ${this.payload?.pid} ${this.payload?.lineText}`,
    );
  }

  requests(batch: RequestBatch): void {
    this.batched += batch.to - batch.from;
    for (let entry = batch.from; entry < batch.to; entry += 1) this.request(batch.view(entry));
  }

  problem(message: string): void {
    this.found.push(`${this.at} problem ${message}`);
  }

  plain(): void {
    this.found.push(`${this.at} plain`);
  }

  unrecognised(line: number, byteOffset: number, text: string): void {
    this.found.push(`${line}@${byteOffset} unrecognised ${text}`);
  }
}

export type MakeFeed = (reader: LineReader, notes: Notes) => Feed;

export async function notesOf(bytes: Buffer, chunk: number, make: MakeFeed): Promise<{ notes: Notes; told: unknown }> {
  const clock = await makeClock(CLOCK);
  const notes = new Notes();
  const context: Context & { clock: typeof clock } = {
    input: 'x.log',
    clock,
    namespace: null,
    hints: new Set(['request-log']),
  };
  const reader = new LineReader(PARSERS, null, context, notes, notes);
  const feed = make(reader, notes);
  for (let at = 0; at < bytes.length; at += chunk) feed.push(bytes.subarray(at, at + chunk));
  feed.end();
  reader.end();
  return { notes, told: { found: notes.found, counts: reader.counts, cut: feed.cut } };
}

function cells(table: CellTable, name: (id: number) => string): string[] {
  const list: string[] = [`width ${table.width}`];
  eachCell(table, (id, second, at) =>
    list.push(`${name(id)} ${second} ${table.values.subarray(at, at + table.columns).join(' ')}`),
  );
  return list.sort();
}

function times(packed: PackedTimes): number[] {
  const reader = new TimeReader(packed);
  return Array.from({ length: packed.count }, () => reader.next());
}

function stream(tally: Tally, writes: StreamWrites): unknown {
  const { objects } = tally['write-volume'];
  const group = (id: number): string => {
    const { pair, workload } = objects.groups[id] ?? { pair: -1, workload: -1 };
    return `${objects.pairs[pair]} ${objects.workloads[workload]}`;
  };
  const sums = [...objectNumbers(objects)].map((object) => {
    const { values, columns, first, last } = writes.objects;
    const at = object * columns;
    return `${objectName(objects, object)} ${values.subarray(at, at + columns).join(' ')} ${first[object]} ${last[object]}`;
  });
  const { pairs, groups, marks, grants, requests, first, last } = writes;
  const client = (id: number): string => keyAt(tally['write-volume'].clients, id);
  return {
    clients: cells(writes.clients, client),
    stamps: times(writes.stamps).sort(),
    pairs: cells(pairs, (id) => objects.pairs[id] ?? ''),
    groups: cells(groups, group),
    marks: cells(marks, String),
    grants: cells(grants, String),
    objects: sums.filter((text) => !/ 0 0 0 /.test(text)).sort(),
    ...{ requests, first, last },
  };
}

/** All that a shard ends in, whatever the order of cells. */
export function told({ tallies, ...rest }: ShardResult): unknown {
  const tally = tallies.reduce(mergeTallies, emptyTally());
  const writes = tally['write-volume'];
  return {
    rest,
    streams: [...writes.streams].map(([name, one]) => [name, stream(tally, one)]),
    exemplars: [...writes.exemplars].sort(([a], [b]) => (a < b ? -1 : 1)),
    sizes: [[...writes.sizeCounts], [...writes.sizeBytes], writes.largest],
    coverage: [...tally['stream-coverage']],
    case: JSON.stringify(makeCaseFile(tally, [], DEFAULT_THRESHOLDS)),
  };
}
