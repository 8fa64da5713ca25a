import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { LineFramer } from '../../src/decoders/frame/lines.js';
import type { LinePayload } from '../../src/decoders/payload.js';
import { PARSERS } from '../../src/parsers/registry.js';
import { LineReader } from '../../src/reading/line-reader.js';
import { RowOrder } from '../../src/reading/row-order.js';
import { clock } from '../decoders/read-lines.js';

/** A record or unrecognised lines, as in `records`. */
export interface AnyRow {
  readonly line: number;
  readonly lines: number;
  readonly kind: string;
  readonly format: string;
  /** Its fields; for unrecognised lines the text. */
  readonly said: string;
}

export interface AllRead {
  readonly rows: readonly AnyRow[];
  readonly counts: LineReader['counts'];
  readonly problems: readonly string[];
}

/** Reads bytes in chunks of a size, and gives the rows in the order of their lines. */
export function readAll(input: string | Buffer, chunkSize = 1 << 20, format: string | null = null): AllRead {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const rows: AnyRow[] = [];
  const problems: string[] = [];
  const order = new RowOrder((row) => {
    const { line, lines, kind, format, said } = row as unknown as AnyRow;
    rows.push({ line, lines: lines ?? 1, kind, format, said });
  });
  let payload: LinePayload | null = null;
  const add = (kind: string, format: string, said: object | string, at?: { line: number; lines: number }): void => {
    const line = at?.line ?? payload?.firstLine ?? 0;
    const lines = at?.lines ?? payload?.lines ?? 1;
    order.add({
      input: '',
      line,
      ...(lines > 1 ? { lines } : {}),
      kind,
      format,
      said: typeof said === 'string' ? said : JSON.stringify(said),
    });
  };
  const reader = new LineReader(
    PARSERS,
    format,
    { input: 'a', clock, namespace: null, hints: new Set() },
    {
      record: (record, at, lines = 1) =>
        add(
          record.kind,
          record.format,
          { ...record, host: payload?.host },
          at === undefined ? at : { line: at.line, lines },
        ),
      request: (view) => {
        const { op, key, valueBytes, duration, remote, refused, format } = view;
        const time = Number.isNaN(view.time) ? null : view.time;
        add('request', format, { time, op, key, valueBytes, duration, remote, refused });
      },
      problem: (message) => void problems.push(message),
    },
    {
      begin: (current) => void (payload = current),
      plain: (current) => add('log', 'journal', { time: current.outerTime, message: current.text }),
      unrecognised: (line, _offset, text, lines) => add('unrecognised', '', text, { line, lines }),
      continued: (line) => order.extend(line),
      settled: (before) => order.settled(before),
    },
  );
  let offset = 0;
  const framer = new LineFramer((buffer, start, end) => {
    reader.line(buffer, start, end, offset);
    offset += end - start + 1;
  });
  for (let at = 0; at < bytes.length; at += chunkSize) framer.push(bytes.subarray(at, at + chunkSize));
  framer.end();
  reader.end();
  order.end();
  return { rows, counts: reader.counts, problems };
}

/** Unrecognised lines, as in the rows. */
export const missedIn = ({ rows }: AllRead): readonly AnyRow[] => rows.filter(({ kind }) => kind === 'unrecognised');

export interface Fixture {
  readonly name: string;
  readonly bytes: Buffer;
}

/** Every fixture of a dialect, a frame or a wrapping. */
export function fixtures(): readonly Fixture[] {
  return ['fixtures/parsers', 'fixtures/decoders'].flatMap((folder) =>
    readdirSync(folder)
      .sort()
      .flatMap((name) =>
        readdirSync(join(folder, name), { withFileTypes: true })
          .filter(
            (entry) =>
              entry.isFile() && !entry.name.endsWith('.md') && !/\.(?:journal|db|gz|tar|tsv)$/.test(entry.name),
          )
          .map((entry) => join(name, entry.name))
          .sort()
          .map((file) => ({ name: file, bytes: readFileSync(join(folder, file)) })),
      ),
  );
}
