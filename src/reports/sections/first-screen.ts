import type { Cause, Figure, Input, Moment } from '../../model/report.js';
import {
  code,
  emphasis,
  heading,
  joined,
  list,
  paragraph,
  series,
  strong,
  table,
  type Block,
  type Text,
} from '../document.js';
import { duration } from '../durations.js';
import { exactSize, number, percent, plural, rate, size } from '../sizes.js';
import { millisBetween } from '../times.js';
import { places } from './cite.js';
import { GAPS_ON_FIRST_SCREEN, gapText } from './gaps.js';
import { headline, lostByStop, lowerFirst, pressureRise, refusals, refusalsWouldShow } from './headline.js';
import { blamedCauses, foundCauses, reasons, sentence } from './verdicts.js';
import type { View } from './view.js';

/** How many causes and remedies fit on a screen. */
const MOST = 4;

/** All that a reader with one minute needs: what, why, since when, what it was not, what to do, what nobody knows. */
export function firstScreen(view: View): readonly Block[] {
  return [
    heading(1, headline(view.report, view.file, view.times)),
    paragraph(subtitle(view)),
    ...incomplete(view),
    ...why(view),
    ...moments(view),
    ...notTheCause(view),
    ...contradicted(view),
    ...doNow(view),
    ...notKnown(view),
    ...(view.report.window === null ? [] : [paragraph(strong('Assumed:'), ' ', assumed(view))]),
  ];
}

