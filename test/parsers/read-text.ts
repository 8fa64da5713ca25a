import { LinePayload } from '../../src/decoders/payload.js';
import type { Block, BlockParser, Clock, Context, LineParser, LineRef, Sink } from '../../src/model/parser.js';
import type { AnyRecord, Claim, StatementBody } from '../../src/model/record.js';
import { epochMicros } from '../../src/model/units.js';

export interface Read {
  readonly record: AnyRecord;
  readonly line: number;
  readonly lines: number;
}

export interface Reading {
  readonly read: readonly Read[];
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  /** Numbers of lines that no parser recognised, then how many blocks released. */
  readonly unclaimed: readonly number[];
  readonly givenBack: number;
}

const utc: Clock = {
  local: (year, month, day, hour, minute, second, micro) =>
    epochMicros(Date.UTC(year ?? 2024, month - 1, day, hour, minute, second) * 1000 + micro),
  capturedAt: null,
};
export const context: Context = { input: 'a.txt', clock: utc, namespace: null, hints: new Set() };

/** Reads a text as the pipeline does: open blocks from the innermost, then line dialects, then blocks that may begin. */
export function readText(
  text: string | Buffer,
  lineParsers: readonly LineParser[],
  blockParsers: readonly BlockParser[],
): Reading {
  const bytes = typeof text === 'string' ? Buffer.from(text) : text;
  const payload = new LinePayload();
  const open: { parser: BlockParser; block: Block }[] = [];
  const read: Read[] = [];
  const problems: { line: number; message: string }[] = [];
  const unclaimed: number[] = [];
  let givenBack = 0;
  let number = 0;
  const sink: Sink = {
    record: (record, at, lines) => void read.push({ record, line: at?.line ?? number, lines: lines ?? 1 }),
    request: () => undefined,
    problem: (message, at) => void problems.push({ line: at?.line ?? number, message }),
  };
  const pop = (): void => {
    givenBack += open.pop()?.block.close() ?? 0;
  };
  const offered = (ref: LineRef): boolean => {
    for (let depth = open.length - 1; depth >= 0; depth -= 1) {
      const answer = open[depth]?.block.take(ref) ?? 'skip';
      if (answer === 'if-none') open[depth]?.block.insist?.(ref);
      if (answer === 'more' || answer === 'if-none') return true;
      if (answer === 'skip') continue;
      while (open.length > depth) pop();
      if (answer === 'done') return true;
    }
    return false;
  };
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(10, start);
    const end = feed === -1 ? bytes.length : feed;
    number += 1;
    payload.reset(bytes, start, end);
    const ref = { line: number, byteOffset: start, text: payload.lineText };
    start = end + 1;
    if (offered(ref) || payload.text.trim() === '') continue;
    if (lineParsers.some((parser) => parser.parse(payload, context, sink))) continue;
    const parser = blockParsers.find((candidate) => {
      if (open.some((entry) => entry.parser === candidate)) return false;
      const block = candidate.open(ref, context, sink);
      if (block !== null) open.push({ parser: candidate, block });
      return block !== null;
    });
    if (parser === undefined) unclaimed.push(number);
  }
  while (open.length > 0) pop();
  return { read, problems, unclaimed, givenBack };
}

export function recordsOf(reading: Reading): AnyRecord[] {
  return reading.read.map(({ record }) => record);
}

/** The claims, each with its line, in the order of the text. */
export function statementsOf(reading: Reading): { line: number; claim: StatementBody }[] {
  const claims = reading.read.filter(({ record }) => record.kind === 'claim');
  return claims.map(({ record, line }) => ({ line, claim: (record as Claim).claim })).sort((a, b) => a.line - b.line);
}
