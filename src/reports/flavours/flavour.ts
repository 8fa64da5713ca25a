import type { Block } from '../document.js';
import type { Chain } from './causal-chain.js';

/** A way to write the report for a ticket system. Plain text of blocks comes from anywhere: it escapes all of it. */
export interface Flavour {
  /** What the ticket system takes. */
  readonly longest: number;
  /** Blocks, one after the other, ending in a line end. */
  blocks(blocks: readonly Block[]): string;
  /** A section past the first screen, folded where the markup can. */
  section(blocks: readonly Block[]): string;
  chain(chain: Chain): string;
  /** What a text that was cut in the middle of a section must end in. */
  closing(cut: string): string;
  /** What precedes a heading: there a long report may be cut. */
  readonly beforeHeading: string;
}
