import type { LineRef } from '../../model/parser.js';
import type { EpochMicros } from '../../model/units.js';
import { JOURNAL_FIELDS, trimMessage, wrappingOf } from '../journal-fields.js';
import type { LinePayload } from '../payload.js';
import type { Yields } from './frame.js';

/** An entry of the journal while its fields come in, for the modes that print each on a line of its own. */
export class JournalEntry {
  lines = 1;
  time: EpochMicros | null = null;
  private readonly fields = new Map<string, string>();
  private message: Buffer | null = null;
  private at: LineRef | null = null;
  private readonly firstLine: number;

  constructor(first: LinePayload) {
    this.firstLine = first.line;
  }

  wants(name: string): boolean {
    return JOURNAL_FIELDS.has(name);
  }

  /** A field that repeats counts as it came first. */
  set(name: string, value: Buffer, at: LineRef): void {
    if (name === 'MESSAGE') {
      if (this.message !== null) return;
      this.message = trimMessage(value);
      this.at = at;
    } else if (!this.fields.has(name)) this.fields.set(name, value.toString('utf8'));
  }

  /** Passes the entry on; returns how many of its lines were unrecognised. An entry without a message is dropped. */
  finish(yields: Yields): number {
    const { message, at, firstLine, lines } = this;
    if (message === null || at === null) return 0;
    const wrapping = wrappingOf((name) => this.fields.get(name) ?? null, this.time);
    return yields({ ...wrapping, message, at, firstLine, lines }) ? 0 : lines;
  }
}
