import { visible } from '../model/evidence.js';
import type { Share } from '../model/report.js';
import { csv } from './csv.js';
import { table, type Text } from './document.js';
import { orderedShare } from './json.js';
import { renderMarkdown } from './markdown.js';
import { keyText, leading } from './sections/writers.js';
import { number, percent, size } from './sizes.js';
import { textTable } from './text-table.js';
import { jsonText } from './escape.js';

/** A list to be ranked: who, and how much. */
export interface Ranking {
  /** What the keys are: `resource`, `user`. */
  readonly by: string;
  /** What is counted: `puts`, `requests`. */
  readonly unit: string;
  readonly shares: readonly Share[];
  /** Which source the numbers are of. */
  readonly source?: string;
}

/** What `top --format` knows. At most `limit` keys, and the rest as `(other)`. */
export const TOP_FORMATS = {
  table: topTable,
  csv: topCsv,
  json: topJson,
  markdown: topMarkdown,
} as const satisfies Readonly<Record<string, (ranking: Ranking, limit: number) => Iterable<string>>>;

function topTable({ by, unit, shares }: Ranking, limit: number): Iterable<string> {
  return textTable([[by, unit, 'share', 'bytes', 'of bytes'], ...cells(leading(shares, limit), visible)]);
}

function topCsv({ by, shares }: Ranking, limit: number): Iterable<string> {
  const rows = leading(shares, limit).map((s) => [
    s.key,
    s.count,
    s.share,
    s.bytes,
    s.shareOfBytes,
    s.countBeforeOnset,
  ]);
  return csv([by, 'count', 'share', 'bytes', 'shareOfBytes', 'countBeforeOnset'], rows);
}

function* topJson({ shares }: Ranking, limit: number): Iterable<string> {
  yield `${jsonText(leading(shares, limit).map(orderedShare), 2)}\n`;
}

function* topMarkdown({ by, unit, shares }: Ranking, limit: number): Iterable<string> {
  const rows = cells<Text>(leading(shares, limit), keyText);
  yield renderMarkdown([table([by, unit, 'share', 'bytes', 'share of bytes'], rows, [1, 2, 3, 4])]);
}

function cells<Name>(shares: readonly Share[], name: (key: string) => Name): (Name | string)[][] {
  return shares.map((share) => [
    name(share.key),
    number(share.count),
    percent(share.share),
    share.bytes === null ? '' : size(share.bytes),
    share.shareOfBytes === null ? '' : percent(share.shareOfBytes),
  ]);
}
