import type { CaseFile } from '../../model/case-file.js';
import type { Report } from '../../model/report.js';
import type { Postmortem } from '../../pipeline/options.js';
import type { ReadablePostmortem } from '../shared-folder.js';
import { timesOf, type Times } from '../times.js';

/** What a section sees, and how long it may get. */
export interface View {
  readonly report: Report;
  readonly file: CaseFile;
  readonly resolved: Postmortem['resolved'];
  readonly times: Times;
  readonly limits: Limits;
  /** The folder that paths are relative to; null: paths are as given. */
  readonly sharedFolder: string | null;
}

export interface Limits {
  readonly timeline: number;
  readonly shares: number;
  readonly chartRows: number;
  readonly evidence: number;
  readonly causes: number;
  readonly inputs: number;
  readonly contradictions: number;
}

/** From roomy to terse: a report that would be too long for a ticket is written again with the next. */
export const LIMITS: readonly [Limits, ...Limits[]] = [
  { timeline: 50, shares: 10, chartRows: 30, evidence: 3, causes: 12, inputs: 40, contradictions: 40 },
  { timeline: 30, shares: 6, chartRows: 20, evidence: 2, causes: 8, inputs: 20, contradictions: 20 },
  { timeline: 15, shares: 4, chartRows: 12, evidence: 1, causes: 5, inputs: 8, contradictions: 8 },
];

export function viewOf(postmortem: Postmortem | ReadablePostmortem, limits: Limits = LIMITS[0]): View {
  const { report, file, resolved } = postmortem;
  const sharedFolder = 'sharedFolder' in postmortem ? postmortem.sharedFolder : null;
  return { report, file, resolved, times: timesOf(report.window), limits, sharedFolder };
}
