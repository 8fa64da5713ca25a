import type { StatementSighting } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { Evidence, Figure } from '../../model/report.js';

/**
 * The store's revision by the tables of `endpoint hashkv`, for inputs without a status that shows one: the highest. Where
 * somebody wrote it there by hand it is as good as that note, and so inferred; the report says whose it is.
 */
export function statedRevision(
  statements: readonly StatementSighting[],
  evidenceOf: (exemplar: Exemplar) => Evidence,
): Figure | null {
  const stated = statements.flatMap(({ claim, exemplar }) =>
    claim.what === 'hash' && claim.revision !== null
      ? [{ value: claim.revision, annotated: claim.annotated, endpoint: claim.endpoint, exemplar }]
      : [],
  );
  // What a command printed comes before a note.
  const printed = stated.filter(({ annotated }) => !annotated);
  const best = (printed.length > 0 ? printed : stated).reduce<(typeof stated)[number] | null>(
    (most, one) => (most === null || one.value > most.value ? one : most),
    null,
  );
  if (best === null) return null;
  const { value, annotated, exemplar } = best;
  return {
    ...{ value, low: value, high: value, at: null, member: null },
    basis: annotated ? 'inferred' : 'measured',
    evidence: [evidenceOf(exemplar)],
  };
}
