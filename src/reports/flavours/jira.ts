import { visible } from '../../model/evidence.js';
import { clip, withCode, type Block, type Text } from '../document.js';
import { chainBlocks } from './chain-text.js';
import type { Flavour } from './flavour.js';

/** Jira's wiki markup, as its server and data centre editions render it. A field takes 32,767 characters there. */
export const jira: Flavour = {
  longest: 32_767,
  blocks: renderJira,
  section: renderJira,
  chain: (chain) => renderJira(chainBlocks(chain)),
  closing: () => '',
  beforeHeading: '\n\nh',
};

function renderJira(blocks: readonly Block[]): string {
  return blocks.map((block) => `${blockJira(block)}\n`).join('\n');
}

function blockJira(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `h${block.level}. ${inline(block.text).trim()}`;
    case 'paragraph':
      return lineStart(inline(block.text).trim());
    case 'list':
      return block.items.map((item) => `* ${inline(item).trim()}`).join('\n');
    case 'chart':
      return `{noformat}\n${block.lines.map((line) => visible(line).trimEnd().replaceAll('{', '(')).join('\n')}\n{noformat}`;
    case 'table': {
      const cells = (row: readonly Text[], mark: string): string =>
        `${mark}${row.map((text) => inline(text).trim() || ' ').join(mark)}${mark}`;
      return [cells(block.head, '||'), ...block.rows.map((row) => cells(row, '|'))].join('\n');
    }
  }
}

function inline(text: Text): string {
  if (typeof text === 'string') {
    return withCode(clip(text))
      .map((part) => (typeof part === 'string' ? escapeJira(part) : monospaced(part.text)))
      .join('');
  }
  if (!('type' in text)) return text.map(inline).join('');
  switch (text.type) {
    case 'code':
      return monospaced(clip(text.text));
    case 'strong':
      return `*${inline(text.text).trim()}*`;
    case 'emphasis':
      return `_${inline(text.text).trim()}_`;
  }
}

/** `{{…}}` reads markup within it as well, so it is escaped like all else. */
function monospaced(text: string): string {
  const shown = escapeJira(text).trim();
  return shown === '' ? '' : `{{${shown}}}`;
}

/** What starts markup anywhere: macros, links, tables, mentions, images, citations, line breaks, HTML. */
const ALWAYS = /[{}[\]|@!#\\^~&<>*]/g;
/** What does so only in a place: text effects at the edge of a word, emoticons, links, issue keys. */
const IN_PLACE =
  /(?<![\p{L}\p{N}])[-+_]|[-+_](?![\p{L}\p{N}])|:(?=\/\/|[()PDp|]|\S*@)|(?<=\b(?:mailto|file|javascript|news))[:]|;(?=\))|\((?=(?:y|n|i|\/|x|!|\?|\+|-|on|off|flag|flagoff)\))|\?(?=\?)|(?<=\?)\?|(?<=\b[A-Z][A-Z0-9_]+)-(?=\d)/gu;

/** Text that means itself: HTML references are shown as what they stand for and never read as markup. */
export function escapeJira(text: string): string {
  const reference = (c: string): string => `&#${c.codePointAt(0) ?? 63};`;
  return visible(text)
    .split(ALWAYS_KEPT)
    .map((part, i) => (i % 2 === 1 ? reference(part) : part.replace(IN_PLACE, reference)))
    .join('');
}

const ALWAYS_KEPT = new RegExp(`(${ALWAYS.source})`);

/** `h2.`, `bq.` and list marks begin a block where they begin a line. */
const lineStart = (line: string): string => line.replace(/^(h[1-6]|bq)\./i, '$1&#46;');
