import type { RecordRow } from '../pipeline/options.js';
import { NO_INPUT } from './analysis.js';
import { inputsOrStdin } from './default-inputs.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { onInterrupt } from './interruption.js';
import { tell } from './messages.js';
import type { Settings } from './options.js';
import { startProgress } from './progress.js';
import { UsageError } from './usage-error.js';

/** Runs the records of the inputs past `onRecord`, in input order, with progress, SIGINT and messages. */
export async function streamRecords(
  given: readonly string[],
  settings: Settings,
  onRecord: (row: RecordRow) => void,
): Promise<ExitCode> {
  const inputs = inputsOrStdin(given);
  if (inputs === null) throw new UsageError(NO_INPUT);
  const { readRecords } = await import('../pipeline/records.js');
  const progress = await startProgress(settings.quiet);
  const interruption = onInterrupt();
  let firstUnrecognised: RecordRow | null = null;
  try {
    const { exitCode, messages } = await readRecords(
      inputs,
      settings.options,
      (row) => {
        if (row.kind === 'unrecognised') firstUnrecognised ??= row;
        onRecord(row);
      },
      { ...(progress.update === null ? {} : { progress: progress.update }), signal: interruption.signal },
    );
    progress.stop();
    const broken = settings.strict && firstUnrecognised !== null ? [strictMessage(firstUnrecognised)] : [];
    const status = interruption.signal.aborted ? EXIT.interrupted : broken.length > 0 ? EXIT.incomplete : exitCode;
    tell([...messages, ...broken], status, settings.quiet);
    return status;
  } finally {
    progress.stop();
    interruption.done();
  }
}

function strictMessage({ input, line }: RecordRow): string {
  return `${input}:${line ?? '?'}: not recognised (--strict)`;
}
