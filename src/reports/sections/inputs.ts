import type { Input } from '../../model/report.js';
import { code, heading, list, paragraph, table, type Block, type Text } from '../document.js';
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
  ]);
  const rest = all.length - shown.length;
  const members = view.report.members.map((member): Text => {
    const facts = [
      member.version === null ? '' : `etcd ${member.version}`,
      member.id === null ? '' : `id ${member.id}`,
      member.endpoint ?? '',
      member.isLeader === true ? 'leader at the end' : '',
    ].filter((fact) => fact !== '');
    return [code(member.name), facts.length === 0 ? '' : `: ${facts.join(', ')}`];
  });
  return [
    heading(2, 'Inputs'),
    table(['input', 'size', 'lines', 'recognised', 'not recognised', 'covers', 'clock'], rows, [1, 2, 4]),
    ...(rest > 0
      ? [paragraph(`${plural(rest, 'more input')} in `, code('manifest.json'), ', which has the hashes of all.')]
      : []),
    ...(members.length > 0 ? [paragraph('Members:'), list(members)] : []),
    ...problems(shown),
  ];
}

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
  const offset = offsetMs === null || offsetMs === 0 ? '' : `, ${offsetMs > 0 ? '+' : ''}${offsetMs} ms`;
  return `${zone}${zoneFrom === 'input' ? '' : ` (${zoneFrom === 'option' ? 'given' : zoneFrom})`}${year}${offset}`;
}

function problems(shown: readonly Input[]): readonly Block[] {
  const items = shown
    .filter((input) => input.problems.count > 0)
    .slice(0, 10)
    .map((input): Text => {
      const first = input.problems.samples[0];
      const sample: Text =
        first === undefined ? '' : [', the first: ', code(`${input.path}:${first.line}`), ' ', first.message];
      return [code(input.path), `: ${plural(input.problems.count, 'broken record')}`, sample];
    });
  return items.length === 0 ? [] : [paragraph('Recognised but broken:'), list(items)];
}
