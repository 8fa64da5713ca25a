import type { Payload } from '../../model/parser.js';
import { WordFinder } from '../../model/word-finder.js';

/**
 * A look at a line's bytes before any of it is decoded: what says no here, no expression of a transcript's first line
 * fits. Each list holds the beginnings of the words of an expression (`commands.ts`, `output.ts`, `statements.ts`), and
 * what stands where people write typographic dashes and blanks begins with one of these bytes.
 */
const BEYOND_ASCII = ['\xc2', '\xe2', '\xef'];

/** Programs that begin a command on a line of its own, and the loop. */
const PROGRAMS = new WordFinder(
  ['etcdctl', 'etcdutl', 'kubectl', 'oc', 'systemctl', 'journalctl', 'crictl', 'kubeadm', 'for '],
  true,
);
/** Words that may be before a program. */
const BEFORE = new WordFinder(['sudo', 'env', 'time'], true);
/** Of a statement in numbers. */
const CUES = new WordFinder([
  ...['recover', 'restor', 'resolution', 'repair', 'outage', 'downtime', 'mttr', 'restart', 're-start', 'crash'],
  ...['phase', 'step', 'stage'].flatMap((word) => [' ', ...BEYOND_ASCII].map((next) => `${word}${next}`)),
  ...BEYOND_ASCII.map((next) => `re${next}`),
]);
/** What besides may be stated behind a date: a window, a number of old keys. */
const DATED = new WordFinder(['last', 'past', 'previous', 'keys', 'revisions', 'versions', 'entries']);
/** Of a heading. */
const SECTIONS = new WordFinder([
  ...['prevent', 'recommend', 'long', 'lessons', 'action', 'next', 'follow', 'harden', 'best', 'permanent', 'improve'],
  ...[
    'what',
    'to-do',
    'todo',
    'root',
    'diagnos',
    'investigation',
    'time',
    'recovery',
    'rescue',
    'emergency',
    'symptom',
  ],
  ...['impact', 'background', 'findings', 'summary', 'mitigation', 'resolution', 'detection', 'step', 'current'],
  ...BEYOND_ASCII.map((next) => `to${next}`),
]);

/** Longer lines begin nothing: 2,000 characters for a command, 400 for a statement, of four bytes at most. */
const LONGEST_COMMAND = 8000;
const LONGEST_STATEMENT = 1600;
/** A heading has 90 characters, and perhaps a number and marks around it. */
const LONGEST_HEADING = 120;

/** Whether the line may begin a transcript. */
export function mayBegin({ bytes, start, end }: Payload): boolean {
  if (end - start > LONGEST_COMMAND) return false;
  let at = start;
  while (at < end && isBlank(bytes[at] as number)) at += 1;
  if (at === end) return false;
  const first = bytes[at] as number;
  // a prompt, a comment, an assignment in parentheses, marks of a heading, quotes; what isn't ASCII may be any of them
  if (first > 127 || first === 35 || first === 36 || first === 40 || first === 42 || first === 95 || first === 47)
    return true;
  if (isPrompted(bytes, at, end, first) || isCommand(bytes, at, end)) return true;
  if (isTimedPrompt(bytes, at, end) || isFolderPrompt(bytes, at, end)) return true;
  if (at > start || end - start > LONGEST_STATEMENT || !isAlnum(first)) return false;
  if (CUES.isIn(bytes, start, end)) return true;
  if (isDigit(first)) {
    if (isNumbered(bytes, start, end)) return true;
    return mayBeDated(bytes, start, end) && (isDateLine(bytes, start, end) || DATED.isIn(bytes, start, end));
  }
  return first <= 90 && isHeading(bytes, start, end);
}

/** `14:09 $ …`, `14:09:31 ❯ …` */
function isTimedPrompt(bytes: Uint8Array, at: number, end: number): boolean {
  if (!isDigit(bytes[at] as number)) return false;
  let mark = at;
  while (mark < end && mark < at + 9 && (isDigit(bytes[mark] as number) || bytes[mark] === 58)) mark += 1;
  const prompt = bytes[mark + 1] ?? 0;
  return mark > at + 3 && bytes[mark] === 32 && (prompt === 36 || prompt > 127);
}

/** `core-01 ~ # …`: a host, a folder, a mark. */
function isFolderPrompt(bytes: Uint8Array, from: number, end: number): boolean {
  let at = from;
  while (at < end && isOfHost(bytes[at] as number)) at += 1;
  if (at === from || bytes[at] !== 32) return false;
  at += 1;
  while (at < end && !isBlank(bytes[at] as number)) at += 1;
  return bytes[at] === 32 && (bytes[at + 1] === 35 || bytes[at + 1] === 36) && bytes[at + 2] === 32;
}

