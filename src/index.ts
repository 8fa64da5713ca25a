/** The library: what the command line is made of. */
import { analyze as run } from './pipeline/analyze.js';
import type { Hooks, Options, Postmortem } from './pipeline/options.js';

/**
 * Reads the inputs (paths as on the command line, `-` for standard input) and judges what is in them. The report of the
 * result is report.json, schemaVersion 1. Input that cannot be read is said in `messages`, with `exitCode` 3; it throws
 * on misuse only.
 */
export const analyze: (inputs: readonly string[], options: Options, hooks?: Hooks) => Promise<Postmortem> = run;
export { DEFAULT_THRESHOLDS } from './model/thresholds.js';
export type { Thresholds } from './model/thresholds.js';
export type { Hooks, Options, Postmortem, ProgressState } from './pipeline/options.js';
export type {
  Basis,
  Cause,
  Contradiction,
  Evidence,
  Figure,
  Gap,
  Input,
  Member,
  Moment,
  Onsets,
  Phase,
  Report,
  Role,
  Severity,
  Share,
  Space,
  TimelineEntry,
  Verdict,
  Writes,
} from './model/report.js';
export type { EpochMicros } from './model/units.js';
