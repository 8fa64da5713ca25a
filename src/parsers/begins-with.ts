import type { Payload } from '../model/parser.js';
import { WordFinder } from '../model/word-finder.js';

/**
 * Whether a line begins, behind blanks, with one of these texts, by its bytes. What isn't ASCII is let through: it may be a
 * blank, or a mark that precedes the text.
 */
export function beginsWith(...heads: readonly string[]): (line: Pick<Payload, 'bytes' | 'start' | 'end'>) => boolean {
  const characters = new Uint8Array(256);
  for (let byte = 0; byte < 256; byte += 1) if (byte < 32 || byte > 126) characters[byte] = 1;
  for (const head of heads) if (head.length === 1) characters[head.charCodeAt(0)] = 1;
  const words = new WordFinder(
    heads.filter((head) => head.length > 1),
    true,
  );
  return ({ bytes, start, end }) => {
    let at = start;
    while (at < end && (bytes[at] === 32 || bytes[at] === 9)) at += 1;
    return at < end && (characters[bytes[at] as number] === 1 || words.isAt(bytes, at, end));
  };
}
