import type { Bound, CaseFile } from '../../model/case-file.js';
import { number } from '../sizes.js';

const WORDS: Readonly<Record<Bound['of'], (bound: Bound) => string>> = {
  keys: ({ limit, rest }) =>
    `More than ${number(limit)} different keys: those that came later are told apart without their random suffix, and hold ${number(rest)} puts in sum. An object that isn't listed has at most these.`,
  workloads: ({ limit, rest }) =>
    `More than ${number(limit)} different workloads: those that came later are (other), with ${number(rest)} puts in sum. A workload that isn't listed has at most these.`,
  clients: ({ limit, rest }) =>
    `More than ${number(limit)} different clients: ${number(rest)} puts are of those that came later, or of none that is named.`,
  'updated-objects': ({ limit, rest, missing }) =>
    `More than ${number(limit)} different objects were updated through the API servers: the least updated were let go, with ${number(rest)} updates in sum. No count of an object lacks more than ${number(missing)}, and none that isn't listed has more.`,
  writers: ({ limit, rest }) =>
    `More than ${number(limit)} pairs of a resource and its writer through the API servers: ${number(rest)} writes of those that came later are (other).`,
  events: ({ limit, rest }) =>
    `More than ${number(limit)} different events: those that came later were summed by workload and reason, with ${number(rest)} occurrences; copies among them count again.`,
};

/** What there was no room for one by one, and how far counts may be off for it. */
export const boundsText = (file: CaseFile): string[] => (file.bounds ?? []).map((bound) => WORDS[bound.of](bound));
