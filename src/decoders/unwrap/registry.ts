import { journalJson } from './journal-json.js';
import { journalShort } from './journal-short.js';
import type { Unwrapper } from './unwrapper.js';

/** Wrappings, in the order in which they are tried. A line has one or none. */
export const UNWRAPPERS: readonly Unwrapper[] = [journalShort, journalJson];
