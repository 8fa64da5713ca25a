import type { StoredFile } from '../../model/case-file.js';
import type { StoreCount } from '../../model/report.js';
import { code, heading, list, paragraph, table, type Block, type Text } from '../document.js';
import { number, percent, size } from '../sizes.js';
import { PARTS } from '../store/parts.js';
import { storeSentences } from '../store/store-report.js';
import { place } from './cite.js';
import type { View } from './view.js';

/** Tables that are shown: people count again and again. */
const TABLES = 8;

/** Files that are shown: members hold the same. */
const FILES = 4;

/** What lives in the store: of each file of etcd at hand its parts, and a table for each command or input that counts it. */
export function store(view: View): readonly Block[] {
  const { store: counts } = view.report;
  if (counts.length === 0) return [];
  const shown = [...counts].sort((a, b) => b.rows.length - a.rows.length).slice(0, TABLES);
  const rest = counts.length - shown.length;
  return [
    heading(2, 'What lives in the store'),
    ...filesOf(view),
    ...counts.filter((one) => shown.includes(one)).flatMap((one) => tableOf(view, one)),
    ...(rest > 0 ? [paragraph(`${number(rest)} more counts are in report.json.`)] : []),
  ];
}

/** The files of etcd that a reader wants to see: the one of the refusal first, then the largest. */
export function shownFiles({ file }: View): readonly StoredFile[] {
  const { stored = [], space } = file;
  const order = (one: StoredFile): number => (one === space.file ? -1 : 0);
  return [...stored].sort((a, b) => order(a) - order(b) || b.facts.split.file - a.facts.split.file).slice(0, FILES);
}

function filesOf(view: View): Block[] {
  const shown = shownFiles(view);
  const rest = (view.file.stored?.length ?? 0) - shown.length;
  return [
    ...shown.flatMap(({ facts }): Block[] => [
      paragraph('The file ', code(facts.input), ':'),
      list(storeSentences({ facts, problems: [] })),
      table(
        ['part of the file', 'bytes', 'share', ''],
        PARTS.map(([part, name, means]) => [
          name,
          size(facts.split[part]),
          percent(facts.split.file === 0 ? 0 : facts.split[part] / facts.split.file),
          means,
        ]),
        [1, 2],
      ),
    ]),
    ...(rest > 0 ? [paragraph(`${number(rest)} more files of etcd are at hand: the command store shows them.`)] : []),
  ];
}

function tableOf(view: View, count: StoreCount): Block[] {
  const [first] = count.rows;
  if (first === undefined) return [];
  const rows = count.rows.slice(0, view.limits.shares);
  const hasBytes = rows.some((row) => row.bytes !== null);
  const hasCounts = count.of === 'objects' || rows.some((row) => row.revisions !== row.count);
  const hasRevisions = rows.some((row) => row.revisions !== null);
  const head: Text[] = [
    'resource',
    ...(hasCounts && count.of !== 'bytes' ? ['objects'] : []),
    ...(hasRevisions ? ['revisions'] : []),
    ...(hasBytes ? ['bytes'] : []),
  ];
  const cells = rows.map((row): Text[] => [
    code(row.key),
    ...(hasCounts && count.of !== 'bytes' ? [number(row.count)] : []),
    ...(hasRevisions ? [row.revisions === null ? '' : number(row.revisions)] : []),
    ...(hasBytes ? [row.bytes === null ? '' : size(row.bytes)] : []),
  ]);
  const more = count.rows.length - rows.length;
  const from: Text[] = count.command === null ? ['Counted in '] : ['By ', code(count.command), ' in '];
  const cited = first.evidence[0];
  return [
    paragraph(
      ...from,
      cited === undefined ? code(count.input) : code(place(cited)),
      count.at === null ? '' : `, ${count.at}`,
      more > 0 ? `, the first ${number(rows.length)} of ${number(count.rows.length)} resources` : '',
      count.of === 'revisions'
        ? '. Revisions are the history of keys: they are no objects, and their bytes are not the size of the file.'
        : '',
      ':',
    ),
    table(head, cells, [1, 2, 3]),
  ];
}
