import type { Cause } from '../../../model/report.js';
import { code, emphasis, list, paragraph, strong, type Block, type Text } from '../../document.js';
import { exactSize, percent, plural } from '../../sizes.js';
import { places } from '../cite.js';
import { isOnByThen } from '../headline.js';
import { leadingSymptom } from '../symptoms.js';
import { leading, missingSide } from '../both-sides.js';
import { blamedCauses, FIRST_REASONS, firstReasons, sentence } from '../verdicts.js';
import type { View } from '../view.js';

const MOST = 4;

/** The causes that made it happen or last, each with its part, verdict, reasons and a place to look. */
export function why(view: View): readonly Block[] {
  const blamed = blamedCauses(view.report.causes);
  const quota = quotaReached(view);
  if (blamed.length === 0) {
    const open = view.report.causes.filter((cause) => cause.verdict === 'undetermined').length;
    const symptom = leadingSymptom(view.report);
    if (symptom?.meaning != null && view.report.onsets.spaceExceeded === null)
      return [paragraph(strong('Why.'), ` ${symptom.meaning}`, quota)];
    const tested = 'No cause reached possible';
    const rest = open === 0 ? '' : `; ${open} of ${view.report.causes.length} could not be assessed from these inputs`;
    return [paragraph(strong('Why.'), ` ${tested}${rest}.`, quota)];
  }
  const first = leading(blamed, view.report, MOST);
  const open = missingSide(blamed, view.report, view.file);
  const more = blamed.length > MOST ? [[`${plural(blamed.length - MOST, 'further cause')} under Causes.`]] : [];
  return [
    paragraph(strong('Why.'), quota),
    list([...first.map((cause) => reason(view, cause)), ...more, ...(open === '' ? [] : [[open]])]),
  ];
}

/** A file smaller than its quota is shown as it is: sample and quota may not be of one moment. */
function quotaReached({ report, times }: View): string {
  const { spaceExceeded } = report.onsets;
  const { quotaBytes: quota } = report.space;
  if (spaceExceeded === null || quota === null) return '';
  if (report.contradictions.some((one) => one.id === 'size-below-quota-at-refusal')) {
    return ` Writes were refused under a quota of ${exactSize(quota.value)}, though the file measured less.`;
  }
  return ` The quota of ${exactSize(quota.value)} was used up at ${times.brief(spaceExceeded.time)}${isOnByThen(report) ? ' at the latest' : ''}.`;
}

/** Title, what is to blame, role, verdict, and because. */
function reason({ report }: View, cause: Cause): Text {
  const basis = report.writes.estimate === null ? 'measured' : 'estimated';
  return [
    strong(cause.title),
    cause.subject === null ? '' : [': ', code(cause.subject)],
    ` (${cause.role}, `,
    emphasis(cause.verdict),
    cause.confidence === null ? '' : ` ${cause.confidence.toFixed(2)}`,
    cause.share === null ? '' : `, explains ${percent(cause.share)}, ${basis}`,
    '). ',
    sentence(firstReasons(cause, FIRST_REASONS)),
    cause.evidence.length === 0 ? '' : [' See ', places(cause.evidence, 2), '.'],
  ];
}
