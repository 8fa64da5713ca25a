import type { Postmortem } from '../pipeline/options.js';
import { liveLine, liveScreen, symptomKey, symptomNote } from '../reports/live/live-view.js';
import { Rates } from '../reports/live/rates.js';

/** Where a stream is shown while it is followed. */
export interface Display {
  /** Shows a state; null: no line was read yet. */
  show(state: Postmortem | null): void;
  end(): void;
}

export interface Terminal {
  readonly rows: number;
  readonly columns: number;
  write(text: string): void;
}

/** ECMA-48 and xterm: the other screen without a cursor, and back; to the first line; to the end of a line; of the screen. */
const OPEN = '\x1b[?1049h\x1b[?25l';
const CLOSE = '\x1b[?25h\x1b[?1049l';
const HOME = '\x1b[H';
const LINE_END = '\x1b[K';
const REST = '\x1b[J';

/** One screen that each state replaces. At the end, the terminal shows what it showed before. */
export function screenDisplay(terminal: Terminal): Display {
  const rates = new Rates();
  let isOpen = false;
  return {
    show(state) {
      const lines =
        state === null
          ? ['waiting for lines on standard input']
          : liveScreen(state, rates.next(state.report), terminal);
      const text = lines.map((line) => `${line}${LINE_END}`).join('\r\n');
      terminal.write(`${isOpen ? '' : OPEN}${HOME}${text}${REST}`);
      isOpen = true;
    },
    end() {
      if (isOpen) terminal.write(CLOSE);
      isOpen = false;
    },
  };
}

/** Milliseconds between two lines with the state. New symptoms are printed at once. */
const EVERY = 30_000;
/** At most so many symptoms are printed at once: the report lists all of them. */
const MOST_NOTES = 5;
/** At most so many symptoms are printed in all. */
const MOST_KNOWN = 1000;

/** Plain lines for a file, another program or a log collector. */
export function lineDisplay(write: (line: string) => void, now: () => number): Display {
  const rates = new Rates();
  const known = new Set<string>();
  let printed = -Infinity;
  return {
    show(state) {
      if (state === null) return;
      const current = rates.next(state.report);
      const fresh = state.report.symptoms.filter((one) => !known.has(symptomKey(one)));
      const notes = known.size > MOST_KNOWN ? [] : fresh;
      for (const one of notes) known.add(symptomKey(one));
      for (const one of notes.slice(0, MOST_NOTES)) write(symptomNote(one));
      if (notes.length > MOST_NOTES) write(`${notes.length - MOST_NOTES} more symptoms`);
      if (now() - printed < EVERY) return;
      printed = now();
      write(liveLine(state, current));
    },
    end() {},
  };
}
