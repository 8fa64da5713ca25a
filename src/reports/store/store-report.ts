import { visible } from '../../model/evidence.js';
import type { GroupSums, StoreFacts, TopKey } from '../../model/store-facts.js';
import { epochMicros } from '../../model/units.js';
import { csv } from '../csv.js';
import { code, heading, list, paragraph, table, type Block, type Text } from '../document.js';
import { jsonText } from '../escape.js';
import { renderMarkdown } from '../markdown.js';
import { exactSize, number, percent, plural, size } from '../sizes.js';
import { textTable } from '../text-table.js';
import { formatTime } from '../times.js';
import { PARTS } from './parts.js';

/** What `store` prints of one file. */
export interface StoreReport {
  readonly facts: StoreFacts;
  readonly problems: readonly string[];
}

/** What `store --format` knows. At most `limit` rows a table. */
export const STORE_FORMATS = {
  table: terminalText,
  markdown: (reports: readonly StoreReport[], limit: number): Iterable<string> => [
    renderMarkdown(reports.flatMap((report) => blocksOf(report, limit))),
  ],
  json: (reports: readonly StoreReport[]): Iterable<string> => [`${jsonText(reports, 2)}\n`],
  csv: csvRows,
} as const satisfies Readonly<Record<string, (reports: readonly StoreReport[], limit: number) => Iterable<string>>>;

/** One sentence a fact, the most important first. */
export function storeSentences({ facts, problems }: StoreReport): string[] {
  const { split, alarms, dated } = facts;
  const kind = facts.isSnapshot ? 'snapshot' : 'database';
  const time = (at: number): string => formatTime(epochMicros(Math.round(at)));
  return [
    `etcd ${kind} of ${exactSize(split.file)}: ${plural(facts.liveKeys, 'key')} in ${plural(facts.revisions, 'revision')} (${facts.firstRevision ?? 'none'} to ${facts.lastRevision ?? 'none'}), ${plural(facts.tombstones, 'tombstone')}.`,
    dated === null
      ? 'The objects carry no times: revisions are not dated.'
      : `Written from ${time(dated.from)} to ${time(dated.to)}, by ${plural(dated.moments, dated.by === 'renewals' ? 'lease renewal' : 'stamp of whole seconds', dated.by === 'renewals' ? undefined : 'stamps of whole seconds')} inside the objects (inferred).`,
    ...(dated === null
      ? []
      : dated.oddClocks.map(
          ({ name, ahead }) =>
            `The clock of ${name} runs ${Math.abs(ahead / 1e6).toFixed(1)} s ${ahead > 0 ? 'ahead' : 'behind'}: corrected.`,
        )),
    alarms.length === 0
      ? 'No alarm is armed.'
      : `Armed alarms: ${alarms.map(({ member, alarm }) => `${alarm} on member ${member}`).join(', ')}.`,
    facts.compacted === null
      ? 'No compaction has finished in this database.'
      : `Compacted to revision ${facts.compacted}.`,
    ...(facts.interruptedCompaction === null
      ? []
      : [`The compaction to revision ${facts.interruptedCompaction} was started and has not finished.`]),
    `${percent(share(split.history + split.deleted, split.file))} of the file is history, ${percent(share(split.live, split.file))} is live, ${percent(share(split.free, split.file))} is free.`,
    ...(facts.unchanged.revisions === 0
      ? []
      : [
          `${plural(facts.unchanged.revisions, 'revision')} (${percent(share(facts.unchanged.revisions, facts.revisions))}, ${size(facts.unchanged.bytes)}) changed nothing but versions, managers' times, renewals and heartbeats.`,
        ]),
    `Cluster version ${facts.clusterVersion ?? 'unknown'}${facts.storageVersion === null ? '' : `, storage version ${facts.storageVersion}`}; consistent index ${facts.consistentIndex ?? 'unknown'}; ${plural(facts.leases, 'lease')}; page size ${facts.pageSize} B${facts.hasAuth ? '; authentication is set up' : ''}.`,
    ...(facts.members.length === 0
      ? []
      : [
          `Members: ${facts.members.map(({ id, name, isLearner }) => `${name || 'unnamed'} (${id}${isLearner ? ', learner' : ''})`).join(', ')}.`,
        ]),
    ...(facts.removedMembers.length === 0 ? [] : [`Removed members: ${facts.removedMembers.join(', ')}.`]),
    ...facts.encryption.map(
      ({ provider, revisions }) =>
        `${plural(revisions, 'revision')} encrypted at rest with ${provider}: sizes and counts are known, owners and managers are not.`,
    ),
    ...(facts.pagesReachedTwice === 0
      ? []
      : ['The file was copied while etcd wrote to it, or is damaged: counts hold for what could be read.']),
    ...problems.slice(0, 5).map((problem) => `Not read: ${problem}.`),
  ].map(visible);
}

