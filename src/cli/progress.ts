import type { ProgressState } from '../pipeline/options.js';
import { duration } from '../reports/durations.js';
import { number, size } from '../reports/sizes.js';

export interface Progress {
  readonly update: ((state: ProgressState) => void) | null;
  readonly stop: () => void;
}

const SILENT: Progress = { update: null, stop: () => undefined };

/** Bytes, lines, rate and what is left, on standard error and only where that is a terminal. */
export async function startProgress(quiet: boolean): Promise<Progress> {
  if (quiet || !process.stderr.isTTY) return SILENT;
  const { default: cliProgress } = await import('cli-progress');
  const started = Date.now();
  const bar = new cliProgress.SingleBar({
    stream: process.stderr,
    clearOnComplete: true,
    hideCursor: true,
    format: (_options, params, payload: { readonly state?: ProgressState }) =>
      line(payload.state, params.progress, Date.now() - started),
  });
  let running = false;
  return {
    update(state) {
      if (!running) bar.start(state.totalBytes ?? 1, 0, { state });
      running = true;
      bar.update(state.totalBytes === null ? 0 : state.bytes, { state });
    },
    stop() {
      if (running) bar.stop();
    },
  };
}

const WIDTH = 24;

function line(state: ProgressState | undefined, share: number, elapsedMs: number): string {
  if (state === undefined) return '';
  const rate = elapsedMs > 0 ? (state.bytes / elapsedMs) * 1000 : 0;
  const done = `${number(state.lines)} lines  ${size(rate)}/s`;
  if (state.totalBytes === null) return `${size(state.bytes)}  ${done}`;
  const full = Math.round(Math.min(1, Math.max(0, share)) * WIDTH);
  const left = rate > 0 ? duration(((state.totalBytes - state.bytes) / rate) * 1000) : '';
  const eta = left === '' || state.bytes >= state.totalBytes ? '' : `  ${left} left`;
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}  ${size(state.bytes)} of ${size(state.totalBytes)}  ${done}${eta}`;
}
