const ESC = 27;
const RETURN = 13;
/** Below this a loop takes less time than the call of a search in native code. */
const SHORT = 250;
const NO_BREAK_SPACE = Buffer.from('\u00a0');
const BYTE_ORDER_MARK = Buffer.from('\ufeff');
const MARKS: readonly (number | Buffer)[] = [ESC, 0, NO_BREAK_SPACE, BYTE_ORDER_MARK];

/** Colours and other sequences of a terminal: `ESC[0;1;31m`, `ESC]8;;https://…ESC\`, `ESC(B`. */
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])|\u001b/g;

/** A terminal writes what follows a carriage return over what precedes it; only a line of a log counts as such. */
const OVERWRITTEN = /^.*\r(?=\d{4}[-/]\d\d[-/]\d\d|\{"|[IWEF]\d{4} |time="|[A-Z][a-z]{2} [ \d]\d )/s;

/** Whether the bytes hold what `cleanBytes` takes away for sure: an escape sequence or a NUL. */
export function isDirty(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < SHORT) {
    for (let i = start; i < end; i += 1) {
      const byte = bytes[i];
      if (byte === ESC || byte === 0 || byte === RETURN) return true;
    }
    return false;
  }
  const line = bytes.subarray(start, end);
  return line.includes(ESC) || line.includes(0) || line.includes(RETURN);
}

/**
 * The text without colours (journalctl on a terminal, stern, CI logs), NULs (a file that a crash left padded), byte
 * order marks inside a joined file, and with plain blanks for those that chat tools make.
 */
export function cleanText(text: string): string {
  if (!/[\u0000\r\u001b\u00a0\ufeff]/.test(text)) return text;
  return text
    .replace(SEQUENCE, '')
    .replace(OVERWRITTEN, '')
    .replace(/[\u0000\ufeff]/g, '')
    .replace(/\u00a0/g, ' ');
}

/** The same on bytes; invalid UTF-8 becomes replacement characters, which only lines that held such things get. */
export function cleanBytes(bytes: Buffer, start: number, end: number): Buffer {
  return Buffer.from(cleanText(bytes.toString('utf8', start, end)));
}

/** How far the bytes hold nothing that `cleanText` takes away. */
export function cleanUntil(bytes: Buffer, start: number, end: number): number {
  let until = end;
  for (const mark of MARKS) {
    const at = bytes.subarray(start, until).indexOf(mark);
    if (at !== -1) until = start + at;
  }
  return until;
}

/** Whether an unrecognised line has blanks or marks that only a paste puts there: U+00A0, U+FEFF. */
export function isPasted(bytes: Buffer, start: number, end: number): boolean {
  if (end - start < SHORT) {
    let at = start;
    while (at < end && (bytes[at] as number) < 128) at += 1;
    if (at === end) return false;
  }
  const line = bytes.subarray(start, end);
  return line.includes(NO_BREAK_SPACE) || line.includes(BYTE_ORDER_MARK);
}
