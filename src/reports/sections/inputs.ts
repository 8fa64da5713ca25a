import type { ClockOffset } from '../../model/case-file.js';
import type { Input } from '../../model/report.js';
import { code, heading, list, paragraph, series, table, type Block, type Text } from '../document.js';
import { duration } from '../durations.js';
import { number, plural, size } from '../sizes.js';
import type { View } from './view.js';

/** What was read, how much of it was understood, for which time it speaks, and by which clock. */
export function inputs(view: View): readonly Block[] {
  const all = view.report.inputs;
  const shown = all.slice(0, view.limits.inputs);
  const rows = shown.map((input): readonly Text[] => [
    code(input.path),
    size(input.bytes),
    input.lines === null ? '' : number(input.lines),
    formats(input),
    input.unrecognised === 0 ? '' : number(input.unrecognised),
    coverage(view, input),
    input.first === null ? '' : clock(input),
    input.use === undefined ? '' : USES[input.use],
  ]);
  const rest = all.length - shown.length;
  const members = view.report.members.map((member): Text => {
    const facts = [
      member.version === null ? '' : `etcd ${member.version}`,
      member.id === null ? '' : `id ${member.id}`,
      member.endpoint ?? '',
      member.isLeader === true ? 'leader at the end of the inputs' : '',
    ].filter((fact) => fact !== '');
    return [code(member.name), facts.length === 0 ? '' : `: ${facts.join(', ')}`];
  });
  return [
    heading(2, 'Inputs'),
    table(['input', 'size', 'lines', 'recognised', 'not recognised', 'covers', 'clock', 'use'], rows, [1, 2, 4]),
    ...(rest > 0
      ? [paragraph(`${plural(rest, 'more input')} in `, code('manifest.json'), ', which has the hashes of all inputs.')]
      : []),
    ...(members.length > 0 ? [paragraph('Members:'), list(members)] : []),
    ...clocks(view),
    ...problems(shown),
  ];
}

const USES: Readonly<Record<NonNullable<Input['use']>, string>> = {
  used: 'used',
  read: 'read; no statement rests on it',
  'not-recognised': 'not recognised',
};

/** How the clocks of the inputs go beside each other: what is off, one by one, and the rest in one sentence. */
function clocks({ file }: View): readonly Block[] {
  const all = file.clocks ?? [];
  const off = all.filter((one) => one.offset !== 0);
  const level = all.filter((one) => one.offset === 0 && one.reference.length > 0);
  const names = [...new Set(level.map(({ name }) => name))].sort();
  const error = Math.max(0, ...level.map((one) => one.error));
  const items: Text[] = off
    .slice(0, 20)
    .map((one): Text => [
      code(one.name),
      ` (${one.inputs.length === 1 ? '' : `${one.inputs.length} inputs, first: `}`,
      code(one.inputs[0] ?? ''),
      `): ${offBy(one)} ${one.offset > 0 ? 'ahead of' : 'behind'} `,
      series(one.reference.map(code)),
      `, by ${one.basis}. `,
      one.applied
        ? 'Times are shown as written; the timeline order is corrected for the offset.'
        : 'One of the two may use a different time zone (`--timezone`); no time is corrected.',
    ]);
  const agreeing: readonly Block[] =
    names.length < 2
      ? []
      : [
          paragraph(
            'Clocks that agree within ',
            duration(error / 1000),
            ': ',
            series(names.slice(0, 12).map(code)),
            names.length > 12 ? ` and ${names.length - 12} more` : '',
            ` (by ${level[0]?.basis ?? ''}).`,
          ),
        ];
  return [...(items.length === 0 ? [] : [paragraph('Clock offsets:'), list(items)]), ...agreeing];
}

const offBy = ({ offset, error }: ClockOffset): string =>
  `${duration(Math.abs(offset) / 1000)} (±${duration(error / 1000)})`;

function formats(input: Input): Text {
  const known = Object.entries(input.records).sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const first = known.slice(0, 4).map(([format, count]) => `${format} ${number(count)}`);
  return [...first, ...(known.length > 4 ? [`${known.length - 4} more`] : [])].join(', ') || 'nothing';
}

function coverage({ times }: View, input: Input): string {
  const partial = input.complete ? '' : ' (not read to the end)';
  if (input.first === null || input.last === null) return `no times${partial}`;
  return `${times.brief(input.first)} to ${times.brief(input.last)}${partial}`;
}

function clock({ clock: { zone, zoneFrom, yearFrom, offsetMs } }: Input): string {
  const year =
    yearFrom === null || yearFrom === 'input' ? '' : `, year ${yearFrom === 'option' ? 'given' : `from ${yearFrom}`}`;
  const offset =
    offsetMs === null || offsetMs === 0 ? '' : `, ${duration(Math.abs(offsetMs))} ${offsetMs > 0 ? 'ahead' : 'behind'}`;
  return `${zone}${zoneFrom === 'input' ? '' : ` (${zoneFrom === 'option' ? 'given' : zoneFrom})`}${year}${offset}`;
}

function problems(shown: readonly Input[]): readonly Block[] {
  const items = shown
    .filter((input) => input.problems.count > 0)
    .slice(0, 10)
    .map((input): Text => {
      const first = input.problems.samples[0];
      const sample: Text =
        first === undefined
          ? ''
          : [', first: ', code(first.line === 0 ? input.path : `${input.path}:${first.line}`), ' ', first.message];
      return [code(input.path), `: ${plural(input.problems.count, 'invalid record')}`, sample];
    });
  return items.length === 0 ? [] : [paragraph('Records that could not be parsed:'), list(items)];
}
