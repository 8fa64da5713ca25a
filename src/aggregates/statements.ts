import { compareOrigins, type Exemplar } from '../model/origin.js';
import type { Claim } from '../model/record.js';
import type { Aggregate } from './aggregate.js';

export interface KeptStatement {
  readonly record: Claim;
  readonly exemplar: Exemplar;
}

const LIMIT = 5000;
const bounded = (claims: KeptStatement[]): KeptStatement[] =>
  claims.sort((a, b) => compareOrigins(a.exemplar, b.exemplar)).slice(0, LIMIT);

/** What people and commands' output state, in the order of the text. */
export const claims: Aggregate<KeptStatement[]> = {
  name: 'claims',
  empty: () => [],
  record(tally, record, sight) {
    if (record.kind === 'claim' && tally.length < 2 * LIMIT)
      tally.push({ record, exemplar: sight.exemplar(record.time, record.excerpt) });
  },
  merge: (a, b) => bounded([...a, ...b]),
};
