import type { ContradictionCheck } from '../model/case-file.js';
import { claimsOf, evidence, isBefore } from './reading/claims.js';
import { count, minutes } from './reading/numbers.js';

/** How far above a count its window may stand: the comment over the command, or the line between. */
const LINES = 3;

/** The API server keeps events for an hour by default: `kubectl get events` can't count a longer window. */
export const windowExceedsEventTtl: ContradictionCheck = {
  id: 'window-exceeds-event-ttl',
  check(file) {
    const windows = claimsOf(file, 'statement').filter(({ claim }) => claim.of === 'window');
    return claimsOf(file, 'count').flatMap(({ claim, exemplar }) => {
      if (claim.of !== 'event-rows') return [];
      const near = windows.filter((said) => isBefore(said.exemplar, exemplar) && (exemplar.line ?? 0) - (said.exemplar.line ?? 0) <= LINES);
      const window = near.at(-1);
      const ttl = file.thresholds.eventTtlMinutes;
      if (window === undefined || window.claim.value <= ttl) return [];
      const header = claim.command.includes('--no-headers') ? '' : ' It counts the header line too,';
      const created = claim.reason === 'Created' ? ' and "Created" is a container made, not a pod.' : '';
      const statement =
        `${count(claim.value)} event rows are said to cover ${minutes(window.claim.value)}, but the API server drops events after ${minutes(ttl)} by default, so unless --event-ttl was raised they cover that at most.` +
        `${header} ${header === '' ? 'It ' : ''}leaves out that one row can stand for many occurrences (its count)${created === '' ? '.' : `,${created}`}`;
      return [{ statement, evidence: evidence([exemplar, window.exemplar]) }];
    });
  },
};
