import type { CaseFile } from '../../model/case-file.js';
import { ALONE, RATE, RETENTION } from '../../model/cause-kinds.js';
import type { Cause, Report } from '../../model/report.js';

/**
 * The causes to show first, at most so many: where writes were refused for lack of space, one of the rate and one of the
 * retention are among them, however many others come before.
 */
export function leading(causes: readonly Cause[], report: Report, most: number): readonly Cause[] {
  const first = causes.slice(0, most);
  if (report.onsets.spaceExceeded === null) return first;
  let shown = [...first];
  for (const kind of [RATE, RETENTION]) {
    const missing = causes.find((cause) => kind.has(cause.id));
    if (missing === undefined || shown.some((cause) => kind.has(cause.id))) continue;
    const drop = shown.findLastIndex((cause) => !RATE.has(cause.id) && !RETENTION.has(cause.id));
    shown = [...shown.filter((_, i) => i !== (drop < 0 ? shown.length - 1 : drop)), missing];
  }
  return causes.filter((cause) => shown.includes(cause));
}

/** What of a full explanation is missing, in a sentence; '': nothing, or nothing was refused. */
export function missingSide(causes: readonly Cause[], report: Report, file: CaseFile): string {
  if (report.onsets.spaceExceeded === null || causes.length === 0) return '';
  if (causes.some((cause) => ALONE.has(cause.id))) return '';
  const rate = causes.some((cause) => RATE.has(cause.id));
  const retention = causes.some((cause) => RETENTION.has(cause.id));
  if (rate === retention) return '';
  if (rate)
    return 'It is not known why the data was not compacted: no cause of that kind reached the verdict possible.';
  const could = file.coverage.requests !== null || file.coverage.events !== null || (file.attribution ?? []).length > 0;
  return could
    ? 'It is not known what caused the writes: no cause of that kind reached the verdict possible.'
    : 'It is not known what caused the writes: the inputs contain no request lines, audit log or events.';
}
