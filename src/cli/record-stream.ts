import { visible } from '../model/evidence.js';
import type { RecordRow } from '../pipeline/options.js';
import { NO_INPUT } from './analysis.js';
import { inputsOrStdin } from './default-inputs.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { onInterrupt } from './interruption.js';
import type { Settings } from './options.js';
import { startProgress } from './progress.js';
import { complain } from './streams.js';
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
    if (!settings.quiet || exitCode !== 0) for (const message of messages) complain(visible(message));
    if (exitCode !== 0 && !messages.some((message) => message.includes('--format-help'))) {
      complain('some input could not be used; --format-help lists the formats that are read');
    }
    if (interruption.signal.aborted) return EXIT.interrupted;
    if (settings.strict && firstUnrecognised !== null) {
      const { input, line } = firstUnrecognised as RecordRow;
      complain(visible(`${input}:${line ?? '?'}: not recognised (--strict)`));
      return EXIT.incomplete;
    }
    return exitCode;
  } finally {
    progress.stop();
    interruption.done();
  }
}
