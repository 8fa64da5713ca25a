import { ODDS, withoutOdds } from '../../model/odds.js';
import type { Cause, Evidence, Verdict } from '../../model/report.js';

const BECAUSE_OF: Readonly<Record<Verdict, string>> = {
  confirmed: 'confirmed: confidence of at least 0.90 from two independent sources or kinds of lines',
  likely: 'likely: confidence of at least 0.70 (0.90 and two kinds of evidence are needed for confirmed)',
  possible: 'possible: confidence of at least 0.30 (0.70 is needed for likely)',
  refuted: 'refuted: confidence of at most 0.10 and at least one line against it',
  undetermined: 'undetermined: confidence between 0.10 and 0.30, or no input covers it',
};

/**
 * Explains how a verdict was reached, from the cited lines to the confidence. Reads the cause of the report only. Yields
 * lines of text without line ends. The clauses of `because` and the factors at its end are in the same order.
 */
export function* explain(cause: Cause): Iterable<string> {
  yield `${cause.id}: ${cause.title}`;
  yield '';
  const number = cause.confidence === null ? '' : ` (confidence ${cause.confidence.toFixed(2)})`;
  yield `Verdict     ${cause.verdict}${number}`;
  if (cause.role !== 'none') yield `Role        ${cause.role}`;
  if (cause.subject !== null) yield `Subject     ${cause.subject}`;
  if (cause.share !== null) yield `Share       ${(cause.share * 100).toFixed(0)} %`;
  yield '';
  yield* sum(cause);
  yield* lines('Supporting lines', cause.evidence);
  yield* lines('Contradicting lines', cause.counterEvidence);
  yield BECAUSE_OF[cause.verdict];
  if (cause.remedies.length > 0) yield* ['', 'What to do', ...cause.remedies.map((remedy) => `  - ${remedy}`)];
}

/** The product, a factor a line, with the odds after each. */
function* sum(cause: Cause): Iterable<string> {
  const odds = ODDS.exec(cause.because);
  if (odds === null) {
    yield* ['Why', `  ${cause.because}`, ''];
    return;
  }
  const [, factorText = '', result = '', bound] = odds;
  const factors = factorText
    .trim()
    .split(' ')
    .filter((one) => one !== '');
  const clauses = clausesOf(withoutOdds(cause.because));
  yield 'How the confidence is calculated';
  yield '  1:9     prior odds of every cause';
  let product = 1 / 9;
  for (const [index, factor] of factors.entries()) {
    const value = Number(factor.slice(1));
    product *= factor.startsWith('÷') ? 1 / value : value;
    const clause = clauses.length === factors.length ? (clauses[index] ?? '') : '';
    yield `  ${factor.padEnd(6)}  ${clause}${clause === '' ? '' : ' '}(now ${shown(product)})`;
  }
  yield `  = ${shown(product)}, a probability of ${(product / (1 + product)).toFixed(2)}; reported as ${result}${bound === undefined ? '' : `, at most: ${bound}`} (kept within 0.01 and 0.98)`;
  if (clauses.length !== factors.length) yield `  ${withoutOdds(cause.because)}`;
  yield '';
}

const shown = (odds: number): string => (odds >= 1 ? `${tidy(odds)}:1` : `1:${tidy(1 / odds)}`);

const tidy = (value: number): string => (value >= 10 ? value.toFixed(0) : value.toFixed(1).replace(/\.0$/, ''));

/** `A; b. Against it: c; d.` as its four clauses. */
function clausesOf(prose: string): string[] {
  const [lead = '', rest] = prose.split(/\. (?:Against it|For it): /);
  return [lead, ...(rest === undefined ? [] : [rest])].flatMap((part) => part.replace(/\.$/, '').split('; '));
}

function* lines(title: string, evidence: readonly Evidence[]): Iterable<string> {
  if (evidence.length === 0) return;
  yield title;
  for (const { input, line, byteOffset, time, excerpt } of evidence) {
    const place = line !== null ? `:${line}` : byteOffset !== null ? ` at byte ${byteOffset}` : '';
    yield `  ${input}${place}${time === null ? '' : `  ${time}`}`;
    yield `    ${excerpt}`;
  }
  yield '';
}
