import { EXIT } from './exit-code.js';

/** While it lasts, the first SIGINT asks the work to stop and hand over what there is; a second ends the program. */
export function onInterrupt(): { readonly signal: AbortSignal; readonly done: () => void } {
  const controller = new AbortController();
  const interrupt = (): void => {
    if (controller.signal.aborted) process.exit(EXIT.interrupted);
    controller.abort();
  };
  process.on('SIGINT', interrupt);
  return { signal: controller.signal, done: () => void process.off('SIGINT', interrupt) };
}

/**
 * Work that hears of SIGINT by itself, or ends first: once all is read, the files are written whole, and the signal came too
 * late. Without a handler it would end the program in the middle of one.
 */
export async function lastingThroughInterrupts<T>(work: () => Promise<T>): Promise<T> {
  const { done } = onInterrupt();
  try {
    return await work();
  } finally {
    done();
  }
}
