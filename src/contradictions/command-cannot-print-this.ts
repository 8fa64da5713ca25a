import type { ContradictionCheck } from '../model/case-file.js';
import { commandsRun, runsEtcdctl, type Command } from './queries/statements.js';
import { IMPOSSIBLE_OUTPUT, type ImpossibleOutput } from './tables/impossible-output.js';

/** Output under a command that the command cannot have printed: it belongs to another command, or was retyped. */
export const commandCannotPrintThis: ContradictionCheck = {
  id: 'command-cannot-print-this',
  check(file) {
    return commandsRun(file).flatMap((command) => {
      const { claim, exemplar } = command;
      for (const impossible of IMPOSSIBLE_OUTPUT) {
        const printed = claim.output.filter((text) => text.trim() !== '');
        const line = applies(impossible, command) ? printed.find((text) => impossible.output.test(text)) : undefined;
        if (line !== undefined && printed.some((text) => !OWN_ERROR.test(text))) continue;
        if (line === undefined) continue;
        const statement = `"${claim.command.slice(0, 120)}" cannot print "${line.slice(0, 120)}": ${impossible.why}. The output is from another command, or was edited.`;
        return [{ statement, evidence: [exemplar] }];
      }
      return [];
    });
  },
};

/** What etcdctl says of a failure: anything else beside it is the output of something, and may quote what it likes. */
const OWN_ERROR = /^(?:Error: |Failed to |\{"level":|Finished )/;

/** A chain of commands may have printed anything. */
function applies({ words, flag }: ImpossibleOutput, { claim }: Command): boolean {
  if (!runsEtcdctl(claim.command, ...words) || /&&|\||;|\$\(|\bfor\b/.test(claim.command)) return false;
  return flag === undefined || flag.name.test(claim.command) === flag.present;
}
