import type { Payload } from '../../../model/parser.js';

/** Whether the payload begins with this ASCII text, without decoding it. */
export function startsWith(payload: Payload, text: string): boolean {
  const { bytes, start, end } = payload;
  if (end - start < text.length) return false;
  for (let i = 0; i < text.length; i += 1) if (bytes[start + i] !== text.charCodeAt(i)) return false;
  return true;
}

const LONGEST_WORD = 120;
const SPACE = 32;
const COMMA = 44;

/** The first word where a comma ends it (`127.0.0.1:2379, …`), which no log line has; else null. */
export function wordBeforeComma(payload: Payload): string | null {
  const { bytes, start } = payload;
  const end = Math.min(payload.end, start + LONGEST_WORD);
  for (let i = start; i < end; i += 1) {
    const byte = bytes[i];
    if (byte === COMMA) return i > start && bytes[i + 1] === SPACE ? bytes.toString('latin1', start, i) : null;
    if (byte === undefined || byte <= SPACE || byte > 126) return null;
  }
  return null;
}

/** The first word where a blank ends it, and where the text behind the blank starts; null where there is none. */
export function firstWordEnd(payload: Payload): number {
  const { bytes, start } = payload;
  const end = Math.min(payload.end, start + LONGEST_WORD);
  for (let i = start; i < end; i += 1) if (bytes[i] === SPACE) return i;
  return -1;
}
