import type { Context, Payload } from '../../model/parser.js';
import type { KlogEntry } from './entry.js';

/** What of a klog record may still follow on lines without a header, and the record. */
interface Open {
  readonly follows: 'value' | 'stack';
  readonly entry: KlogEntry;
}

/**
 * By input: each reader has a context of its own. A multi-line value (`err=<`, lines behind a tab, ` >`) and the
 * goroutines below a fatal line need the line before them to be recognised; steps of a trace do not.
 */
const open = new WeakMap<Context, Open>();

const TAB = 9;
const SPACE = 32;
const TRACE = /^Trace\[\d+\]: /;
const STACK =
  /^(?:goroutine \d+ \[[^\]]*\]:|\t\S+\.(?:go|s):\d+(?: \+0x[0-9a-f]+)?$|[\w./*()-][\w/*()-]*\.[\w./*()[\]{}<>-][\w./*)[\]{}<>-]*\(.*\)$|created by [\w./*()-]+|panic: |\[signal |\s*$)/;

/** A record began: what may follow it is settled by how its line ends. */
export function noteRecord(context: Context, entry: KlogEntry): void {
  const end = entry.text.slice(-200);
  const follows = /=<\s*$/.test(end)
    ? 'value'
    : entry.level === 'fatal' || /goroutine \d+ \[/.test(end)
      ? 'stack'
      : null;
  if (follows !== null) open.set(context, { follows, entry });
  else open.delete(context);
}

/**
 * Whether a line without a header belongs to the record before it: a step of a trace, a value's or a stack's line. Of a
 * value's line the answer is the record with that line as its text, for the words that matter may be there.
 */
export function continuesKlog(payload: Payload, context: Context): KlogEntry | boolean {
  const { bytes, start, end } = payload;
  const first = bytes[start];
  if (first === 0x54 && bytes[start + 5] === 0x5b) return TRACE.test(payload.text.slice(0, 40));
  const state = open.get(context);
  if (state === undefined) return false;
  if (state.follows === 'stack') {
    if (end - start < 4000 && STACK.test(payload.text)) return true;
  } else if (first === TAB) {
    const text = payload.text.trim();
    return { ...state.entry, text, message: text };
  } else if (first === SPACE && bytes[start + 1] === 0x3e) {
    // another value may begin behind the end of this one
    if (!/=<\s*$/.test(payload.text)) open.delete(context);
    return true;
  }
  open.delete(context);
  return false;
}
