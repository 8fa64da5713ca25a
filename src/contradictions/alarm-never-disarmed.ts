import type { ContradictionCheck } from '../model/case-file.js';
import { commandsRun, evidence, isBefore, lineOf, runsEtcdctl } from './queries/statements.js';
import { burstsOf, spaceTrouble } from './queries/space.js';

/** Steps of a recovery from a full database. */
const STEPS = ['compact(?:ion)?', 'defrag'] as const;

/** A recovery that compacts and defragments, and never disarms: the alarm is stored, and nothing takes it away by itself. */
export const alarmNeverDisarmed: ContradictionCheck = {
  id: 'alarm-never-disarmed',
  check(file) {
    const trouble = spaceTrouble(file);
    if (trouble === null || burstsOf(file, 'nospace-alarm-disarmed').length > 0) return [];
    const commands = commandsRun(file);
    if (commands.some(({ claim }) => runsEtcdctl(claim.command, 'alarm', 'disarm'))) return [];
    const steps = STEPS.flatMap((step) => {
      const last = commands.filter(({ claim }) => runsEtcdctl(claim.command, step)).at(-1);
      return last === undefined ? [] : [last];
    });
    const defragmented = steps.some(({ claim }) => runsEtcdctl(claim.command, 'defrag'));
    if (!defragmented || steps.some(({ exemplar }) => isBefore(exemplar, trouble))) return [];
    const statement =
      `The recovery ${steps.length === 2 ? 'compacts and defragments' : 'defragments'}, but no step disarms the NOSPACE alarm, and no line shows that it was disarmed. ` +
      `The alarm is persistent across restarts, compaction and defragmentation, so writes stay refused until "etcdctl alarm disarm": the account omits this step, or the recovery was incomplete.`;
    return [{ statement, evidence: evidence([trouble], steps.map(lineOf)) }];
  },
};
