import { readFileSync } from 'node:fs';
import type { Block, BlockParser, Context, LineRef } from '../../../src/model/parser.js';
import type { AnyRecord, KubeEvent } from '../../../src/model/record.js';
import { epochMicros, type EpochMicros } from '../../../src/model/units.js';

export interface Found {
  readonly record: AnyRecord;
  readonly line: number;
  readonly lines: number;
}

export interface BlockReading {
  readonly found: readonly Found[];
  readonly events: readonly KubeEvent[];
  readonly problems: readonly string[];
  /** Lines that no parser recognised, or that a block released. */
  readonly unrecognised: number;
}

/** A small stand-in for the pipeline: offers each line to the open block, then to the parser. */
export function readBlocks(
  parser: BlockParser,
  input: string,
  { capturedAt = null, namespace = null }: { capturedAt?: EpochMicros | null; namespace?: string | null } = {},
): BlockReading {
  const found: Found[] = [];
  const problems: string[] = [];
  let unrecognised = 0;
  let current: LineRef = { line: 0, byteOffset: null, text: '' };
  const context: Context = {
    input: 'test',
    namespace,
    hints: new Set(),
    clock: { capturedAt, local: () => epochMicros(0) },
  };
  const sink = {
    record: (record: AnyRecord, at: LineRef = current, lines = 1) => void found.push({ record, line: at.line, lines }),
    request: () => undefined,
    problem: (message: string) => void problems.push(message),
  };
  let block: Block | null = null;
  const texts = input.split('\n');
  if (texts.at(-1) === '') texts.pop();
  for (const [index, text] of texts.entries()) {
    current = { line: index + 1, byteOffset: null, text };
    const answer: ReturnType<Block['take']> = block === null ? 'over' : block.take(current);
    if (answer === 'if-none') block?.insist?.(current);
    if (answer === 'more' || answer === 'if-none') continue;
    if (block !== null && answer !== 'skip') {
      unrecognised += block.close();
      block = null;
    }
    if (answer === 'done') continue;
    block ??= parser.open(current, context, sink);
    if (block === null || answer === 'skip') unrecognised++;
  }
  unrecognised += block?.close() ?? 0;
  const events = found.flatMap(({ record }) => (record.kind === 'kube-event' ? [record] : []));
  return { found, events, problems, unrecognised };
}

export function fixture(name: string): string {
  return readFileSync(`fixtures/parsers/${name}`, 'utf8');
}

export function at(iso: string): EpochMicros {
  return epochMicros(Date.parse(iso) * 1000);
}