const share = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

type Rows = readonly (readonly [head: string, groups: readonly GroupSums[]])[];

const groupsOf = (facts: StoreFacts): Rows => [
  ['resource', facts.byResource],
  ['namespace', facts.byNamespace],
  ['workload', facts.byWorkload],
  ['manager', facts.byManager],
];

const HEAD = ['revisions', 'bytes', 'of bytes', 'keys', 'live keys', 'live bytes'];

function groupCells(group: GroupSums, whole: number): string[] {
  return [
    number(group.revisions),
    size(group.bytes),
    percent(share(group.bytes, whole)),
    number(group.keys),
    number(group.liveKeys),
    size(group.liveBytes),
  ];
}

const stored = ({ split }: StoreFacts): number => split.live + split.history + split.deleted;

const keyCells = (key: TopKey): string[] => [
  number(key.revisions),
  size(key.bytes),
  size(key.latestBytes),
  key.isDeleted ? 'deleted' : '',
  key.unchanged === 0 ? '' : number(key.unchanged),
];
const KEY_HEAD = ['revisions', 'bytes', 'latest', 'state', 'no change'];

function blocksOf(report: StoreReport, limit: number): Block[] {
  const { facts } = report;
  return [
    heading(1, 'What ', code(facts.input), ' holds'),
    list(storeSentences(report)),
    table(
      ['part of the file', 'bytes', 'share', ''],
      PARTS.map(([part, name, means]) => [
        name,
        size(facts.split[part]),
        percent(share(facts.split[part], facts.split.file)),
        means,
      ]),
      [1, 2],
    ),
    ...groupsOf(facts).flatMap(([head, groups]): Block[] =>
      groups.length === 0
        ? []
        : [
            heading(2, `By ${head}`),
            table(
              [head, ...HEAD],
              groups.slice(0, limit).map((group): Text[] => [code(group.key), ...groupCells(group, stored(facts))]),
              [1, 2, 3, 4, 5, 6],
            ),
          ],
    ),
    heading(2, 'Keys with the most revisions'),
    table(
      ['key', ...KEY_HEAD],
      facts.topByRevisions.slice(0, limit).map((key): Text[] => [code(key.key), ...keyCells(key)]),
      [1, 2, 3, 5],
    ),
    heading(2, 'Keys with the most bytes'),
    table(
      ['key', ...KEY_HEAD],
      facts.topByBytes.slice(0, limit).map((key): Text[] => [code(key.key), ...keyCells(key)]),
      [1, 2, 3, 5],
    ),
    paragraph('Values are never shown. Bytes are of keys, values and their places in the pages.'),
  ];
}

function* terminalText(reports: readonly StoreReport[], limit: number): Iterable<string> {
  for (const report of reports) {
    const { facts } = report;
    yield `${visible(facts.input)}\n\n`;
    for (const sentence of storeSentences(report)) yield `${sentence}\n`;
    yield '\n';
    yield* textTable([
      ['part of the file', 'bytes', 'share'],
      ...PARTS.map(([part, name]) => [
        name,
        size(facts.split[part]),
        percent(share(facts.split[part], facts.split.file)),
      ]),
    ]);
    for (const [head, groups] of groupsOf(facts)) {
      if (groups.length === 0) continue;
      yield '\n';
      yield* textTable([
        [head, ...HEAD],
        ...groups.slice(0, limit).map((group) => [visible(group.key), ...groupCells(group, stored(facts))]),
      ]);
    }
    yield '\n';
    yield* textTable([
      ['key', ...KEY_HEAD],
      ...facts.topByRevisions.slice(0, limit).map((key) => [visible(key.key), ...keyCells(key)]),
    ]);
    yield '\n';
  }
}

function csvRows(reports: readonly StoreReport[]): Iterable<string> {
  return csv(
    ['input', 'by', 'key', 'revisions', 'bytes', 'keys', 'liveKeys', 'liveBytes'],
    reports.flatMap(({ facts }) => [
      ...PARTS.map(([part]) => [facts.input, 'part', part, null, facts.split[part], null, null, null]),
      ...groupsOf(facts).flatMap(([head, groups]) =>
        groups.map((one) => [
          ...[facts.input, head, one.key, one.revisions, one.bytes, one.keys, one.liveKeys, one.liveBytes],
        ]),
      ),
      ...facts.topByBytes.map((key) => [
        ...[facts.input, 'object', key.key, key.revisions, key.bytes, 1, key.isDeleted ? 0 : 1],
        key.isDeleted ? 0 : key.latestBytes,
      ]),
    ]),
  );
}
