import { releaseStandardInput, standardInput, WALL_CLOCK } from '../sources/live-chunks.js';
import type { Postmortem } from '../pipeline/options.js';
import { asShown, endAnalysis, type Analysis } from './analysis.js';
import { many, type Command } from './command.js';
import { onInterrupt } from './interruption.js';
import type { Settings } from './options.js';
import { REPORT_OPTIONS, reportOn } from './report-options.js';
import { reportProblem } from './streams.js';
import { UsageError } from './usage-error.js';
import type { Display } from './watch-display.js';

/** States take at most one part in so many of the time, and a screen changes no more often than a reader can follow. */
const SHARE = 10;
const SCREEN_MS = 1000;
const LINES_MS = 5000;

/** Follows a pipe during an incident. */
export const watchCommand: Command = {
  usage: 'watch [input..]',
  describe: 'follow a pipe during an incident, and write the report at its end',
  positionals: { input: '- (standard input), the only one' },
  options: REPORT_OPTIONS,
  examples: [
    ['journalctl -fu etcd -o json | $0 watch', 'state, writes a second, size and symptoms as they come; Ctrl-C ends'],
    ['kubectl logs -f -n kube-system etcd-cp-1 | $0 watch --out report', 'the report is written to report/'],
    ['journalctl -fu etcd -o json | $0 watch 2>> watch.log > report.md', 'plain lines to a file'],
  ],
  run(args) {
    return reportOn(args, async (settings) => {
      if (many(args, 'input').some((name) => name !== '-'))
        throw new UsageError('watch reads standard input only: tail -F FILE | etcd-postmortem watch');
      if (process.stdin.isTTY) throw new UsageError('watch needs a pipe on standard input (see --help)');
      return followStdin(settings);
    });
  },
};

async function followStdin(settings: Settings): Promise<Analysis> {
  const { follow } = await import('../pipeline/follow.js');
  const display = await displayOf(settings);
  const interruption = onInterrupt();
  const end = (): void => display?.end();
  const terminate = (): void => process.exit(143);
  process.once('exit', end);
  process.once('SIGTERM', terminate);
  try {
    const postmortem = await follow(standardInput(), settings.options, {
      pace: WALL_CLOCK,
      signal: interruption.signal,
      tick: display === null ? () => undefined : paced(display, settings),
    });
    end();
    return await endAnalysis(postmortem, settings, interruption.signal.aborted);
  } finally {
    releaseStandardInput();
    end();
    process.off('exit', end);
    process.off('SIGTERM', terminate);
    interruption.done();
  }
}

/** On standard error, where progress goes; null: --quiet. */
async function displayOf(settings: Settings): Promise<Display | null> {
  if (settings.quiet) return null;
  const { lineDisplay, screenDisplay } = await import('./watch-display.js');
  const { stderr } = process;
  if (!stderr.isTTY || process.env['TERM'] === 'dumb') return lineDisplay(reportProblem, () => WALL_CLOCK.now());
  return screenDisplay({
    get rows() {
      return stderr.rows;
    },
    get columns() {
      return stderr.columns;
    },
    write: (text) => void stderr.write(text),
  });
}

/** Shows a state if lines were read since the last one and the interval is over. */
function paced(display: Display, settings: Settings): (bytes: number, state: (() => Postmortem) | null) => void {
  const least = process.stderr.isTTY ? SCREEN_MS : LINES_MS;
  let shown = -1;
  let due = 0;
  let isBusy = false;
  return (bytes, state) => {
    const from = WALL_CLOCK.now();
    if (bytes === shown || from < due || isBusy) return;
    shown = bytes;
    if (state === null) {
      display.show(null);
      return;
    }
    const made = state();
    isBusy = true;
    void asShown(made, settings)
      .then((one) => display.show(one))
      // The same error occurs at the end, and is reported there.
      .catch(() => undefined)
      .finally(() => {
        isBusy = false;
        const now = WALL_CLOCK.now();
        due = now + Math.max(least, SHARE * (now - from));
      });
  };
}
