import { LineFramer } from '../../src/decoders/frame/lines.js';
import type { LinePayload } from '../../src/decoders/payload.js';
import { epochMicros } from '../../src/model/units.js';
import { PARSERS } from '../../src/parsers/registry.js';
import type { UsedClock } from '../../src/reading/clock/clock.js';
import { LineReader } from '../../src/reading/line-reader.js';

export interface Row {
  /** The line that is cited, as it stands in the input. */
  readonly cited: number;
  readonly text: string;
  readonly firstLine: number;
  readonly lines: number;
  readonly host: string | null;
  readonly time: number | null;
  readonly kind: string;
  /** All that the record says. */
  readonly said: string;
}

export interface LinesRead {
  readonly rows: readonly Row[];
  readonly unknown: readonly string[];
  readonly counts: LineReader['counts'];
  readonly problems: readonly string[];
}

/** UTC, and 2026 where a stamp has no year. */
export const clock: UsedClock = {
  usedZone: false,
  usedYear: false,
  capturedAt: null,
  local: (year, month, day, hour, minute, second, micro) =>
    epochMicros(Date.UTC(year ?? 2026, month - 1, day, hour, minute, second) * 1000 + micro),
};

/** Reads bytes as the pipeline does, in chunks of a size. */
export function readLines(input: string | Buffer, chunkSize = 1 << 20): LinesRead {
  const bytes = typeof input === 'string' ? Buffer.from(input) : input;
  const rows: Row[] = [];
  const unknown: string[] = [];
  const problems: string[] = [];
  let payload: LinePayload | null = null;
  const add = (
    kind: string,
    time: number | null,
    said: object,
    at?: { line: number; text: string; raw?: string },
  ): void => {
    rows.push({
      cited: at?.line ?? payload?.line ?? 0,
      text: at?.raw ?? at?.text ?? payload?.lineText ?? '',
      firstLine: at?.line ?? payload?.firstLine ?? 0,
      lines: at === undefined ? (payload?.lines ?? 1) : 1,
      host: payload?.host ?? null,
      time,
      kind,
      said: JSON.stringify(said),
    });
  };
  const reader = new LineReader(
    PARSERS,
    null,
    { input: 'a', clock, namespace: null, hints: new Set() },
    {
      record: (record, at) => add(record.kind, record.time, record, at),
      request: (view) => {
        const { op, key, valueBytes, duration, remote, refused } = view;
        const time = Number.isNaN(view.time) ? null : view.time;
        add('request', time, { time, op, key, valueBytes, duration, remote, refused });
      },
      problem: (message) => void problems.push(message),
    },
    {
      begin: (current) => void (payload = current),
      plain: (current) => add('plain', current.outerTime, { message: current.text }),
      unrecognised: (_line, _offset, text) => void unknown.push(text),
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
  return { rows, unknown, counts: reader.counts, problems };
}

/** What the records say, without where they stand. */
export const saidBy = ({ rows }: LinesRead): string[] => rows.map(({ said }) => said);
