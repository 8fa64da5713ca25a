import type { Postmortem } from '../pipeline/options.js';
import { liveLine, liveScreen, symptomKey, symptomNote } from '../reports/live/live-view.js';
import { Rates } from '../reports/live/rates.js';

/** Where a stream is shown while it is followed. */
export interface Display {
  /** Shows a state; null: nothing has come so far. */
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

/** One screen that is drawn over. What was on the terminal before is there again at the end. */
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

/** How often a line tells how things are, in milliseconds. New symptoms are told as they come. */
const EVERY = 30_000;
/** More at once are a flood: the report has them all. */
const MOST_NOTES = 5;
/** Of symptoms that were told; beyond it none is new. */
const MOST_KNOWN = 1000;

/** Plain lines for a file, another program or a log collector. */
export function lineDisplay(write: (line: string) => void, now: () => number): Display {
  const rates = new Rates();
  const known = new Set<string>();
  let told = -Infinity;
  return {
    show(state) {
      if (state === null) return;
      const current = rates.next(state.report);
      const fresh = state.report.symptoms.filter((one) => !known.has(symptomKey(one)));
      const notes = known.size > MOST_KNOWN ? [] : fresh;
      for (const one of notes) known.add(symptomKey(one));
      for (const one of notes.slice(0, MOST_NOTES)) write(symptomNote(one));
      if (notes.length > MOST_NOTES) write(`${notes.length - MOST_NOTES} more symptoms`);
      if (now() - told < EVERY) return;
      told = now();
      write(liveLine(state, current));
    },
    end() {},
  };
}
