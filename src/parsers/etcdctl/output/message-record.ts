import type { LogRecord, Source } from '../../../model/record.js';
import type { EpochMicros } from '../../../model/units.js';

const SHOWN = 300;

/** A line without a kind of its own that says in our words what was in the input: its keys and counts, never a value. */
export const messageRecord = (
  format: string,
  source: Source,
  time: EpochMicros | null,
  message: string,
): LogRecord => ({
  kind: 'log',
  format,
  source,
  time,
  level: null,
  message,
  excerpt: message.slice(0, SHOWN),
});

/** What is long because of a key in it. */
export const clipped = (message: string): string =>
  message.length > SHOWN ? `${message.slice(0, SHOWN - 1)}…` : message;
