import type { Input } from '../../../model/report.js';
import { code, joined, type Text } from '../../document.js';
import type { View } from '../view.js';

const MOST = 4;

/** What was not in the inputs: zone, year, time of capture. */
export function assumed({ report, resolved, times }: View): Text {
  const ends = [report.window?.start.slice(0, 4), report.window?.end.slice(0, 4)];
  const [first, last] = ends;
  const zones = grouped(report.inputs, ({ clock }) =>
    clock.zoneFrom === 'input'
      ? null
      : `${clock.zone} for stamps without a zone (${clock.zoneFrom === 'option' ? 'given' : clock.zoneFrom})`,
  );
  const years = grouped(report.inputs, ({ clock }) =>
    clock.yearFrom === null || clock.yearFrom === 'input'
      ? null
      : `${yearOf(clock.yearFrom === 'option' ? resolved.year : null, first, last)} for stamps without one (${YEAR_FROM[clock.yearFrom]})`,
  );
  const notes = report.inputs.flatMap(({ path, clock }) =>
    (clock.notes ?? []).map((note): Text => [note, ' (', code(path), ')']),
  );
  const all = [...zones, ...years, ...notes.slice(0, MOST)];
  const aged = report.inputs.filter(hasAges);
  if (resolved.capturedAt !== null && aged.length > 0) {
    const more = aged.length > MOST ? ` and ${aged.length - MOST} more` : '';
    const from = `${times.full(resolved.capturedAt).slice(0, 19)}, the time of capture`;
    const told = [...new Set(aged.map(({ clock }) => CAPTURED_FROM[clock.capturedFrom ?? 'option']))];
    all.push([
      'ages in ',
      joined(
        aged.slice(0, MOST).map(({ path }) => code(path)),
        ', ',
      ),
      `${more} count back from ${from} (${told.join('; ')})`,
    ]);
  }
  if (resolved.capturedAt !== null && report.inputs.some((input) => input.clock.yearFrom === 'run-time')) {
    all.push(`${resolved.capturedAt} as the time of capture`);
  }
  return all.length === 0 ? 'nothing; all stamps carry their zone and year.' : [joined(all, '; '), '.'];
}

/** Tables of events tell ages: `3m14s`. */
const hasAges = ({ records, first }: Input): boolean =>
  first !== null && Object.keys(records).some((format) => format.startsWith('kube-event-table'));

/** `--year` is that of the first stamp: what runs over New Year continues in the next. */
function yearOf(given: number | null, first: string | undefined, last: string | undefined): string {
  const over = first !== undefined && last !== undefined && first !== last;
  if (given !== null) return `the year ${given}${over ? ', of the first of them,' : ''}`;
  if (first === undefined) return 'the year';
  return over ? `the years ${first} to ${last}` : `the year ${first}`;
}

const YEAR_FROM = {
  option: 'given',
  inferred: 'inferred from other stamps',
  'file-date': "the file's date",
  'run-time': 'the time of the run',
} as const;

const CAPTURED_FROM = {
  option: '--captured-at',
  input: 'told by the inputs',
  'file-date': "assumed: the file's date",
  'run-time': 'assumed: the time of the run',
  'last-stamp': "assumed: the last timestamp of the inputs, for the file's date is far from it",
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
