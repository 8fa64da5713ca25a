import { LinePayload } from '../decoders/payload.js';
import type { Context } from '../model/parser.js';
import type { UsedClock } from './clock/clock.js';
import { Chain } from './wrapper-stack.js';

/** What of a journal is a control plane's: other units' lines are counted as not recognised unless a parser knows them. */
export const CONTROL_PLANE = /^(?:etcd|kube|k3s|rke2|containerd|crio|cri-o|docker|podman|systemd|kernel|init|talos)/i;

/** A stack continues with what stands so few lines before it: a blank one may part them. */
export const NEAR = 2;
/** How many unrecognised lines are shown. */
export const SAMPLES = 5;

export interface LineCounts {
  lines: number;
  unrecognised: number;
  /** Lines that a line parser claimed, and that mean the same after any prefix. */
  claimed: number;
  /** Lines of entries that frames put together, or of wrappings in which any line may be a part of one. */
  framed: number;
  /** Lines that were taken by blocks. */
  inBlocks: number;
  readonly samples: { line: number; message: string }[];
}

/** Who receives each line, besides the sink. */
export interface LineEvents {
  /** The line that is about to be parsed. */
  begin(payload: LinePayload, line: number, byteOffset: number): void;
  unrecognised?(line: number, byteOffset: number, text: string, lines: number): void;
  /** A recognised line of a wrapping without a message that anybody knows. */
  plain(payload: LinePayload): void;
  /** One more line of the entry that begins on a line whose record is out. */
  continued?(line: number): void;
  /** Nothing more will come of the lines before this one. */
  settled?(before: number): void;
}

/** As what a line is counted that somebody knows. */
export type Claimed = 'claimed' | 'framed' | 'inBlocks';

/** What the parts of a line reader share: the cursors, and what they know of the lines before. */
export class ReaderState {
  readonly counts: LineCounts = { lines: 0, unrecognised: 0, claimed: 0, framed: 0, inBlocks: 0, samples: [] };
  readonly payload = new LinePayload();
  /** The cursor over entries: a line that ends one is still to be read itself. */
  readonly entry = new LinePayload();
  /** The cursor over lines that were released, and over what a trace says once it is over. */
  readonly again = new LinePayload();
  /** The cursor that is being read now, unless it is `again`. */
  current: LinePayload = this.payload;
  readonly last = new Chain();
  /** The last line that anybody knew: what continues it belongs to it. */
  lastKnown = 0;
  /** Where the text began in the line before, if that was a journal's: lines that continue it are indented as far. */
  indent = 0;

  constructor(
    readonly context: Context & { readonly clock: UsedClock },
    readonly events: LineEvents,
  ) {}
}
