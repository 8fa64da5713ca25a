import type { Described } from '../model/described.js';
import type { FormatGroup } from '../cli/format-list.js';

/** Kinds that only this program knows, in words. */
const IN_WORDS: Readonly<Record<string, string>> = {
  'member-identity': 'names and ids of members',
  claim: 'statements (checked against other inputs)',
};

/**
 * The document with its tables and samples as the registries have them, each between its marks:
 * `<!-- formats: dialects -->` … `<!-- end -->`. What stands around them is written by hand, and stays.
 */
export function withFormats(document: string, groups: readonly FormatGroup[]): string {
  return document.replace(/<!-- formats: (\w+) -->\n[\s\S]*?<!-- end -->/g, (part, id: string) => {
    const group = groups.find((one) => one.id === id);
    return group === undefined
      ? part
      : `<!-- formats: ${id} -->\n\n${tableOf(group)}\n${samplesOf(group)}\n<!-- end -->`;
  });
}

function tableOf({ id, formats }: FormatGroup): string {
  const hasVersions = formats.some(({ versions }) => versions !== undefined);
  const hasTaken = formats.some(({ takes }) => takes !== undefined);
  const isDialect = id === 'dialects';
  const taken = isDialect ? 'kinds of records' : 'provides';
  const head = ['id', 'what', ...(hasVersions ? ['versions'] : []), ...(hasTaken ? [taken] : [])];
  const rows = formats.map((format, i) => [
    `\`${format.id}\``,
    cell(format.title),
    ...(hasVersions ? [cell(format.versions ?? '')] : []),
    ...(hasTaken ? [isDialect ? kindsOf(format, formats.slice(0, i)) : (format.takes ?? []).join(', ')] : []),
  ]);
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

/** Long lists that another row has in full aren't repeated. */
const LONG = 12;

function kindsOf({ takes = [] }: Described, above: readonly Described[]): string {
  const same = above.find(
    (other) => (other.takes?.length ?? 0) >= LONG && other.takes?.every((kind) => takes.includes(kind)),
  );
  if (same !== undefined) {
    const rest = takes.filter((kind) => same.takes?.includes(kind) !== true);
    return [`those of \`${same.id}\``, ...(rest.length === 0 ? [] : [shortened(rest)])].join(', ');
  }
  return takes.length === 0 ? '`log`' : shortened(takes);
}

/** `compaction-requested`, `-started`, `-finished`: what begins with the word of the one before is cut short. */
function shortened(kinds: readonly string[]): string {
  let before = '';
  return kinds
    .map((kind) => {
      const words = IN_WORDS[kind];
      const [first = '', ...rest] = kind.split('-');
      const shown = first === before ? `-${rest.join('-')}` : kind;
      before = words === undefined ? first : '';
      return words ?? `\`${shown}\``;
    })
    .join(', ');
}

function samplesOf({ formats }: FormatGroup): string {
  const width = Math.max(...formats.map(({ id }) => id.length)) + 2;
  const lines = formats.flatMap(({ id, sample }) =>
    sample.split('\n').map((line, i) => `${(i === 0 ? id : '').padEnd(width)}${line}`.trimEnd()),
  );
  return `\`\`\`\n${lines.join('\n')}\n\`\`\`\n`;
}

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
