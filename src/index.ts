/** The library: what the command line is made of. */
export { analyze } from './pipeline/analyze.js';
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
