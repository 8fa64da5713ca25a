import { visible } from '../model/evidence.js';
import type { ProgressState } from '../pipeline/options.js';
import { duration } from '../reports/durations.js';
import { number, size } from '../reports/sizes.js';
import { fit } from '../reports/terminal-text.js';

export interface Progress {
  readonly update: ((state: ProgressState) => void) | null;
  readonly stop: () => void;
}

const SILENT: Progress = { update: null, stop: () => undefined };

/** So many inputs have a bar of their own at a time; the last line is of all of them. */
const MOST_BARS = 4;

/** What a bar shows. */
interface Shown {
  readonly name: string;
  readonly bytes: number;
  readonly totalBytes: number | null;
  readonly lines: number | null;
  /** When it began, by the clock of this machine. */
  readonly started: number;
}

/** Bytes, lines, rate and what is left, for each input that is being read and for all: on standard error, if that is a terminal. */
export async function startProgress(quiet: boolean): Promise<Progress> {
  if (quiet || !process.stderr.isTTY) return SILENT;
  const { default: cliProgress } = await import('cli-progress');
  const started = Date.now();
  const bars = new cliProgress.MultiBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    gracefulExit: false,
    format: (_options, _params, payload: { readonly shown?: Shown }) =>
      payload.shown === undefined ? '' : progressLine(payload.shown, Date.now(), process.stderr.columns || 80),
  });
  type Bar = ReturnType<typeof bars.create>;
  const running = new Map<string, { readonly bar: Bar; readonly started: number }>();
  let whole: Bar | null = null;
  const drop = (path: string): void => {
    const one = running.get(path);
    if (one !== undefined) bars.remove(one.bar);
    running.delete(path);
  };
  return {
    update(state) {
      const all: Shown = { ...state, name: 'all', started };
      whole ??= bars.create(1, 0, { shown: all });
      whole.update(0, { shown: all });
      const { input } = state;
      if (input === undefined || state.bytes === input.bytes) return;
      if (input.totalBytes !== null && input.bytes >= input.totalBytes) {
        drop(input.path);
        return;
      }
      const known = running.get(input.path);
      const shown: Shown = { ...input, name: input.path, lines: null, started: known?.started ?? Date.now() };
      if (known !== undefined) {
        known.bar.update(0, { shown });
        return;
      }
      if (running.size >= MOST_BARS) drop([...running.keys()][0] ?? '');
      running.set(input.path, { bar: bars.create(1, 0, { shown }), started: shown.started });
    },
    stop() {
      if (whole === null) return;
      bars.stop();
      whole = null;
    },
  };
}

const BAR = 16;
const NAME = 22;

/** One bar in at most so many columns: name, bar, bytes, lines, rate, time left. */
export function progressLine({ name, bytes, totalBytes, lines, started }: Shown, now: number, columns: number): string {
  const elapsed = now - started;
  const rate = elapsed > 0 ? (bytes / elapsed) * 1000 : 0;
  const label = nameOf(name).padEnd(NAME);
  const told = lines === null ? '' : `  ${number(lines)} lines`;
  const speed = `  ${size(rate)}/s`;
  if (totalBytes === null || totalBytes <= 0) return fit(`${label}  ${size(bytes)}${told}${speed}`, columns);
  const share = Math.min(1, Math.max(0, bytes / totalBytes));
  const full = Math.round(share * BAR);
  const left = rate > 0 && bytes < totalBytes ? `  ${duration(((totalBytes - bytes) / rate) * 1000)} left` : '';
  return fit(
    `${label}  ${'█'.repeat(full)}${'░'.repeat(BAR - full)}  ${size(bytes)} of ${size(totalBytes)}${speed}${left}${told}`,
    columns,
  );
}

/** The end of a path says more than its beginning. */
function nameOf(path: string): string {
  const shown = visible(path);
  return shown.length <= NAME ? shown : `…${shown.slice(1 - NAME)}`;
}
