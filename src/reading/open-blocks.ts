import type {
  Block,
  BlockParser,
  Context,
  LinePiece,
  LineRef,
  LineSpan,
  LineStretch,
  Payload,
  Sink,
} from '../model/parser.js';
import type { LinePayload } from '../decoders/payload.js';
import { byFirstByte, type ByFirstByte } from './by-first-byte.js';

/** So much of what a block took is kept, in case that it gives it back: lines, and characters of them. */
const HELD_LINES = 2048;
const HELD_CHARACTERS = 1 << 20;

/** A line that a block took, and how often it was released before. */
interface Taken {
  readonly ref: LineRef;
  readonly returns: number;
}

interface OpenBlock {
  readonly parser: BlockParser;
  readonly block: Block;
  first: LineRef;
  readonly held: Taken[];
  characters: number;
  taken: number;
}

/** What a block took and no parser recognised. */
export interface GivenBack {
  readonly lines: number;
  /** Those of the lines that were kept, to be offered to others. */
  readonly held: readonly Taken[];
  /** Where the rest of them stands. */
  readonly spans: readonly (LineSpan & { readonly text: string })[];
  /** Who has had them. */
  readonly by: BlockParser;
}

/** The blocks that are open, innermost last, and what they took so far, as far as memory is set aside for it. */
export class OpenBlocks {
  private readonly open: OpenBlock[] = [];
  private readonly byFirst: ByFirstByte<BlockParser>;

  constructor(
    readonly parsers: readonly BlockParser[],
    private readonly context: Context,
    private readonly sink: Sink,
    private readonly onClose: (back: GivenBack) => void,
    private readonly beginsOther: (ref: LineRef) => boolean,
  ) {
    this.byFirst = byFirstByte(parsers);
  }

  get size(): number {
    return this.open.length;
  }

  /** The first line that any of them has; Infinity: none is open. */
  get since(): number {
    let since = Infinity;
    for (const { first } of this.open) since = Math.min(since, first.line);
    return since;
  }

  /** Answers whether a block took the line. */
  offer(ref: LineRef, returns = 0): boolean {
    for (let depth = this.open.length - 1; depth >= 0; depth -= 1) {
      const open = this.open[depth];
      if (open === undefined) continue;
      let answer = open.block.take(ref);
      if (answer === 'if-none') {
        answer = this.beginsOther(ref) ? 'over' : 'more';
        if (answer === 'more') open.block.insist?.(ref);
      }
      if (answer === 'skip') continue;
      if (answer === 'more' || answer === 'done') keep(open, ref, returns);
      if (answer === 'more') return true;
      this.closeDownTo(depth);
      if (answer === 'done') return true;
      // what was released may have opened others, which wait for this line
      depth = Math.max(depth, this.open.length);
    }
    return false;
  }

  /** Whether the innermost block may take many lines at once. None of them is kept: enough were. */
  get takesMany(): boolean {
    const open = this.open.at(-1);
    if (open?.block.takeMany === undefined) return false;
    // an outer one has to see where the next one begins
    return isFull(open) || (this.open.length === 1 && open.block.lingers === true);
  }

  /** Whole lines. Answers how many the innermost block took, and where the next one begins. */
  offerMany(stretch: LineStretch): { readonly lines: number; readonly to: number } {
    const open = this.open.at(-1);
    const answer = open?.block.takeMany?.(stretch);
    if (open === undefined || answer === undefined) return { lines: 0, to: stretch.start };
    open.taken += answer.lines;
    if (open.block.lingers === true)
      open.first = { line: stretch.line + answer.lines, byteOffset: null, text: open.first.text };
    if (answer.done) this.closeDownTo(this.open.length - 1);
    return answer;
  }

  /** Opens the block of the first dialect whose line the piece begins. */
  beginPart(piece: LinePiece): boolean {
    for (const parser of this.byFirst.of(piece.at.text)) {
      const block = parser.openPart?.(piece, this.context, this.sink) ?? null;
      if (block !== null) return this.opened(parser, block, piece.at, 0);
    }
    return false;
  }

  part(piece: LinePiece, last: boolean): boolean {
    const block = this.open.at(-1)?.block;
    block?.part?.(piece, last);
    return block?.part !== undefined;
  }

  /** The same by a look at the line's bytes first: nearly all lines are no beginning of anything, and need no text. */
  beginAt(line: LinePayload): boolean {
    for (const { mayOpen } of this.byFirst.at(line.bytes, line.start, line.end))
      if (mayOpen === undefined || mayOpen(line)) return this.begin(line.ref(), null, 0, line);
    return false;
  }

  /** Opens the block of the first dialect that the line begins; those up to `except` have had it, or did not want it. */
  begin(ref: LineRef, except: BlockParser | null = null, returns = 0, line: Payload | null = null): boolean {
    const dialects = this.byFirst.of(ref.text);
    for (const parser of except === null ? dialects : dialects.slice(dialects.indexOf(except) + 1)) {
      if (line !== null && parser.mayOpen?.(line) === false) continue;
      if (this.open.some((open) => open.parser === parser)) continue;
      const block = parser.open(ref, this.context, this.sink);
      if (block !== null) return this.opened(parser, block, ref, returns);
    }
    return false;
  }

  private opened(parser: BlockParser, block: Block, first: LineRef, returns: number): true {
    const open: OpenBlock = { parser, block, first, held: [], characters: 0, taken: 0 };
    keep(open, first, returns);
    this.open.push(open);
    return true;
  }

  close(): void {
    while (this.open.length > 0) this.closeDownTo(0);
  }

  /** Lines that are released may open other blocks: these stay. */
  private closeDownTo(depth: number): void {
    for (const open of this.open.splice(depth).reverse()) {
      const lines = Math.min(open.block.close(), open.taken);
      if (lines > 0) this.onClose({ lines, ...givenBack(open, lines), by: open.parser });
    }
  }
}

const isFull = ({ held, characters }: OpenBlock): boolean => held.length >= HELD_LINES || characters >= HELD_CHARACTERS;

function keep(open: OpenBlock, ref: LineRef, returns: number): void {
  open.taken += 1;
  if (isFull(open)) return;
  open.held.push({ ref, returns });
  open.characters += ref.text.length;
}

/**
 * Which lines a block releases: all, those that it names, else the last ones. Only what it releases as a whole is
 * offered to others: a part is the inside of a document.
 */
function givenBack({ block, held, taken, first }: OpenBlock, lines: number): Pick<GivenBack, 'held' | 'spans'> {
  if (lines >= taken) {
    const rest = lines - held.length;
    const next = (held.at(-1)?.ref.line ?? first.line) + 1;
    return { held, spans: rest > 0 ? [{ line: next, lines: rest, text: '' }] : [] };
  }
  const named = block.givenBack ?? [];
  const sum = named.reduce((all, span) => all + span.lines, 0);
  const spans = sum === lines ? named : [{ line: held.at(-lines)?.ref.line ?? first.line, lines }];
  return { held: [], spans: spans.map((span) => ({ ...span, text: textAt(held, span.line) })) };
}

function textAt(held: readonly Taken[], line: number): string {
  const ref = held.find((taken) => taken.ref.line === line)?.ref;
  return ref === undefined ? '' : (ref.raw ?? ref.text);
}
