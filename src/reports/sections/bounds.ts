import type { Bound, CaseFile } from '../../model/case-file.js';
import { number } from '../sizes.js';

const WORDS: Readonly<Record<Bound['of'], (bound: Bound) => string>> = {
  keys: ({ limit, rest }) =>
    `More than ${number(limit)} different keys: later keys are grouped without their random suffix, with ${number(rest)} puts in total. An object that is not listed has at most this many.`,
  workloads: ({ limit, rest }) =>
    `More than ${number(limit)} different workloads: later ones are counted as (other), with ${number(rest)} puts in total. A workload that is not listed has at most this many.`,
  clients: ({ limit, rest }) =>
    `More than ${number(limit)} different clients: ${number(rest)} puts are from later clients or from clients without a name.`,
  'updated-objects': ({ limit, rest, missing }) =>
    `More than ${number(limit)} different objects were updated through the API servers: the least updated ones were dropped, with ${number(rest)} updates in total. Each count is low by at most ${number(missing)}, and an object that is not listed has at most this many updates.`,
  writers: ({ limit, rest }) =>
    `More than ${number(limit)} pairs of resource and writer through the API servers: ${number(rest)} writes of later pairs are counted as (other).`,
  events: ({ limit, rest }) =>
    `More than ${number(limit)} different events: later ones are summed by workload and reason, with ${number(rest)} occurrences; duplicates among them are counted again.`,
};

/** What there was no room for one by one, and how far counts may be off for it. */
export const boundsText = (file: CaseFile): string[] => (file.bounds ?? []).map((bound) => WORDS[bound.of](bound));
