import type { LineRef } from '../../model/parser.js';
import { BARE, type LinePayload, type Wrapping } from '../payload.js';
import { ENTRY_LIMIT, type OpenFrame, type Yields } from './frame.js';

const SPACE = 32;

/**
 * A message of several lines in journalctl's text modes that begins with a lone bracket: a document, pretty-printed. Its
 * further lines are indented as far as the first text begins. Null: the text is none. systemd, `print_multiline`.
 *
 *     Dec 15 03:15:23 cp1 etcd[1234]: {
 *                                       "level": "warn",
 *                                     }
 */
export function openShortMessage(line: LinePayload, yields: Yields): OpenFrame | null {
  const { bytes, start, end, indent } = line;
  const first = bytes[start];
  if (end !== start + 1 || indent === 0 || (first !== 123 && first !== 91)) return null;
  return new ShortMessage(line, indent, yields);
}

class ShortMessage implements OpenFrame {
  private readonly at: LineRef;
  private readonly wrapping: Wrapping;
  private readonly parts: string[];
  private size = 0;
  private lines = 1;

  constructor(
    first: LinePayload,
    private readonly indent: number,
    private readonly yields: Yields,
  ) {
    const { outerTime, outerZoned, host, ident, pid, priority, pkg, unit } = first;
    this.wrapping = { ...BARE, outerTime, outerZoned, host, ident, pid, priority, pkg, unit };
    this.at = first.ref();
    this.parts = [first.text];
  }

  take({ bytes, start, end }: LinePayload): 'more' | 'over' {
    const text = start + this.indent;
    if (end < text) return 'over';
    for (let i = start; i < text; i += 1) if (bytes[i] !== SPACE) return 'over';
    this.lines += 1;
    this.size += end - text;
    if (this.size <= ENTRY_LIMIT) this.parts.push(bytes.toString('utf8', text, end));
    return 'more';
  }

  close(): number {
    const { wrapping, at, lines } = this;
    const message = Buffer.from(compact(this.parts));
    return this.yields({ ...wrapping, message, at, firstLine: at.line, lines }) ? 0 : lines;
  }
}

/** The document on one line, as dialects know it; what is none stays as it was. */
function compact(parts: readonly string[]): string {
  try {
    return JSON.stringify(JSON.parse(parts.join('')) as unknown);
  } catch {
    return parts.join('\n');
  }
}
