import type { CaseFile, ContradictionCheck } from '../model/case-file.js';
import { placeIn, type Exemplar } from '../model/origin.js';
import { HOUR, MINUTE } from '../model/units.js';
import { commandsRun, statementsOf, evidence, isBefore } from './queries/statements.js';
import { count } from './queries/numbers.js';
import { highestRevision } from './queries/space.js';

/** The store's revision counts every successful write of every key since the store began: no resource can have more. */
export const putsExceedRevisions: ContradictionCheck = {
  id: 'puts-exceed-revisions',
  check(file) {
    return statementsOf(file, 'count').flatMap(({ claim, exemplar }) => {
      const highest = claim.of === 'request-lines' ? boundOf(file, exemplar) : null;
      if (highest === null || claim.value <= highest.revision) return [];
      const excess = claim.value - highest.revision;
      const round = excess >= 1000 && excess % 10 ** Math.floor(Math.log10(excess)) === 0;
      const foreign = /\bPUT\s+\/registry\//.test(claim.command);
      const statement =
        `${count(claim.value)} write lines${claim.resource === null ? '' : ` of ${claim.resource}`} exceed the store's revision ${count(highest.revision)} by ${round ? 'exactly ' : ''}${count(excess)}, ` +
        `though the revision counts every accepted write of every key: the lines hold copies (members, rotated files), refused attempts or an older store, or a number was edited${isBefore(highest.line, exemplar) ? ' (unless that many were written between the two commands)' : ''}.` +
        (foreign
          ? ' etcd also does not log "PUT /registry/.." lines: Kubernetes writes with Txn, so the log is from another program.'
          : '');
      return [{ statement, evidence: evidence([exemplar, highest.line]) }];
    });
  },
};

/** Two commands of one sitting, where nothing says how far apart they were. */
const SITTING = 10 * MINUTE;

/**
 * The highest revision that bounds a count of lines: one that was taken after it. A revision of hours before says nothing
 * of what was written since.
 */
function boundOf(file: CaseFile, counted: Exemplar) {
  return highestRevision(file, ({ line, time }) => {
    const at = time ?? line.time;
    if (at !== null && counted.time !== null) return at >= counted.time - SITTING;
    const [taken, read] = [promptClock(file, line), promptClock(file, counted)];
    if (taken !== null && read !== null && read - taken > SITTING) return false;
    return line.input === counted.input || at === null;
  });
}

/** `[10:00] $ etcdctl ...`: the time of day of the prompt above a line; null: prompts have none. */
function promptClock(file: CaseFile, line: Exemplar): number | null {
  const prompt = commandsRun(file)
    .map(({ exemplar }) => exemplar)
    .filter((one) => one.input === line.input && placeIn(one) <= placeIn(line))
    .at(-1);
  const [, hour, minute] = /^\W{0,2}(?:\d{4}-\d\d-\d\d[T ])?(\d\d):(\d\d)(?::\d\d)?\b/.exec(prompt?.text ?? '') ?? [];
  return hour === undefined ? null : Number(hour) * HOUR + Number(minute) * MINUTE;
}
