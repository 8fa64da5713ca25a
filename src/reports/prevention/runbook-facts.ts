import { code, series, type Text } from '../document.js';
import { foundCauses } from '../sections/verdicts.js';
import { timesOf } from '../times.js';
import type { Made } from './made.js';

/** One paragraph: when it was, and of what. */
export function explained({ report }: Made): Text {
  const times = timesOf(null);
  const refused = report.onsets.spaceExceeded;
  const recovery = report.onsets.recovery;
  const when: Text =
    refused === null
      ? 'Based on an incident without writes refused for lack of space.'
      : `Based on an incident in which etcd refused writes from ${times.full(refused.time)} UTC${recovery === null ? ' to the end of the inputs' : ` to ${times.full(recovery.time)}`}.`;
  const causes = foundCauses(report.causes).slice(0, 4);
  if (causes.length === 0) return when;
  const named = causes.map((cause): Text => [
    code(cause.id),
    cause.subject === null ? '' : [' (', code(cause.subject), ')'],
  ]);
  return [when, ' Causes found: ', series(named), '.'];
}
