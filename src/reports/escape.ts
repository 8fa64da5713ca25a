import { visible } from '../model/evidence.js';

/**
 * What a ticket system would turn into a mention, a reference, a link, a formula or an emoji even when it is escaped:
 * these filters run over the rendered text, and only a code span keeps them out.
 */
const ACTIVE = /[@#!~$%](?=\w)|:\/\/|(?:^|\W)www\.|\b(?:mailto|xmpp|javascript|data):|\bGH-\d|:[a-z_+-][\w+-]*:/i;

/** Plain text as one line of Markdown that means the same text; in a table it has no pipe. */
export function markdownText(text: string, inTable = false): string {
  return visible(text).replace(/\S+/g, (word) =>
    ACTIVE.test(word) ? markdownCode(word, inTable) : escapeWord(word, inTable),
  );
}

/**
 * A code span. In a table a pipe can't be written in one so that every reader agrees (after a backslash it ends the cell
 * all the same): there it is an HTML code element with everything that could mean something written as references.
 */
export function markdownCode(text: string, inTable = false): string {
  const shown = visible(text);
  if (shown.trim() === '') return '';
  if (inTable && shown.includes('|')) return `<code>${references(shown)}</code>`;
  const longest = Math.max(0, ...(shown.match(/`+/g) ?? []).map((run) => run.length));
  const fence = '`'.repeat(longest + 1);
  const pad = /^[` ]|[` ]$/.test(shown) ? ' ' : '';
  return `${fence}${pad}${shown}${pad}${fence}`;
}

/** The start of a line must not become a list, a heading, a rule or an indented block. */
export function markdownLine(markdown: string): string {
  return markdown
    .trim()
    .replace(/^(?=[-+=])/, '\\')
    .replace(/^(\d+)(?=[.)](?:\s|$))/, '$1\\');
}

/** Lines in a fence that no line in it closes. */
export function markdownFence(lines: readonly string[]): string {
  const shown = lines.map((line) => visible(line).trimEnd());
  const longest = Math.max(2, ...shown.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${shown.join('\n')}\n${fence}`;
}

/** Text and attribute values of HTML. */
export function html(text: string): string {
  return visible(text).replace(/[&<>"'`]/g, (c) => `&#${c.charCodeAt(0)};`);
}

/**
 * JSON that a terminal can be shown: what JSON leaves as it is and a terminal or a reader would act on (C1 and bidi
 * controls, DEL) is written as `\\u` escapes, which a parser reads as the same characters.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(
    /[\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

/** A scalar of YAML in double quotes. */
export function yamlString(text: string): string {
  return JSON.stringify(visible(text));
}

function escapeWord(word: string, inTable: boolean): string {
  return word
    .replace(/[\\`*[\]{}#!~$]/g, '\\$&')
    .replace(/(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])/g, '\\_')
    .replace(inTable ? /[&<>|]/g : /[&<>]/g, (c) => ENTITIES[c] ?? c);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '|': '&#124;' };

function references(text: string): string {
  return text.replace(/[^A-Za-z0-9 ,./;()'"=+-]/gu, (c) => `&#${c.codePointAt(0) ?? 63};`);
}
