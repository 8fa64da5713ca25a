import type { Postmortem, RecordRow } from '../pipeline/options.js';
import { Pseudonyms } from './pseudonyms.js';
import { redactorFor, walk } from './redact-report.js';
import { Redactor } from './redactor.js';

/** Who redacts rows: with the pseudonyms of the post-mortem of the same inputs, where there is one. */
export function rowRedactor(postmortem: Postmortem | null): {
  readonly pseudonyms: Pseudonyms;
  readonly redactor: Redactor;
} {
  if (postmortem !== null) return redactorFor(postmortem.report, postmortem);
  const pseudonyms = new Pseudonyms([]);
  return { pseudonyms, redactor: new Redactor(pseudonyms, new Map()) };
}

/** One row of `records`, field by field. A name that has no pseudonym yet gets the next of its kind. */
export function redactRow(row: RecordRow, redactor: Redactor): RecordRow {
  return walk(row, redactor, '', '');
}
