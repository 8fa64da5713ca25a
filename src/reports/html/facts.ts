import type { Cause } from '../../model/report.js';
import { duration } from '../durations.js';
import { html } from '../escape.js';
import { percent, plural } from '../sizes.js';
import { lasted, refusals, refusalsWouldShow } from '../sections/headline.js';
import { blamedCauses, foundCauses } from '../sections/verdicts.js';
import { topWriterOf, topWriterText, writesUnit } from '../top-writer.js';
import type { View } from '../sections/view.js';

type Fact = readonly [name: string, value: string, more: string];

/** The strip below the verdict: since when, how long, why, how sure, who. */
export function factsHtml(view: View): string {
  const cause = blamedCauses(view.report.causes)[0] ?? foundCauses(view.report.causes)[0];
  const facts = [onset(view), length(view), topCause(cause), confidence(cause), topWriter(view)];
  const items = facts.map(
    ([name, value, more]) =>
      `<div><dt>${html(name)}</dt><dd>${html(cut(value))}</dd>${more === '' ? '' : `<dd>${html(cut(more))}</dd>`}</div>`,
  );
  return `<dl class="facts">\n${items.join('\n')}\n</dl>`;
}

/** The strip is for a glance; the whole is below. */
function cut(text: string): string {
  return text.length <= 90 ? text : `${text.slice(0, 89).replace(/[\ud800-\udbff]$/, '')}…`;
}

function onset({ report: { onsets }, times }: View): Fact {
  const pressure = onsets.writePressure === null ? '' : `pressure from ${times.brief(onsets.writePressure.time)}`;
  if (onsets.spaceExceeded !== null) return ['Onset', times.brief(onsets.spaceExceeded.time), pressure];
  if (onsets.writePressure !== null) return ['Onset', times.brief(onsets.writePressure.time), 'of the write increase'];
  const other = onsets.leaderLoss ?? onsets.slowApply;
  if (other === null) return ['Onset', 'none', 'no onset in the inputs'];
  return ['Onset', times.brief(other.time), other === onsets.leaderLoss ? 'leader lost' : 'slow applies began'];
}

function length({ report, file }: View): Fact {
  const refused = refusals(report);
  if (refused.length === 0) {
    // That none is seen says something only where they would show.
    if (refusalsWouldShow(file)) return ['Writes refused for', 'none refused', 'according to the inputs'];
    return ['Writes refused for', 'not known', 'these inputs cannot show it'];
  }
  const total = refused.reduce((sum, one) => sum + lasted(one), 0);
  const open = refused[refused.length - 1]?.recovery === null;
  const times = refused.length > 1 ? `in ${plural(refused.length, 'stretch', 'stretches')}` : '';
  if (!open) return ['Writes refused for', duration(total), times];
  return ['Writes refused for', total === 0 ? 'to the end' : `${duration(total)} and to the end`, 'of the inputs'];
}

function topCause(cause: Cause | undefined): Fact {
  return cause === undefined ? ['Top cause', 'none found', ''] : ['Top cause', cause.title, cause.subject ?? ''];
}

function confidence(cause: Cause | undefined): Fact {
  if (cause === undefined) return ['Confidence', 'no verdict', ''];
  return [
    'Confidence',
    cause.verdict,
    cause.confidence === null ? cause.role : `${cause.confidence.toFixed(2)}, ${cause.role}`,
  ];
}

function topWriter({ report, file }: View): Fact {
  const top = topWriterOf(report, file);
  if (top === null) return ['Top writer', 'not known', 'no input shows writes'];
  return [
    'Top writer',
    topWriterText(top),
    `${percent(top.share)} of ${writesUnit(report)}${top.during ? ' in the pressure' : ''}`,
  ];
}
