import type { Command } from './command.js';
import { EXIT } from './exit-code.js';
import { print } from './streams.js';
import { UsageError } from './usage-error.js';

/** The script that gathers inputs on a control-plane node. This program never runs it: who does reads it first. */
export const collectCommand: Command = {
  usage: 'collect',
  describe: 'print a script that collects inputs on a control plane node',
  positionals: {},
  options: { print: { type: 'boolean', describe: 'print the script: POSIX sh, read-only, limited in time and size' } },
  examples: [
    ['$0 collect --print > collect.sh', 'review it, then run it on each control plane node: sh collect.sh'],
    ['$0 collect --print | ssh root@master-1 sh', 'writes the tar.gz to the home directory of that host'],
  ],
  async run(args) {
    if (args['print'] !== true)
      throw new UsageError(
        'collect: use --print to print the script, and run it on each control plane node: sh collect.sh',
      );
    const { COLLECT_SCRIPT } = await import('./collect/collect-script.js');
    print([COLLECT_SCRIPT]);
    return EXIT.analysed;
  },
};
