import type { Postmortem } from '../pipeline/options.js';

/** One file of `--out DIR`: a view of the post-mortem. Pure; strings out, in pieces. */
export interface Output {
  /** For messages and tests. */
  readonly name: string;
  /** Path in DIR, with `/`. */
  readonly file: string;
  render(postmortem: Postmortem): Iterable<string>;
}
