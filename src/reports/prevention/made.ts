import type { CaseFile } from '../../model/case-file.js';
import type { Report } from '../../model/report.js';
import { atLeast } from '../sections/verdicts.js';

/** What prevention is made from. */
export interface Made {
  readonly report: Report;
  readonly file: CaseFile;
}

export const isFound = ({ report }: Made, ...ids: readonly string[]): boolean =>
  report.causes.some((cause) => ids.includes(cause.id) && atLeast(cause.verdict, 'possible'));

/** Writes were refused for lack of space, or that is what the causes are of. */
export const ranOut = (made: Made): boolean =>
  made.report.onsets.spaceExceeded !== null ||
  isFound(
    made,
    'compaction-disabled',
    'compaction-too-late',
    'compaction-stalled',
    'quota-too-low',
    'object-accumulation',
  );

/** Releases of etcd 3 that the inputs show, the lowest first; empty: none. */
export function versionsOf({ report, file }: Made): readonly string[] {
  const versions = [
    ...report.members.map((member) => member.version),
    ...file.coverage.etcdLogs.map((log) => log.version),
  ];
  const found = versions.flatMap((version) => /^v?(3\.\d{1,2}\.\d{1,3})/.exec(version ?? '')?.[1] ?? []);
  return [...new Set(found)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** Their minor versions. */
export function minorsOf(made: Made): readonly number[] {
  const minors = versionsOf(made).map((version) => Number(version.split('.')[1]));
  return [...new Set(minors)].sort((a, b) => a - b);
}

/** The lowest minor version that runs; where none is known, the one that the names of today are of. */
export const lowestMinor = (made: Made): number => minorsOf(made)[0] ?? 5;

/** Where none is known, one whose metrics later releases have too. */
export const lowestVersion = (made: Made): string => versionsOf(made)[0] ?? '3.5.0';
