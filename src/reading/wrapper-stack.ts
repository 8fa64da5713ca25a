import type { Unwrapper } from '../decoders/unwrap/unwrapper.js';
import type { LineParser } from '../model/parser.js';

/** Wrappings are inside each other at most so deep: a container's line in a journal in an export. */
export const MOST_WRAPPINGS = 3;

/** Which wrappings and which dialect a line had. */
export type ChainState = Pick<Chain, 'wrappings' | 'parser' | 'joins' | 'short'>;

/** The wrappings and the dialect that the last line had. */
export class Chain {
  wrappings: readonly Unwrapper[] = [];
  parser: LineParser | null = null;
  /** Whether a line of one of the wrappings may be a part of an entry. */
  joins = false;
  /** Whether it is a line of the journal's text modes. */
  short = false;
  private readonly path: Unwrapper[] = [];

  /** A wrapping came off at this depth; what is inside is still to be known. */
  enter(depth: number, unwrapper: Unwrapper): void {
    this.path[depth] = unwrapper;
  }

  /** Whether this wrapping came off at this depth. */
  isIn(depth: number, unwrapper: Unwrapper): boolean {
    return this.path[depth] === unwrapper;
  }

  /** The wrappings that came off down to this depth. */
  tried(depth: number): readonly Unwrapper[] {
    return this.path.slice(0, depth);
  }

  get state(): ChainState {
    const { wrappings, parser, joins, short } = this;
    return { wrappings, parser, joins, short };
  }

  /** As it was after another line. */
  become({ wrappings, parser, joins, short }: ChainState): void {
    this.wrappings = wrappings;
    this.parser = parser;
    this.joins = joins;
    this.short = short;
  }

  /** A dialect knew what was inside. Answers whether one of the wrappings joins. */
  keep(depth: number, parser: LineParser, lasting: boolean): boolean {
    const { path } = this;
    let joins = false;
    let same = depth === this.wrappings.length;
    for (let i = 0; i < depth; i += 1) {
      joins ||= path[i]?.joins === true;
      same &&= path[i] === this.wrappings[i];
    }
    if (!lasting) return joins;
    this.parser = parser;
    if (same) return joins;
    this.wrappings = path.slice(0, depth);
    this.joins = joins;
    this.short = depth === 1 && path[0]?.id === 'journal-short';
    return joins;
  }
}
