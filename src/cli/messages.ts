import { visible } from '../model/evidence.js';
import { EXIT, type ExitCode } from './exit-code.js';
import { reportProblem } from './streams.js';

/** What went wrong with inputs, on standard error. `--quiet` silences warnings, not the reason for an exit status. */
export function tell(messages: readonly string[], exitCode: ExitCode, quiet: boolean): void {
  if (!quiet || exitCode !== EXIT.analysed) for (const message of messages) reportProblem(visible(message));
  if (exitCode === EXIT.incomplete && !messages.some((message) => message.includes('--format-help'))) {
    reportProblem('some of the input could not be used; --format-help lists the supported formats');
  }
}
