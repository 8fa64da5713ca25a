import { clip, withCode, type Block, type Text } from '../document.js';
import { html } from '../escape.js';

export function blocksHtml(blocks: readonly Block[]): string {
  return blocks.map(blockHtml).join('\n');
}

export function blockHtml(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `<h${block.level}>${inlineHtml(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inlineHtml(block.text)}</p>`;
    case 'list':
      return listHtml(block.items);
    case 'chart':
      return `<pre>${block.lines.map(html).join('\n')}</pre>`;
    case 'table': {
      const cell = (name: 'th' | 'td', text: Text, i: number): string => {
        const numeric = block.numeric?.includes(i) ? ' class="n"' : '';
        // A column without a name holds names itself, and its head is no header.
        const head = name === 'th' && text !== '';
        const tag = name === 'th' && text === '' ? 'td' : name;
        return `<${tag}${head ? ' scope="col"' : ''}${numeric}>${inlineHtml(text)}</${tag}>`;
      };
      const head = block.head.map((text, i) => cell('th', text, i)).join('');
      const rows = block.rows.map((row) => `<tr>${row.map((text, i) => cell('td', text, i)).join('')}</tr>`).join('\n');
      return tableHtml(head, rows);
    }
  }
}

/** A wide table scrolls by itself, so that the page never does. */
export function tableHtml(head: string, rows: string): string {
  return `<div class="table" tabindex="0"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows}\n</tbody>\n</table></div>`;
}

export function listHtml(items: readonly Text[]): string {
  return `<ul>\n${items.map((item) => `<li>${inlineHtml(item)}</li>`).join('\n')}\n</ul>`;
}

export function inlineHtml(text: Text): string {
  if (typeof text === 'string') {
    return withCode(clip(text))
      .map((part) => (typeof part === 'string' ? html(part) : `<code>${html(part.text)}</code>`))
      .join('');
  }
  if (!('type' in text)) return text.map(inlineHtml).join('');
  switch (text.type) {
    case 'code':
      return `<code>${html(clip(text.text))}</code>`;
    case 'strong':
      return `<strong>${inlineHtml(text.text)}</strong>`;
    case 'emphasis':
      return `<em>${inlineHtml(text.text)}</em>`;
  }
}
