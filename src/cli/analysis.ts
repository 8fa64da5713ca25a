import type { Report, Verdict } from '../model/report.js';
import type { Hooks, Postmortem } from '../pipeline/options.js';
import { atLeast } from '../reports/sections/verdicts.js';
import { inputsOrStdin } from './default-inputs.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { collectGarbage } from './engine-flags.js';
import { onInterrupt } from './interruption.js';
import { tell } from './messages.js';
import type { Settings } from './options.js';
import { startProgress } from './progress.js';

/** An analysis that ended, and the exit status that it calls for. */
export interface Analysis {
  readonly postmortem: Postmortem;
  readonly exitCode: ExitCode;
}

/** Runs the pipeline over what the command line named, with progress, SIGINT and the messages on standard error. */
export async function runAnalysis(
  given: readonly string[],
  settings: Settings,
  out: string | null = null,
): Promise<Analysis> {
  const inputs = inputsOrStdin(given);
  const map = settings.redaction?.map ?? null;
  if (map !== null) (await import('./redaction.js')).checkMapFile(map, out, inputs);
  const { analyze } = await import('../pipeline/analyze.js');
  return conclude(settings, (hooks) => analyze(inputs, settings.options, hooks));
}

/** Work that ends in a post-mortem, with progress, SIGINT and the messages on standard error. */
export async function conclude(settings: Settings, work: (hooks: Hooks) => Promise<Postmortem>): Promise<Analysis> {
  const timings = settings.timings ? new (await import('./timings.js')).Timings() : null;
  const progress = await startProgress(settings.quiet);
  const interruption = onInterrupt();
  try {
    const postmortem = await work({
      ...(progress.update === null ? {} : { progress: progress.update }),
      signal: interruption.signal,
      ...(timings === null ? {} : { hashed: (ms: number) => timings.hashed(ms) }),
      stage(stage) {
        if (stage === 'read') collectGarbage();
        timings?.stage(stage);
      },
    });
    progress.stop();
    return await endAnalysis(postmortem, settings, interruption.signal.aborted);
  } finally {
    progress.stop();
    interruption.done();
  }
}

/** What was found, as it may be shown, with its messages on standard error. */
export async function endAnalysis(
  postmortem: Postmortem,
  settings: Settings,
  isInterrupted: boolean,
): Promise<Analysis> {
  const shown = await asShown(postmortem, settings, settings.redaction?.map ?? null);
  const broken = settings.strict ? strictMessages(shown.report) : [];
  const exitCode = exitCodeOf(postmortem, broken.length > 0, settings.failOn, isInterrupted);
  tell([...shown.messages, ...broken], exitCode, settings.quiet);
  return { postmortem: shown, exitCode };
}

/** With pseudonyms where they are wanted; `map`: the file to write them to. */
export async function asShown(
  postmortem: Postmortem,
  settings: Settings,
  map: string | null = null,
): Promise<Postmortem> {
  return settings.redaction === null ? postmortem : redacted(postmortem, map);
}

async function redacted(postmortem: Postmortem, map: string | null): Promise<Postmortem> {
  const { redactPostmortem } = await import('../redaction/redact-report.js');
  const { judge } = await import('../rules/judging/judge.js');
  const result = redactPostmortem(postmortem, judge);
  if (map !== null) (await import('./redaction.js')).writeMapFile(map, postmortem.report, result.pseudonyms);
  return result.redacted;
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
  return report.inputs.flatMap(({ path, problems, unrecognised }) => {
    if (problems.count === 0 && unrecognised === 0) return [];
    const [first] = problems.samples;
    const where = first === undefined ? path : `${path}${first.line === 0 ? '' : `:${first.line}`}: ${first.message}`;
    return [`${where} (--strict: ${problems.count} broken records, ${unrecognised} lines not recognised)`];
  });
}
