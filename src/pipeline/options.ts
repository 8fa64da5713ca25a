import type { CaseFile } from '../model/case-file.js';
import type { Report } from '../model/report.js';
import type { Thresholds } from '../model/thresholds.js';
import type { EpochMicros } from '../model/units.js';

/** What changes results, from the command line. null: not given. */
export interface Options {
  readonly since: EpochMicros | null;
  readonly until: EpochMicros | null;
  /** IANA name, for stamps without a zone. */
  readonly timezone: string | null;
  readonly year: number | null;
  readonly capturedAt: EpochMicros | null;
  readonly namespace: string | null;
  readonly jobs: number;
  readonly thresholds: Thresholds;
}

export interface ProgressState {
  readonly bytes: number;
  /** null on standard input. */
  readonly totalBytes: number | null;
  readonly lines: number;
  /** The input that was read on; absent where that isn't known. */
  readonly input?: { readonly path: string; readonly bytes: number; readonly totalBytes: number | null };
}

export interface Hooks {
  readonly progress?: (state: ProgressState) => void;
  readonly signal?: AbortSignal;
  /** A stage ended. */
  readonly stage?: (stage: StageName) => void;
  /** Milliseconds that this thread spent on the hash of an input. */
  readonly hashed?: (ms: number) => void;
}

export type StageName = 'plan' | 'read' | 'order' | 'judge';

/** What an analysis ends in. The reports are views of it and compute nothing new. */
export interface Postmortem {
  readonly report: Report;
  readonly file: CaseFile;
  /** What was settled before reading, for the manifest: a run with these gives the same bytes. */
  readonly resolved: {
    readonly year: number | null;
    readonly timezone: string | null;
    readonly capturedAt: string | null;
    readonly since: string | null;
    readonly until: string | null;
    readonly namespace: string | null;
  };
  /** 0, or 3 where an input could not be read to its end, was empty, or nothing was recognised anywhere. */
  readonly exitCode: 0 | 3;
  /** What to say on standard error, a line each: `what.log: empty`. */
  readonly messages: readonly string[];
  /** Names are pseudonyms. Absent: they stand as they were read. */
  readonly redacted?: true;
}

/** One row of `records`, in input order. Field names are the contract's. */
export type RecordRow = { readonly input: string; readonly line: number | null; readonly kind: string } & Readonly<
  Record<string, unknown>
>;
