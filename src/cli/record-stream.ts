import type { Report } from '../model/report.js';
import type { RecordRow } from '../pipeline/options.js';
import { inputsOrStdin } from './default-inputs.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { onInterrupt } from './interruption.js';
import { tell } from './messages.js';
import type { Settings } from './options.js';
import { startProgress } from './progress.js';
import { reportProblem } from './streams.js';

/** Runs the records of the inputs past `onRecord`, in input order, with progress, SIGINT and messages. */
export async function streamRecords(
  given: readonly string[],
  settings: Settings,
  onRecord: (row: RecordRow) => void,
): Promise<ExitCode> {
  const inputs = inputsOrStdin(given);
  const redaction = settings.redaction === null ? null : await redactionOf(inputs, settings, settings.redaction);
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
        onRecord(redaction === null ? row : redaction.redact(row));
      },
      { ...(progress.update === null ? {} : { progress: progress.update }), signal: interruption.signal },
    );
    progress.stop();
    redaction?.end();
    const broken = settings.strict && firstUnrecognised !== null ? [strictMessage(firstUnrecognised)] : [];
    const told = [...messages, ...broken].map((message) => redaction?.message(message) ?? message);
    const status = interruption.signal.aborted ? EXIT.interrupted : broken.length > 0 ? EXIT.incomplete : exitCode;
    tell(told, status, settings.quiet);
    return status;
  } finally {
    progress.stop();
    interruption.done();
  }
}

interface RowRedaction {
  readonly redact: (row: RecordRow) => RecordRow;
  readonly message: (text: string) => string;
  /** Writes the map, where one is wanted. */
  readonly end: () => void;
}

/**
 * The pseudonyms of `analyze` over the same inputs, so that both say `pod-1` of the same pod; whom it does not mention is
 * numbered on as the records come. Standard input can't be read twice: there all numbers follow the order of appearance.
 */
async function redactionOf(
  inputs: readonly string[],
  settings: Settings,
  { map }: NonNullable<Settings['redaction']>,
): Promise<RowRedaction> {
  const { checkMapFile, writeMapFile } = await import('./redaction.js');
  if (map !== null) checkMapFile(map, null, inputs);
  const { redactRow, rowRedactor } = await import('../redaction/redact-row.js');
  let report: Pick<Report, 'inputs'> = { inputs: [] };
  let row = rowRedactor(null);
  if (inputs.includes('-')) {
    if (!settings.quiet)
      reportProblem(
        '--redact: standard input is read once, so pseudonyms are numbered in order of appearance and differ from those of analyze',
      );
  } else {
    const { analyze } = await import('../pipeline/analyze.js');
    const postmortem = await analyze(inputs, settings.options);
    report = postmortem.report;
    row = rowRedactor(postmortem);
  }
  const { redactor, pseudonyms } = row;
  return {
    redact: (one) => redactRow(one, redactor),
    message: (text) => redactor.text(text, 'own'),
    end: () => {
      if (map !== null) writeMapFile(map, report, pseudonyms);
    },
  };
}

function strictMessage({ input, line }: RecordRow): string {
  return `${input}:${line ?? '?'}: not recognised (--strict)`;
}
