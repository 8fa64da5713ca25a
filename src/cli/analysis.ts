import { visible } from '../model/evidence.js';
import type { Report, Verdict } from '../model/report.js';
import type { Postmortem } from '../pipeline/options.js';
import { atLeast } from '../reports/sections/verdicts.js';
import { inputsOrStdin } from './default-inputs.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { onInterrupt } from './interruption.js';
import type { Settings } from './options.js';
import { startProgress } from './progress.js';
import { complain } from './streams.js';
import { UsageError } from './usage-error.js';

/** An analysis that ended, and the exit status that it calls for. */
export interface Analysis {
  readonly postmortem: Postmortem;
  readonly exitCode: ExitCode;
}

export const NO_INPUT = 'no INPUT: name files, folders or -, or pipe something in (--help tells more)';

/** Runs the pipeline over what the command line named, with progress, SIGINT and the messages on standard error. */
export async function runAnalysis(given: readonly string[], settings: Settings): Promise<Analysis> {
  const inputs = inputsOrStdin(given);
  if (inputs === null) throw new UsageError(NO_INPUT);
  const { analyze } = await import('../pipeline/analyze.js');
  const progress = await startProgress(settings.quiet);
  const interruption = onInterrupt();
  try {
    const postmortem = await analyze(inputs, settings.options, {
      ...(progress.update === null ? {} : { progress: progress.update }),
      signal: interruption.signal,
    });
    progress.stop();
    const broken = settings.strict ? strictMessages(postmortem.report) : [];
    report(postmortem, broken, settings.quiet);
    return {
      postmortem,
      exitCode: exitCodeOf(postmortem, broken.length > 0, settings.failOn, interruption.signal.aborted),
    };
  } finally {
    progress.stop();
    interruption.done();
  }
}

function exitCodeOf(
  { exitCode, report: { causes } }: Postmortem,
  broken: boolean,
  failOn: Verdict | null,
  interrupted: boolean,
): ExitCode {
  if (interrupted) return EXIT.interrupted;
  if (exitCode !== 0 || broken) return EXIT.incomplete;
  if (failOn !== null && causes.some((cause) => atLeast(cause.verdict, failOn))) return EXIT.causeFound;
  return EXIT.analysed;
}

/** What `--strict` objects to, a line an input. */
export function strictMessages(report: Report): readonly string[] {
  return report.inputs.flatMap((input) => {
    const said: string[] = [];
    const [first] = input.problems.samples;
    if (first !== undefined) said.push(`${input.path}:${first.line}: ${first.message}`);
    else if (input.problems.count > 0) said.push(`${input.path}: ${input.problems.count} broken records`);
    if (input.unrecognised > 0) said.push(`${input.path}: ${input.unrecognised} lines not recognised`);
    return said.map((message) => `${message} (--strict)`);
  });
}

function report({ exitCode, messages }: Postmortem, broken: readonly string[], quiet: boolean): void {
  // --quiet silences warnings, not the reason for an exit status.
  if (!quiet || exitCode !== 0) for (const message of messages) complain(visible(message));
  for (const message of broken) complain(visible(message));
  if (exitCode !== 0 && !messages.some((message) => message.includes('--format-help'))) {
    complain('some input could not be used; --format-help lists the formats that are read');
  }
}
