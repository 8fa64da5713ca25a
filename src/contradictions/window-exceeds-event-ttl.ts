import type { ContradictionCheck } from '../model/case-file.js';
import { eventTtlIn } from '../model/event-ttl.js';
import { MINUTE } from '../model/units.js';
import { statementsOf, evidence, isBefore } from './queries/statements.js';
import { count, minutes } from './queries/numbers.js';

/** How far above a count its window may stand: the comment over the command, or the line between. */
const LINES = 3;

/** The API server keeps events for an hour by default: `kubectl get events` can't count a longer window. */
export const windowExceedsEventTtl: ContradictionCheck = {
  id: 'window-exceeds-event-ttl',
  check(file) {
    const windows = statementsOf(file, 'statement').filter(({ claim }) => claim.of === 'window');
    const inForce = eventTtlIn(file.claims);
    const set = inForce === null ? null : inForce / MINUTE;
    return statementsOf(file, 'count').flatMap(({ claim, exemplar }) => {
      if (claim.of !== 'event-rows') return [];
      const near = windows.filter(
        (said) => isBefore(said.exemplar, exemplar) && (exemplar.line ?? 0) - (said.exemplar.line ?? 0) <= LINES,
      );
      const window = near.at(-1);
      const ttl = Math.max(set ?? 0, file.thresholds.eventTtlMinutes);
      if (window === undefined || window.claim.value <= ttl) return [];
      const faults = [
        claim.command.includes('--no-headers') ? '' : 'includes the header line',
        'counts a row with a repeat count as one event',
        claim.reason === 'Created' ? 'counts containers, because "Created" refers to a container and not to a pod' : '',
      ].filter((fault) => fault !== '');
      const statement =
        `${count(claim.value)} event rows are said to cover ${minutes(window.claim.value)}, but the API server drops events after ${minutes(ttl)}${set === null ? ' by default, so unless --event-ttl was raised' : ' by its --event-ttl, so'} they cover that at most. ` +
        `The count also ${faults.slice(0, -1).join(', ')}${faults.length > 1 ? ' and ' : ''}${faults.at(-1) ?? ''}.`;
      return [{ statement, evidence: evidence([exemplar, window.exemplar]) }];
    });
  },
};