/** `[root@cp1 ~]# …`, `root@cp1:~$ …` */
function isPrompted(bytes: Uint8Array, at: number, end: number, first: number): boolean {
  if (first === 91) {
    let close = at + 1;
    while (close < end && bytes[close] !== 93) close += 1;
    const mark = bytes[close + 1] ?? 0;
    return isPromptMark(mark) || mark > 127 || (isBlank(mark) && isPromptMark(bytes[close + 2] ?? 0));
  }
  for (let i = at; i < end; i += 1) {
    const byte = bytes[i] as number;
    if (byte === 64 || byte > 127) return true;
    if (!isOfHost(byte)) return false;
  }
  return false;
}

/** Goes over the first words as `programOf` does. */
function isCommand(bytes: Uint8Array, from: number, end: number): boolean {
  for (let at = from; at < end;) {
    if (PROGRAMS.isAt(bytes, at, end)) return true;
    let wordEnd = at;
    let equals = -1;
    for (; wordEnd < end && !isBlank(bytes[wordEnd] as number); wordEnd += 1) {
      const byte = bytes[wordEnd] as number;
      if (byte > 127) return true;
      if (byte === 61 && equals === -1) equals = wordEnd;
    }
    const first = bytes[at] as number;
    if (first === 47 || (equals !== -1 && bytes[equals + 1] === 36)) return true;
    const isOption = first === 45 && wordEnd === at + 2;
    const isBefore = wordEnd - at <= 4 && BEFORE.isAt(bytes, at, end);
    if (!isOption && !isBefore && !(equals > at && isAssigned(bytes, at, equals))) return false;
    at = wordEnd;
    while (at < end && isBlank(bytes[at] as number)) at += 1;
  }
  return false;
}

function isAssigned(bytes: Uint8Array, at: number, equals: number): boolean {
  for (let i = at; i < equals; i += 1) if (!isAlnum(bytes[i] as number) && bytes[i] !== 95) return false;
  return true;
}

/** `1. Summary`, `12) What happened` */
function isNumbered(bytes: Uint8Array, start: number, end: number): boolean {
  const mark = isDigit(bytes[start + 1] ?? 0) ? start + 2 : start + 1;
  const next = bytes[mark + 1] ?? 0;
  return mark < end && (bytes[mark] === 46 || bytes[mark] === 41) && (isBlank(next) || next > 127);
}

/** `2024-12-15` */
function mayBeDated(bytes: Uint8Array, start: number, end: number): boolean {
  const minus = bytes[start + 4] ?? 0;
  return end - start > 10 && (minus === 45 || minus > 127);
}

/** `2024-12-15 03:15 UTC - …`: a date that a text follows, by a dash or a colon. */
function isDateLine(bytes: Uint8Array, start: number, end: number): boolean {
  let at = start + 10;
  if ((bytes[start + 4] ?? 0) > 127) return true;
  while (at < end && (bytes[at] === 84 || bytes[at] === 32)) at += 1;
  if (isDigit(bytes[at] ?? 0)) {
    at += 5;
    if (bytes[at] === 58 && isDigit(bytes[at + 1] ?? 0)) at += 3;
  }
  while (at < end && isBlank(bytes[at] as number)) at += 1;
  for (let letters = 0; letters < 4 && (bytes[at] ?? 0) >= 65 && (bytes[at] ?? 0) <= 90; letters += 1) at += 1;
  while (at < end && isBlank(bytes[at] as number)) at += 1;
  const next = at < end ? (bytes[at] as number) : 0;
  return next === 45 || next === 58 || next > 127;
}

/** Few characters, none of a sentence's or of a log's, and a word that headings have. */
function isHeading(bytes: Uint8Array, start: number, end: number): boolean {
  let to = end;
  while (to > start && isBlank(bytes[to - 1] as number)) to -= 1;
  const last = bytes[to - 1] as number;
  if (last === 46 || last === 59 || last === 44 || last === 33 || last === 63) return false;
  let characters = 0;
  for (let i = start; i < to; i += 1) {
    const byte = bytes[i] as number;
    // bytes that continue with a character begin with 10
    if ((byte & 0xc0) !== 0x80) characters += 1;
    if (byte === 124 || byte === 61 || byte === 123 || byte === 125 || byte === 36 || byte === 92) return false;
    if (byte === 60 || byte === 62) return false;
    if (characters > LONGEST_HEADING) return false;
  }
  return SECTIONS.isIn(bytes, start, to);
}

const isBlank = (byte: number): boolean => byte === 32 || (byte >= 9 && byte <= 13);
const isDigit = (byte: number): boolean => byte >= 48 && byte <= 57;
const isAlnum = (byte: number): boolean => isDigit(byte) || (byte >= 97 && byte <= 122) || (byte >= 65 && byte <= 90);
const isOfHost = (byte: number): boolean => isAlnum(byte) || byte === 95 || byte === 45 || byte === 46;
const isPromptMark = (byte: number): boolean => byte >= 35 && byte <= 37;