function subtitle({ report, file, times }: View): Text {
  const parts: Text[] = [];
  const refused = refusals(report);
  const first = refused[0]?.spaceExceeded;
  const last = refused.at(-1);
  const date = times.date === null ? '' : `${times.date} `;
  if (first) {
    const end =
      last?.recovery == null ? '; no input shows writes accepted again' : ` to ${times.exact(last.recovery.time)}`;
    parts.push(`${date}${times.exact(first.time)}${end}`);
    const members = affectedMembers(report);
    if (members.length > 0) parts.push(['on ', series(members.map(code))]);
    if (report.writes.refused > 0) parts.push(`${plural(report.writes.refused, 'refused write')} seen`);
  } else if (report.window !== null) {
    parts.push(`${date}${times.exact(report.window.start)} to ${times.exact(report.window.end)}`);
    if (!refusalsWouldShow(file)) parts.push('no input is of a kind in which refused writes would show');
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

function incomplete({ report }: View): readonly Block[] {
  const broken = report.inputs.filter((input) => !input.complete);
  if (broken.length === 0) return [];
  const names = broken.slice(0, MOST).map((input) => code(input.path));
  const more = broken.length > MOST ? ` and ${plural(broken.length - MOST, 'more input')}` : '';
  return [paragraph(strong('Incomplete:'), ' not read to the end: ', joined(names, ', '), more, '.')];
}

function why(view: View): readonly Block[] {
  const blamed = blamedCauses(view.report.causes);
  const quota = quotaReached(view);
  if (blamed.length === 0) {
    const open = view.report.causes.filter((cause) => cause.verdict === 'undetermined').length;
    const tested = 'No cause reached possible';
    const rest = open === 0 ? '' : `; ${open} of ${view.report.causes.length} could not be assessed from these inputs`;
    return [paragraph(strong('Why.'), ` ${tested}${rest}.`, quota)];
  }
  const more = blamed.length > MOST ? [[`${plural(blamed.length - MOST, 'further cause')} under Causes weighed.`]] : [];
  return [
    paragraph(strong('Why.'), quota),
    list([...blamed.slice(0, MOST).map((cause) => reason(view, cause)), ...more]),
  ];
}

/** A file below its quota at the refusal is told as it is: the sample may be old, rounded, or of another member. */
function quotaReached({ report, times }: View): string {
  const { spaceExceeded } = report.onsets;
  const { quotaBytes: quota, dbSizeBytes: file } = report.space;
  if (spaceExceeded === null || quota === null) return '';
  if (file !== null && file.high < quota.value) {
    return ` Writes were refused under a quota of ${exactSize(quota.value)}, though the nearest sample of the file is below it.`;
  }
  return ` The quota of ${exactSize(quota.value)} was used up at ${times.brief(spaceExceeded.time)}.`;
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
    sentence(reasons(cause)),
    cause.evidence.length === 0 ? '' : [' See ', places(cause.evidence, 2), '.'],
  ];
}

function moments(view: View): readonly Block[] {
  const { report, times } = view;
  const rows: Text[][] = [];
  const row = (name: string, moment: Moment | null, text: string, none = ''): void => {
    if (moment !== null) rows.push([name, text, places(moment.evidence, 2, none)]);
  };
  const { writePressure, slowApply, spaceExceeded, leaderLoss, recovery } = report.onsets;
  row('Pressure began', writePressure, pressure(view), 'change point in the write series');
  if (slowApply !== null) row('Applies slowed', slowApply, at(view, slowApply));
  if (spaceExceeded !== null) row('Space ran out', spaceExceeded, at(view, spaceExceeded));
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
  const writer = whoWrote(view);
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
  const change = rise === null ? '' : `, from ${rate(rise.before)} to about ${rate(rise.during)} puts a second`;
  if (moment.earliest === null) return `before ${times.brief(moment.time)}: the inputs begin inside the rise${change}`;
  const wide = moment.latest === null ? 0 : millisBetween(moment.earliest, moment.latest);
  const range = wide > 1000 ? ` (${times.brief(moment.earliest)} to ${times.brief(moment.latest ?? moment.time)})` : '';
  return `${times.brief(moment.time)}${range}${change}`;
}

function whoWrote({ report, file }: View): Text | null {
  const top = report.writes.byWorkload.find((share) => share.key !== '(other)') ?? null;
  if (top === null) return null;
  const during =
    report.onsets.writePressure === null ? null : file.writes.byWorkload.find((share) => share.key === top.key);
  const share = during?.duringPressure.count ? during.duringPressure : top;
  const bytes = share.shareOfBytes === null ? '' : `, ${percent(share.shareOfBytes)} of bytes`;
  const when = share === top ? '' : ' during the pressure';
  return [code(top.key), `: ${percent(share.share)} of puts${bytes}${when}`];
}

/** How sure the counts of writes are. */
export function writesBasis({ report: { writes } }: View): string {
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

/** What meetings ask about first; the other refuted ones follow by name. */
const OFTEN_BLAMED = [
  'missing-defragmentation',
  'large-objects',
  'alarm-left-armed',
  'slow-disk',
  'quota-change-ineffective',
  'quota-too-low',
  'event-flood',
  'leader-flapping',
  'compaction-disabled',
  'pod-restart-storm',
  'disk-full',
];

function notTheCause({ report }: View): readonly Block[] {
  const rank = (cause: Cause): number =>
    OFTEN_BLAMED.includes(cause.id) ? OFTEN_BLAMED.indexOf(cause.id) : OFTEN_BLAMED.length;
  const refuted = report.causes.filter((cause) => cause.verdict === 'refuted').sort((a, b) => rank(a) - rank(b));
  const blocks: Block[] = [];
  if (refuted.length > 0) {
    // By id: a title says that it happened, and would have to be read against its verdict.
    const told = refuted.slice(0, MOST).map((cause): Text => [code(cause.id), ': ', shortened(reasons(cause))]);
    const rest = refuted.slice(MOST).map((cause) => code(cause.id));
    const more: Text[] = rest.length === 0 ? [] : [['Also refuted: ', joined(rest, ', '), '.']];
    blocks.push(paragraph(strong('Not the cause:')), list([...told, ...more]));
  }
  const after = foundCauses(report.causes).filter(
    (cause) => cause.role === 'consequence' || cause.role === 'amplifier',
  );
  if (after.length > 0) {
    const names = after.map((cause): Text => [
      lowerFirst(cause.title),
      ' (',
      cause.role,
      ', ',
      emphasis(cause.verdict),
      ')',
    ]);
    blocks.push(paragraph(strong('Came with it, did not start it:'), ' ', joined(names, '; '), '.'));
  }
  return blocks;
}

function contradicted({ report }: View): readonly Block[] {
  const ids = [...new Set(report.contradictions.map((one) => one.id))].map((id) => code(id));
  if (ids.length === 0) return [];
  return [
    paragraph(strong('The inputs contradict each other, or what their versions print:'), ' ', joined(ids, ', '), '.'),
  ];
}

const SHORT = 200;

/** The first clauses of a reason; the whole is under Causes weighed. */
function shortened(text: string): string {
  let kept = '';
  for (const clause of text.split('; ')) {
    if (kept !== '' && kept.length + clause.length > SHORT) return sentence(kept);
    kept = kept === '' ? clause : `${kept}; ${clause}`;
  }
  return sentence(kept);
}

/** The first remedy of each cause; the others are under Prevention. */
export function firstRemedies(report: View['report']): readonly { readonly cause: Cause; readonly remedy: string }[] {
  const seen = new Set<string>();
  return blamedCauses(report.causes).flatMap((cause) => {
    const remedy = cause.remedies[0];
    if (remedy === undefined || seen.has(remedy) || seen.size >= MOST) return [];
    seen.add(remedy);
    return [{ cause, remedy }];
  });
}

function doNow({ report }: View): readonly Block[] {
  const remedies = firstRemedies(report);
  if (remedies.length === 0) return [];
  return [
    paragraph(strong('Do now:')),
    list(remedies.map(({ cause, remedy }) => [sentence(remedy), ' (', code(cause.id), ')'])),
  ];
}

function notKnown({ report }: View): readonly Block[] {
  if (report.gaps.length === 0) return [];
  const shown = report.gaps.slice(0, GAPS_ON_FIRST_SCREEN).map(gapText);
  const rest = report.gaps.length - shown.length;
  const more: Text[] = rest > 0 ? [`${plural(rest, 'more question')} under Gaps.`] : [];
  return [paragraph(strong('Not known:')), list([...shown, ...more])];
}

function assumed({ report, resolved }: View): Text {
  const ends = [report.window?.start.slice(0, 4), report.window?.end.slice(0, 4)];
  const year = resolved.year ?? (ends[0] === ends[1] ? ends[0] : undefined);
  const zones = grouped(report.inputs, ({ clock }) =>
    clock.zoneFrom === 'input'
      ? null
      : `${clock.zone} for stamps without a zone (${clock.zoneFrom === 'option' ? 'given' : clock.zoneFrom})`,
  );
  const years = grouped(report.inputs, ({ clock }) =>
    clock.yearFrom === null || clock.yearFrom === 'input'
      ? null
      : `${year === undefined ? 'the year' : `the year ${year}`} for stamps without one (${YEAR_FROM[clock.yearFrom]})`,
  );
  const all = [...zones, ...years];
  if (resolved.capturedAt !== null && report.inputs.some((input) => input.clock.yearFrom === 'run-time')) {
    all.push(`${resolved.capturedAt} as the time of capture`);
  }
  return all.length === 0 ? 'nothing; all stamps carry their zone and year.' : [joined(all, '; '), '.'];
}

const YEAR_FROM = {
  option: 'given',
  inferred: 'inferred from other stamps',
  'file-date': "the file's date",
  'run-time': 'the time of the run',
} as const;

function grouped(inputs: readonly Input[], label: (input: Input) => string | null): Text[] {
  const groups = new Map<string, string[]>();
  for (const input of inputs) {
    const name = label(input);
    if (name !== null && input.first !== null) groups.set(name, [...(groups.get(name) ?? []), input.path]);
  }
  return [...groups].map(([name, paths]): Text => {
    if (paths.length === inputs.length && paths.length > 1) return `${name} in all inputs`;
    const more = paths.length > MOST ? ` and ${paths.length - MOST} more` : '';
    return [name, ' in ', joined(paths.slice(0, MOST).map(code), ', '), more];
  });
}
