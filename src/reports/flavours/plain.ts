import { visible } from '../../model/evidence.js';
import { clip, type Block, type Text } from '../document.js';
import { widthOf } from '../terminal-text.js';
import { chainBlocks } from './chain-text.js';
import type { Flavour } from './flavour.js';

/** Text without any markup, for mail and for systems that show it as it is. */
export const plain: Flavour = {
  longest: 65_536,
  blocks: renderPlain,
  section: (blocks) => renderPlain(blocks),
  chain: (chain) => renderPlain(chainBlocks(chain)),
  closing: () => '',
  // a heading is a line of its own, with a rule below
  beforeHeading: '\n\n\n',
};

function renderPlain(blocks: readonly Block[]): string {
  return blocks.map((block) => `${blockPlain(block)}\n`).join('\n');
}

function blockPlain(block: Block): string {
  switch (block.type) {
    case 'heading': {
      const text = inline(block.text).trim();
      return `${block.level === 1 ? '' : '\n'}${text}\n${(block.level === 1 ? '=' : '-').repeat(Math.min(80, widthOf(text)))}`;
    }
    case 'paragraph':
      return inline(block.text).trim();
    case 'list':
      return block.items.map((item) => `- ${inline(item).trim()}`).join('\n');
    case 'chart':
      return block.lines.map((line) => `    ${visible(line).trimEnd()}`).join('\n');
    case 'table': {
      const head = block.head.map((text) => inline(text).trim());
      return block.rows.map((row) => rowPlain(head, row)).join('\n');
    }
  }
}

/** A row as a line: what it is about first, then what there is to say of it, by column. */
function rowPlain(head: readonly string[], row: readonly Text[]): string {
  const cells = row.map((text) => inline(text).trim());
  const rest = cells.slice(1).flatMap((cell, i) => {
    const title = head[i + 1] ?? '';
    return cell === '' ? [] : [title === '' ? cell : `${title}: ${cell}`];
  });
  return `- ${[cells[0] ?? '', ...rest].filter((cell) => cell !== '').join('; ')}`;
}

function inline(text: Text): string {
  if (typeof text === 'string') return visible(clip(text));
  if (!('type' in text)) return text.map(inline).join('');
  return text.type === 'code' ? visible(clip(text.text)) : inline(text.text);
}
