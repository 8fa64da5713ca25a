import { clip, withCode, type Block, type Text } from './document.js';
import { markdownCode, markdownFence, markdownLine, markdownText } from './escape.js';
import type { Output } from './output.js';
import { SECTIONS } from './sections/registry.js';
import { LIMITS, viewOf } from './sections/view.js';

/** A comment of GitHub or a description of Jira takes this much. */
const LONGEST = 65_536;
/** For the tail that says that something was cut. */
const RESERVE = 200;

/** The report for a ticket. */
export const markdown: Output = {
  name: 'markdown',
  file: 'report.md',
  *render(postmortem) {
    let parts: readonly string[] = [];
    for (const limits of LIMITS) {
      const view = viewOf(postmortem, limits);
      parts = SECTIONS.map((section) => renderMarkdown(section(view))).filter((part) => part !== '');
      if (length(parts) <= LONGEST - RESERVE) break;
    }
    yield* cutBetweenBlocks(parts);
  },
};

/** Blocks as GitHub-flavoured Markdown, a blank line between them. */
export function renderMarkdown(blocks: readonly Block[]): string {
  return blocks.map((block) => `${blockMarkdown(block)}\n`).join('\n');
}

function blockMarkdown(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `${'#'.repeat(block.level)} ${inline(block.text).trim()}`;
    case 'paragraph':
      return markdownLine(inline(block.text));
    case 'list':
      return block.items.map((item) => `- ${markdownLine(inline(item))}`).join('\n');
    case 'chart':
      return markdownFence(block.lines);
    case 'table': {
      const align = block.head.map((_, i) => (block.numeric?.includes(i) ? '---:' : '---'));
      const cells = (row: readonly Text[]): readonly string[] => row.map((text) => inline(text, true));
      return [cells(block.head), align, ...block.rows.map(cells)].map(tableRow).join('\n');
    }
  }
}

function tableRow(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.trim()).join(' | ')} |`;
}

/** Escaped; has no line break, and in a table no bare pipe. */
function inline(text: Text, inTable = false): string {
  if (typeof text === 'string') {
    return withCode(clip(text))
      .map((part) => (typeof part === 'string' ? markdownText(part, inTable) : markdownCode(part.text, inTable)))
      .join('');
  }
  if (!('type' in text)) return text.map((part) => inline(part, inTable)).join('');
  switch (text.type) {
    case 'code':
      return markdownCode(clip(text.text), inTable);
    case 'strong':
      return `**${inline(text.text, inTable).trim()}**`;
    case 'emphasis':
      return `*${inline(text.text, inTable).trim()}*`;
  }
}

function length(parts: readonly string[]): number {
  return parts.reduce((sum, part) => sum + part.length + 1, 0);
}

/** The whole report, or what fits of it, cut where a block ends. */
function* cutBetweenBlocks(parts: readonly string[]): Iterable<string> {
  let room = LONGEST - RESERVE;
  for (const [i, part] of parts.entries()) {
    const text = i === 0 ? part : `\n${part}`;
    if (text.length > room) {
      // A fence holds no blank line followed by a heading of its own, so a cut before a heading never opens one.
      const end = text.lastIndexOf('\n\n#', room);
      yield end > 0 ? `${text.slice(0, end)}\n` : '';
      yield '\nCut here for length; the whole is in `report.json` and `report.html`.\n';
      return;
    }
    room -= text.length;
    yield text;
  }
}
