import type { Figure, Moment } from '../../../model/report.js';
import { code, table, type Block, type Text } from '../../document.js';
import { duration } from '../../durations.js';
import { number, percent, plural, size } from '../../sizes.js';
import { millisBetween } from '../../times.js';
import { places } from '../cite.js';
import { fromTo, isOnByThen, lostByStop, pressureRise, refusals } from '../headline.js';
import { topWriterOf, writesUnit } from '../../top-writer.js';
import type { View } from '../view.js';

const MOST = 4;

/** The small table: what happened when, who wrote, and the space, each with its evidence. */
export function keyMoments(view: View): readonly Block[] {
  const { report, times } = view;
  const rows: Text[][] = [];
  const row = (name: string, moment: Moment | null, text: string, none = ''): void => {
    if (moment !== null) rows.push([name, text, places(moment.evidence, 2, none)]);
  };
  const { writePressure, slowApply, spaceExceeded, leaderLoss, recovery } = report.onsets;
  row('Pressure began', writePressure, pressure(view), 'change point in the write series');
  if (slowApply !== null) row('Applies slowed', slowApply, at(view, slowApply));
  if (spaceExceeded !== null) {
    const latest = isOnByThen(report) ? ' at the latest: the inputs do not show when it went on' : '';
    row('Space ran out', spaceExceeded, `${at(view, spaceExceeded)}${latest}`);
  }
  if (leaderLoss !== null) {
    row('Leader lost', leaderLoss, `${at(view, leaderLoss)}${lostByStop(report) ? ', as a member stopped' : ''}`);
  }
  if (recovery !== null) {
    row('Writes accepted again', recovery, `${at(view, recovery)}${heldBack(view, recovery)}`);
  } else if (spaceExceeded !== null) {
    rows.push(['Writes accepted again', 'no input shows it', '']);
  }
  for (const [i, episode] of refusals(report).slice(1, MOST).entries()) {
    const end = episode.recovery === null ? 'the end of the inputs' : times.exact(episode.recovery.time);
    const start = episode.spaceExceeded;
    if (start !== null)
      rows.push([`Refused again (${i + 2})`, `${times.exact(start.time)} to ${end}`, places(start.evidence, 2)]);
  }
  const writer = writersOf(view);
  if (writer !== null) rows.push(['Who wrote', writer, writesBasis(view)]);
  const space = spaceThen(view);
  if (space !== null) rows.push(space);
  return rows.length === 0 ? [] : [table(['', '', 'evidence'], rows)];
}

/** Room comes with a defragmentation; what passes until writes are accepted is the alarm's part. */
function heldBack({ report }: View, recovery: Moment): string {
  const { spaceExceeded } = report.onsets;
  const room = report.timeline.find(
    (entry) =>
      entry.kind === 'defragmentation-finished' &&
      entry.time >= (spaceExceeded?.time ?? '') &&
      (entry.end ?? entry.time) < recovery.time,
  );
  if (room === undefined) return '';
  return `, ${duration(millisBetween(room.end ?? room.time, recovery.time))} after the first defragmentation`;
}

function at({ times }: View, moment: Moment): string {
  return `${times.exact(moment.time)}${moment.member === null ? '' : ` on ${moment.member}`}`;
}

function pressure(view: View): string {
  const { report, file, times } = view;
  const moment = report.onsets.writePressure;
  if (moment === null) return '';
  const rise = pressureRise(report, file);
  const change =
    rise === null ? '' : `, ${fromTo(rise)} ${rise.bytes === undefined ? writesUnit(report) : 'written'} a second`;
  if (moment.earliest === null) return `before ${times.brief(moment.time)}: the inputs begin inside the rise${change}`;
  const wide = moment.latest === null ? 0 : millisBetween(moment.earliest, moment.latest);
  const range = wide > 1000 ? ` (${times.brief(moment.earliest)} to ${times.brief(moment.latest ?? moment.time)})` : '';
  return `${times.brief(moment.time)}${range}${change}`;
}

function writersOf({ report, file }: View): Text[] | null {
  const top = topWriterOf(report, file);
  if (top === null) return null;
  const bytes = top.shareOfBytes === null ? '' : `, ${percent(top.shareOfBytes)} of bytes`;
  const when = top.during ? ' during the pressure' : '';
  const users = (report.attribution.find(({ byUser }) => byUser.length > 0)?.byUser ?? []).slice(0, 1);
  const by = users.flatMap((user): Text[] => ['; most by user ', code(user.key), ` (${percent(user.share)})`]);
  return [
    ...(top.by === 'workload' ? [] : [`${top.by} `]),
    code(top.key),
    `: ${percent(top.share)} of ${writesUnit(report)}${bytes}${when}`,
    ...by,
  ];
}

/** How sure the counts of writes are. */
function writesBasis({ report }: View): string {
  const { writes } = report;
  const unit = writesUnit(report);
  if (unit !== 'puts') return `${writes.source ?? ''}: ${number(writes.count)} ${unit}`;
  if (writes.estimate === null) return `measured: ${plural(writes.count, 'put')}`;
  const { count, low, high } = writes.estimate;
  const off = count === 0 ? 0 : Math.max(high - count, count - low) / count;
  return `estimated ±${percent(off)}: ${number(writes.count)} of about ${number(count)} puts are in the logs`;
}

function spaceThen({ report, times }: View): Text[] | null {
  const { dbSizeBytes, dbSizeInUseBytes, historyBytes, liveBytes, freeBytes } = report.space;
  if (dbSizeBytes === null) return null;
  const parts = [`${size(dbSizeBytes.value)} file`];
  if (dbSizeInUseBytes !== null && dbSizeBytes.value > 0) {
    const ratio = dbSizeInUseBytes.value / dbSizeBytes.value;
    parts.push(ratio >= 0.995 ? 'all of it in use' : `${percent(ratio)} of it in use`);
  }
  const told = (name: string, figure: Figure | null): void => {
    if (figure !== null) parts.push(`${name} ${size(figure.value)} (${figure.basis})`);
  };
  told('live', liveBytes);
  told('history', historyBytes);
  if (dbSizeInUseBytes === null) told('free', freeBytes);
  const when = dbSizeBytes.at === null ? '' : `, ${dbSizeBytes.basis} ${times.brief(dbSizeBytes.at)}`;
  const name = report.onsets.spaceExceeded === null ? 'Space at the end' : 'Space at the refusal';
  return [name, `${parts.join(', ')}${when}`, places(dbSizeBytes.evidence, 2)];
}
