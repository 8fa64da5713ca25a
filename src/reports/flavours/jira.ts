import { visible } from '../../model/evidence.js';
import { clip, withCode, type Block, type Text } from '../document.js';
import { chainBlocks } from './chain-text.js';
import type { Flavour } from './flavour.js';

/** Jira's wiki markup, as all of its editions read it. A field takes 32,767 characters there. */
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
      return `h${block.level}. ${blockStart(inline(block.text))}`;
    case 'paragraph':
      return blockStart(inline(block.text));
    case 'list':
      return block.items.map((item) => `* ${blockStart(inline(item))}`).join('\n');
    case 'chart':
      return `{noformat}\n${block.lines.map((line) => visible(line).trimEnd().replaceAll('{', '(')).join('\n')}\n{noformat}`;
    case 'table': {
      const cells = (row: readonly Text[], mark: string): string =>
        `${mark}${row.map((text) => blockStart(inline(text, 'cell')) || ' ').join(mark)}${mark}`;
      return [cells(block.head, '||'), ...block.rows.map((row) => cells(row, '|'))].join('\n');
    }
  }
}

function inline(text: Text, place: Place = 'line'): string {
  if (typeof text === 'string') {
    return withCode(clip(text))
      .map((part) => (typeof part === 'string' ? escapeJira(part, place) : monospaced(part.text, place)))
      .join('');
  }
  if (!('type' in text)) return text.map((part) => inline(part, place)).join('');
  switch (text.type) {
    case 'code':
      return monospaced(clip(text.text), place);
    case 'strong':
      return `*${blockStart(inline(text.text, 'marked'))}*`;
    case 'emphasis':
      return `_${blockStart(inline(text.text, 'marked'))}_`;
  }
}

/** `{{…}}` reads markup within it as well, so it is escaped like all else. */
function monospaced(text: string, place: Place): string {
  const shown = escapeJira(text, place).trim();
  return shown === '' ? '' : `{{${shown}}}`;
}

/**
 * What a backslash makes plain, in the server's renderer (BackslashEscapeRendererComponent) and in the cloud's
 * (editor-wikimarkup-transformer, which shows HTML references as they are written). What starts markup anywhere:
 */
const ALWAYS = /[{}[\]@!#^~*]/;
/** And what does so only in a place: text effects at the edge of a word, emoticons, citations, issue keys. */
const IN_PLACE =
  /(?<![\p{L}\p{N}])[-+_]|[-+_](?![\p{L}\p{N}])|\((?=(?:y|n|i|\/|x|!|\?|\+|-|\*[rgby]?|on|off|flag|flagoff)\))|(?<=[:;])[()]|\?(?=\?)|(?<=\?)\?|-(?=\d)(?<=\b[A-Z][A-Z0-9_]+-)/u;
/**
 * No backslash helps here: links (those to the reader's own machine, in commands to copy, lead nowhere else), emoticons
 * of a letter, a second backslash, what reads as a reference already.
 */
const REFERRED =
  /:(?=\/\/(?!(?:127\.0\.0\.1|localhost)(?::\d+)?(?:[/\s'"]|$)))|(?<=\b(?:mailto|file|javascript|news|data)):|(?<![\p{L}\p{N}]):(?=[DPp](?![\p{L}\p{N}]))|\\(?![\p{L}\p{N} ])|(?<=\\)\\|&(?=#?\w+;)/u;
/** A cell ends at a pipe before anything else is read. */
const PIPE = /\|/;

const ESCAPED = new RegExp(`(${PIPE.source}|${REFERRED.source})|${ALWAYS.source}|${IN_PLACE.source}`, 'gu');

/** Where text stands: `marked` is between the marks of a text effect, in which the cloud reads backslashes twice. */
export type Place = 'line' | 'cell' | 'marked';

/** Text that means itself: by backslashes, or by references where those don't do. */
export function escapeJira(text: string, place: Place = 'line'): string {
  return visible(text).replace(ESCAPED, (c, referred: string | undefined) => {
    const plain = c === '|' ? place === 'line' : referred === undefined && place !== 'marked';
    return plain ? `\\${c}` : `&#${c.codePointAt(0) ?? 63};`;
  });
}

/** `h2.` and `bq.` begin a block where they begin a line, an item or a cell. */
const blockStart = (line: string): string => line.trim().replace(/^(h[1-6]|bq)\./i, '$1&#46;');
