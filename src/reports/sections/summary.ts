import type { Verdict } from '../../model/report.js';
import { assumed } from './first-screen/assumed.js';
import { stepsNow } from './first-screen/end-of-refusal.js';
import { coveredSpan, headline, refusals } from './headline.js';
import { blamedCauses, FIRST_REASONS, firstReasons, foundCauses } from './verdicts.js';
import { plainText } from '../document.js';
import { topWriterOf, topWriterText } from '../top-writer.js';
import type { View } from './view.js';

/** What is at the head of report.json: what happened, when, why, how sure, what next. All of it is said below too. */
export interface Summary {
  readonly headline: string;
  /** From the first refusal, else the time that the inputs cover. */
  readonly from: string | null;
  /** null: no input shows the end. */
  readonly to: string | null;
  readonly cause: {
    readonly id: string;
    readonly title: string;
    readonly subject: string | null;
    readonly verdict: Verdict;
    readonly confidence: number | null;
    readonly because: string;
  } | null;
  readonly topWriter: string | null;
  readonly doNow: readonly string[];
  /** How many questions stay open. */
  readonly notKnown: number;
  /** What was not in the inputs; null: they carry no time. */
  readonly assumed: string | null;
}

export function summaryOf(view: View): Summary {
  const { report, file, times } = view;
  const refused = refusals(report);
  const covered = coveredSpan(report, file);
  const writer = topWriterOf(report, file);
  const cause = blamedCauses(report.causes)[0] ?? foundCauses(report.causes)[0];
  return {
    headline: headline(report, file, times),
    from: refused[0]?.spaceExceeded?.time ?? covered?.start ?? null,
    to: (refused.length > 0 ? refused.at(-1)?.recovery?.time : covered?.end) ?? null,
    cause:
      cause === undefined
        ? null
        : {
            id: cause.id,
            title: cause.title,
            subject: cause.subject,
            verdict: cause.verdict,
            confidence: cause.confidence,
            because: firstReasons(cause, FIRST_REASONS),
          },
    topWriter: writer === null ? null : topWriterText(writer),
    doNow: stepsNow(view).map(({ remedy }) => remedy),
    notKnown: report.gaps.length,
    assumed: report.window === null ? null : plainText(assumed(view)),
  };
}
