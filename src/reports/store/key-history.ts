import { visible } from '../../model/evidence.js';
import type { KeyRevision } from '../../model/store-facts.js';
import { epochMicros } from '../../model/units.js';
import { csv } from '../csv.js';
import { code, heading, table, type Text } from '../document.js';
import { jsonText } from '../escape.js';
import { renderMarkdown } from '../markdown.js';
import { size } from '../sizes.js';
import { textTable } from '../text-table.js';
import { formatTime } from '../times.js';

/** The history of one key in one file. */
export interface KeyHistory {
  readonly input: string;
  readonly key: string;
  readonly revisions: readonly KeyRevision[];
}

const HEAD = ['revision', 'written', 'within', 'value', 'by', 'changed'];

const timeOf = (time: number | null): string => (time === null ? '' : formatTime(epochMicros(Math.round(time))));

const seconds = ({ earliest, latest }: KeyRevision): string =>
  earliest === null || latest === null ? '' : `${((latest - earliest) / 1e6).toFixed(3)} s`;

function cells(one: KeyRevision): string[] {
  const { manager } = one;
  return [
    String(one.revision),
    timeOf(one.time),
    seconds(one),
    one.isDeleted ? 'deleted' : size(one.valueBytes),
    manager === null ? '' : manager.subresource === '' ? manager.name : `${manager.name} (${manager.subresource})`,
    one.changed === null ? '' : one.changed.length === 0 ? 'nothing' : one.changed.join(', '),
  ];
}

/** What `object --format` knows. Contents are never shown: only which fields changed. */
export const HISTORY_FORMATS = {
  *table(histories: readonly KeyHistory[]): Iterable<string> {
    for (const { input, key, revisions } of histories) {
      yield `${visible(key)} in ${visible(input)}\n`;
      yield* textTable([HEAD, ...revisions.map((one) => cells(one).map(visible))]);
    }
  },
  *markdown(histories: readonly KeyHistory[]): Iterable<string> {
    yield renderMarkdown(
      histories.flatMap(({ input, key, revisions }) => [
        heading(2, code(key), ' in ', code(input)),
        table(
          HEAD,
          revisions.map((one): Text[] => cells(one)),
          [0, 2, 3],
        ),
      ]),
    );
  },
  *json(histories: readonly KeyHistory[]): Iterable<string> {
    yield `${jsonText(
      histories.map(({ input, key, revisions }) => ({
        input,
        key,
        revisions: revisions.map((one) => ({
          ...one,
          time: timeOf(one.time) || null,
          earliest: timeOf(one.earliest) || null,
          latest: timeOf(one.latest) || null,
        })),
      })),
      2,
    )}\n`;
  },
  csv: (histories: readonly KeyHistory[]): Iterable<string> =>
    csv(
      ['input', 'key', 'revision', 'time', 'earliest', 'latest', 'deleted', 'valueBytes', 'manager', 'changed'],
      histories.flatMap(({ input, key, revisions }) =>
        revisions.map((one) => [
          ...[input, key, one.revision, timeOf(one.time), timeOf(one.earliest), timeOf(one.latest)],
          ...[one.isDeleted, one.valueBytes, one.manager?.name ?? null, one.changed?.join(' ') ?? null],
        ]),
      ),
    ),
} as const satisfies Readonly<Record<string, (histories: readonly KeyHistory[]) => Iterable<string>>>;
