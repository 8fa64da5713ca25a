const ESC = 27;

/** Colours and other sequences of a terminal: `ESC[0;1;31m`, `ESC]8;;https://…ESC\`, `ESC(B`. */
const SEQUENCE = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[ -/]*[0-~])|\u001b/g;

/** Whether the bytes hold what `cleanBytes` takes away for sure: an escape sequence or a NUL. */
export function isDirty(bytes: Buffer, start: number, end: number): boolean {
  const line = bytes.subarray(start, end);
  return line.includes(ESC) || line.includes(0);
}

/**
 * The text without colours (journalctl on a terminal, stern, CI logs), NULs (a file that a crash left padded), byte
 * order marks inside a joined file, and with plain blanks for those that chat tools make.
 */
export function cleanText(text: string): string {
  if (!/[\u0000\u001b\u00a0\ufeff]/.test(text)) return text;
  return text
    .replace(SEQUENCE, '')
    .replace(/[\u0000\ufeff]/g, '')
    .replace(/\u00a0/g, ' ');
}

/** The same on bytes; invalid UTF-8 becomes replacement characters, which only lines that held such things get. */
export function cleanBytes(bytes: Buffer, start: number, end: number): Buffer {
  return Buffer.from(cleanText(bytes.toString('utf8', start, end)));
}

/** Whether a line that nobody knew has blanks or marks that only a paste puts there: U+00A0, U+FEFF. */
export function isPasted(bytes: Buffer, start: number, end: number): boolean {
  const line = bytes.subarray(start, end);
  return line.includes('\u00a0') || line.includes('\ufeff');
}
