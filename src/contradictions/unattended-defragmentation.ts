import type { CaseFile, ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf, runsEtcdctl, type Command } from './queries/statements.js';

/** Lines of one script are near each other. */
const SCRIPT = 30;

/**
 * A proposed script that defragments members in a loop: it stalls writes unattended, and where its trigger is the share
 * of free pages it is blind to history that was never compacted.
 */
export const unattendedDefragmentation: ContradictionCheck = {
  id: 'unattended-defragmentation',
  check(file) {
    const proposed = statementsOf(file, 'command').filter(({ claim }) => claim.proposed === true && claim.script);
    const defrag = proposed.find(({ claim }) => runsEtcdctl(claim.command, 'defrag'));
    if (defrag === undefined) return [];
    const script = proposed.filter(
      ({ exemplar }) => near(exemplar.line, defrag.exemplar.line) && exemplar.input === defrag.exemplar.input,
    );
    const loop = script.find(({ claim }) => /^\s*(?:for|while)\b/.test(claim.command));
    if (loop === undefined || has(script, 'move-leader')) return [];
    const lacks = [
      has(script, 'compact(?:ion)?') ? '' : 'compacts',
      has(script, 'alarm', '(?:list|disarm)') ? '' : 'looks at alarms',
    ].filter((step) => step !== '');
    const statement =
      `The proposed script defragments every member, including the leader, without supervision, and a member does not answer during its defragmentation.` +
      (lacks.length === 0
        ? ''
        : ` It never ${lacks.join(' or ')}${trigger(file) ? ', and free pages, its trigger, stay few without compaction: it would not have run here' : ''}.`);
    return [{ statement, evidence: evidence([loop, defrag].map(lineOf)) }];
  },
};

function near(a: number | null, b: number | null): boolean {
  return Math.abs((a ?? 0) - (b ?? 0)) <= SCRIPT;
}

function has(commands: readonly Command[], ...words: readonly string[]): boolean {
  return commands.some(({ claim }) => runsEtcdctl(claim.command, ...words));
}

/** Whether the script computes the share of free pages. */
function trigger(file: CaseFile): boolean {
  return statementsOf(file, 'jq').some(({ claim }) => /dbSizeInUse/.test(claim.path));
}
