import { runAnalysis } from './analysis.js';
import { INPUT, many, type Command } from './command.js';
import { REPORT_OPTIONS, reportOn } from './report-options.js';

/** The main job; a bare `etcd-postmortem [INPUT...]` does it too. */
export const analyzeCommand: Command = {
  usage: ['analyze [input..]', '$0'],
  describe: 'write a timeline and a post-mortem with cited log lines',
  positionals: INPUT,
  options: REPORT_OPTIONS,
  examples: [
    ['$0 /var/log/etcd.log events.txt', 'Markdown report; on a terminal, a summary'],
    ['$0 bundle/ --out report', 'all output files, including report/report.html'],
    ['journalctl -u etcd -o short-iso | $0 -', 'read from a pipe'],
    ['$0 bundle/ --out report --redact --redact-map names.json', 'to share, with pseudonyms instead of names'],
    ['$0 bundle/ --flavour jira > ticket.txt', 'Jira markup for a ticket'],
  ],
  run(args) {
    return reportOn(args, (settings, out) => runAnalysis(many(args, 'input'), settings, out));
  },
};
