import { visible } from '../../model/evidence.js';
import type { StoreFacts } from '../../model/store-facts.js';
import { csv } from '../csv.js';
import { code, heading, paragraph, table, type Text } from '../document.js';
import { jsonText } from '../escape.js';
import { renderMarkdown } from '../markdown.js';
import { number, plural, size } from '../sizes.js';
import { textTable } from '../text-table.js';

interface Growth {
  readonly by: string;
  readonly key: string;
  readonly revisions: number;
  readonly bytes: number;
  readonly keys: number;
}

const LISTS = ['byResource', 'byNamespace', 'byWorkload'] as const;
const NAMES = { byResource: 'resource', byNamespace: 'namespace', byWorkload: 'workload' } as const;

/** What came to a store between two copies of it, most bytes first. Negative: a compaction removed more than was written. */
function growthOf(a: StoreFacts, b: StoreFacts): Growth[] {
  return LISTS.flatMap((list) => {
    const before = new Map(a[list].map((group) => [group.key, group]));
    const none = { revisions: 0, bytes: 0, liveKeys: 0 };
    const names = new Set([...a[list], ...b[list]].map(({ key }) => key));
    const after = new Map(b[list].map((group) => [group.key, group]));
    return [...names]
      .map((key): Growth => {
        const [was, is] = [before.get(key) ?? none, after.get(key) ?? none];
        return {
          by: NAMES[list],
          key,
          revisions: is.revisions - was.revisions,
          bytes: is.bytes - was.bytes,
          keys: is.liveKeys - was.liveKeys,
        };
      })
      .filter(({ revisions, bytes, keys }) => revisions !== 0 || bytes !== 0 || keys !== 0)
      .sort((x, y) => y.bytes - x.bytes || (x.key < y.key ? -1 : 1));
  });
}

const signed = (text: string, value: number): string => (value > 0 ? `+${text}` : value < 0 ? `-${text}` : text);
const cells = ({ revisions, bytes, keys }: Growth): string[] => [
  signed(number(Math.abs(revisions)), revisions),
  signed(size(Math.abs(bytes)), bytes),
  signed(number(Math.abs(keys)), keys),
];
const HEAD = ['revisions', 'bytes', 'live keys'];

function summary(a: StoreFacts, b: StoreFacts): string {
  const writes = (b.lastRevision ?? 0) - (a.lastRevision ?? 0);
  const seconds = a.dated === null || b.dated === null ? 0 : (b.dated.to - a.dated.to) / 1e6;
  const rate = seconds > 0 ? `, ${number(Math.round((10 * writes) / seconds) / 10)} a second` : '';
  return `Between them: ${plural(writes, 'revision')}${rate}; the file went from ${size(a.split.file)} to ${size(b.split.file)}, live data from ${size(a.split.live)} to ${size(b.split.live)}.`;
}

/** What `store A B --format` and `diff A.db B.db` know. */
export const GROWTH_FORMATS = {
  *table(a: StoreFacts, b: StoreFacts, limit: number): Iterable<string> {
    yield `${visible(summary(a, b))}\n`;
    for (const name of Object.values(NAMES)) {
      yield '\n';
      const rows = growthOf(a, b).filter(({ by }) => by === name);
      yield* textTable([[name, ...HEAD], ...rows.slice(0, limit).map((row) => [visible(row.key), ...cells(row)])]);
    }
  },
  *markdown(a: StoreFacts, b: StoreFacts, limit: number): Iterable<string> {
    yield renderMarkdown([
      heading(1, 'What grew from ', code(a.input), ' to ', code(b.input)),
      paragraph(summary(a, b)),
      ...Object.values(NAMES).map((name) =>
        table(
          [name, ...HEAD],
          growthOf(a, b)
            .filter(({ by }) => by === name)
            .slice(0, limit)
            .map((row): Text[] => [code(row.key), ...cells(row)]),
          [1, 2, 3],
        ),
      ),
    ]);
  },
  *json(a: StoreFacts, b: StoreFacts): Iterable<string> {
    yield `${jsonText({ a: a.input, b: b.input, growth: growthOf(a, b) }, 2)}\n`;
  },
  csv: (a: StoreFacts, b: StoreFacts): Iterable<string> =>
    csv(
      ['by', 'key', 'revisions', 'bytes', 'liveKeys'],
      growthOf(a, b).map((row) => [row.by, row.key, row.revisions, row.bytes, row.keys]),
    ),
} as const satisfies Readonly<Record<string, (a: StoreFacts, b: StoreFacts, limit: number) => Iterable<string>>>;
