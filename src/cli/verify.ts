import { visible } from '../model/evidence.js';
import { INPUT, many, type Command } from './command.js';
import { EXIT } from './exit-code.js';
import { given, readSettings } from './options.js';
import { reportProblem, print } from './streams.js';

/** Hashes and cited lines of a report's folder, against the inputs at hand. */
export const verifyCommand: Command = {
  usage: 'verify <dir> [input..]',
  describe: 'check hashes and cited lines against the inputs',
  positionals: { dir: 'directory written with --out', ...INPUT },
  options: {},
  examples: [
    ['$0 verify report/', 'against the inputs at their original paths'],
    ['$0 verify report/ copies/', 'against copies of them elsewhere'],
    ['$0 verify report/ copies/ --redact-map names.json', 'also check the cited lines of a redacted report'],
  ],
  async run(args) {
    const { quiet, redaction } = await readSettings(args);
    const { verifyFolder } = await import('./verification.js');
    let result;
    try {
      const file = redaction?.map ?? null;
      const map = file === null ? null : (await import('./redaction.js')).readMapFile(file);
      result = await verifyFolder(given(args, 'dir') ?? '', many(args, 'input'), map);
    } catch (error) {
      reportProblem(visible(error instanceof Error ? error.message : String(error)));
      return EXIT.incomplete;
    }
    print(result.findings.map((finding) => `${finding.ok ? 'ok      ' : 'differs '} ${visible(finding.what)}\n`));
    if (!quiet) for (const what of result.unchecked) reportProblem(visible(`not checked: ${what}`));
    return result.findings.every((finding) => finding.ok) ? EXIT.analysed : EXIT.incomplete;
  },
};
