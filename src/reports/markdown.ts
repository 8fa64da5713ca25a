import { clip, withCode, type Block, type Text } from './document.js';
import { markdownCode, markdownFence, markdownLine, markdownText } from './escape.js';

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
