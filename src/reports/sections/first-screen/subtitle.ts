import { code, joined, paragraph, series, strong, type Block, type Text } from '../../document.js';
import { plural } from '../../sizes.js';
import { coveredSpan, refusals, refusalsWouldShow } from '../headline.js';
import type { View } from '../view.js';

const MOST = 4;

/** When, on which members, how often, and the one place that names the time zone. */
export function subtitle({ report, file, times }: View): Text {
  const parts: Text[] = [];
  const refused = refusals(report);
  const first = refused[0]?.spaceExceeded;
  const last = refused.at(-1);
  const date = times.date === null ? '' : `${times.date} `;
  if (first) {
    const end = last?.recovery ?? null;
    parts.push(
      end === null
        ? `Since ${date}${times.exact(last?.spaceExceeded?.time ?? first.time)}`
        : `${date}${times.exact(first.time)} to ${times.exact(end.time)}`,
    );
    if (refused.length > 1)
      parts.push(end === null ? `for the first time at ${times.exact(first.time)}` : `in ${refused.length} stretches`);
    const members = affectedMembers(report);
    if (members.length > 0) parts.push(['on ', series(members.map(code))]);
    if (report.writes.refused > 0) parts.push(`${plural(report.writes.refused, 'refused write')} seen`);
    if (end === null) parts.push('no input shows writes accepted again');
  } else if (report.window !== null) {
    const { start, end } = coveredSpan(report, file) ?? report.window;
    parts.push(`${date}${times.exact(start)} to ${times.exact(end)}`);
    if (!refusalsWouldShow(file)) parts.push('no input is a log of etcd');
  } else {
    return 'No line of the inputs carries a time.';
  }
  return [joined(parts, ', '), '. All times are UTC.'];
}

/** Members on which a refusal or the alarm was seen, as `all three members` is only right with their names. */
function affectedMembers(report: View['report']): readonly string[] {
  const names = report.timeline
    .filter((entry) => entry.kind === 'nospace-error' || entry.kind === 'nospace-alarm-raised')
    .map((entry) => entry.member)
    .filter((member) => member !== null);
  return [...new Set(names)].sort();
}

/** Inputs that weren't read to their end: all that follows is without the rest of them. */
export function incomplete({ report }: View): readonly Block[] {
  const broken = report.inputs.filter((input) => !input.complete);
  if (broken.length === 0) return [];
  const names = broken.slice(0, MOST).map((input) => code(input.path));
  const more = broken.length > MOST ? ` and ${plural(broken.length - MOST, 'more input')}` : '';
  return [paragraph(strong('Incomplete:'), ' not read to the end: ', joined(names, ', '), more, '.')];
}
