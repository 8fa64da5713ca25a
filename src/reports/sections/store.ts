import type { StoreCount } from '../../model/report.js';
import { code, heading, paragraph, table, type Block, type Text } from '../document.js';
import { number, size } from '../sizes.js';
import { place } from './cite.js';
import type { View } from './view.js';

/** Tables that are shown: people count again and again. */
const TABLES = 8;

/** What lives in the store, a table for each command or input that counts it. */
export function store(view: View): readonly Block[] {
  const { store: counts } = view.report;
  if (counts.length === 0) return [];
  const shown = [...counts].sort((a, b) => b.rows.length - a.rows.length).slice(0, TABLES);
  const rest = counts.length - shown.length;
  return [
    heading(2, 'What lives in the store'),
    ...counts.filter((one) => shown.includes(one)).flatMap((one) => tableOf(view, one)),
    ...(rest > 0 ? [paragraph(`${number(rest)} more counts are in report.json.`)] : []),
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
