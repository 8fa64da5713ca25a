import type { Finding, Scope } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import { independentKinds, placeOf } from './dependence.js';

/**
 * How every rule turns arguments into a confidence. Every hypothesis starts at odds of 1:9. Each argument multiplies the
 * odds by its factor: how many times more often its evidence occurs where the hypothesis is true than where it is false.
 * The result is odds / (1 + odds), limited to 0.01 to 0.98, and to below 0.9 where all support is of one kind of line.
 *
 * Factors in use: 2 to 3 weak (often occurs without the cause), 4 to 5 fair, 10 strong, 20 and 50 decisive (rarely occurs
 * without it); counter-arguments use the inverse. Factors are judgements, not measurements: every verdict is the product
 * of the factors printed at the end of its `because`.
 */
export const PRIOR_ODDS = 1 / 9;
export const LOWEST = 0.01;
const HIGHEST = 0.98;
/** The highest confidence of a verdict whose support is all of one kind. */
export const ONE_KIND = 0.89;

export const CONFIRMED = 0.9;
export const LIKELY = 0.7;
export const POSSIBLE = 0.3;
export const REFUTED = 0.1;

const LINES_EACH = 3;
const LINES_IN_ALL = 10;

export interface Argument {
  /** A clause with its numbers and their basis, without a full stop. */
  readonly says: string;
  /** Above 1: for the hypothesis; below 1: against it. */
  readonly factor: number;
  /** The kind of line or source; arguments with the same basis do not confirm each other. */
  readonly basis: Basis;
  readonly evidence: readonly Exemplar[];
  /** Of an argument against: the source that would have shown the opposite, and the members that it covers. */
  readonly scope?: Scope;
}

export type Basis =
  | 'request lines'
  | 'events'
  | 'start lines'
  | 'configuration'
  | 'log silence'
  | 'compaction lines'
  | 'defragmentation lines'
  | 'alarm lines'
  | 'size samples'
  | 'sync lines'
  | 'heartbeat lines'
  | 'slow apply lines'
  | 'peer lines'
  | 'other peer lines'
  | 'system log'
  | 'client lines'
  | 'other client lines'
  | 'refusals'
  | 'audit lines'
  | 'snapshot lines'
  | 'object counts'
  | 'database'
  | 'pasted output';

export interface Hypothesis {
  readonly role: Extract<Finding, { answer: 'found' }>['role'];
  readonly subject: string | null;
  readonly share: number | null;
  readonly remedies: readonly string[];
  readonly arguments: readonly Argument[];
  /** The question to ask when the arguments do not settle it. */
  readonly ask: OpenQuestion;
  /** An upper bound on the confidence, and why. */
  readonly atMost?: { readonly confidence: number; readonly because: string } | null;
}

export interface OpenQuestion {
  readonly question: string;
  readonly command: string;
}

/** Weighs the arguments and returns the resulting answer. */
export function conclude(hypothesis: Hypothesis): Finding {
  const { arguments: all, ask, role, subject, share, remedies } = hypothesis;
  const weighed = weigh(all, hypothesis.atMost ?? null);
  const evidence = linesOf(all.filter((one) => one.factor > 1));
  const counterEvidence = linesOf(all.filter((one) => one.factor < 1));
  if (weighed.confidence >= POSSIBLE && evidence.length > 0) {
    const because = becauseOf(all, weighed, 'for');
    return {
      answer: 'found',
      role,
      confidence: weighed.confidence,
      because,
      subject,
      share,
      evidence,
      counterEvidence,
      remedies,
      ask,
    };
  }
  if (weighed.confidence <= REFUTED && counterEvidence.length > 0) {
    const because = becauseOf(all, weighed, 'against');
    const grounds = all.map(({ factor, scope = null }) => ({ factor, scope }));
    return { answer: 'clear', because, confidence: weighed.confidence, counterEvidence, subject, grounds, ask };
  }
  const known =
    all.length === 0
      ? 'No input contains evidence for or against it.'
      : `${becauseOf(all, null, 'for')} This is not enough evidence.`;
  return { answer: 'not-assessed', because: known, ...ask };
}

interface Weighed {
  readonly confidence: number;
  /** Why the number is less than the product, if it is. */
  readonly bound: string | null;
}

/** Exported for tests. Rounded to two places, so that a printed number and its verdict always fit. */
export function weigh(
  all: readonly Argument[],
  atMost: { readonly confidence: number; readonly because: string } | null,
): Weighed {
  const odds = all.reduce((product, one) => product * one.factor, PRIOR_ODDS);
  const product = round(Math.min(HIGHEST, Math.max(LOWEST, odds / (1 + odds))));
  const kinds = independentKinds(all.filter((one) => one.factor > 1));
  const bounds = [
    ...(kinds < 2 ? [{ confidence: ONE_KIND, because: 'one kind of evidence' }] : []),
    ...(atMost === null ? [] : [atMost]),
  ].sort((a, b) => a.confidence - b.confidence);
  const bound = bounds[0];
  if (bound === undefined || product <= bound.confidence) return { confidence: product, bound: null };
  return { confidence: bound.confidence, bound: bound.because };
}

/** `A; b. Against it: c. Odds 1:9 ×20 ×3 ÷4 = 0.63.` The factors are in the order of the clauses: explain pairs them. */
function becauseOf(all: readonly Argument[], weighed: Weighed | null, first: 'for' | 'against'): string {
  const pro = all.filter((one) => one.factor >= 1);
  const con = all.filter((one) => one.factor < 1);
  const [lead, rest, word] = first === 'for' && pro.length > 0 ? [pro, con, 'Against it'] : [con, pro, 'For it'];
  const sentences = [
    ...(lead.length > 0 ? [`${capital(clauses(lead))}.`] : []),
    ...(rest.length > 0 ? [`${word}: ${clauses(rest)}.`] : []),
  ];
  if (weighed === null) return sentences.join(' ');
  const bound = weighed.bound === null ? '' : ` (at most, ${weighed.bound})`;
  const factors = [...lead, ...rest].map((one) => ` ${factorText(one.factor)}`).join('');
  return [...sentences, `Odds 1:9${factors} = ${weighed.confidence.toFixed(2)}${bound}.`].join(' ');
}

const clauses = (list: readonly Argument[]): string => list.map((one) => one.says.replaceAll('; ', ', ')).join('; ');

/** A name like `payments/Deployment/web` keeps its letters. */
const capital = (text: string): string =>
  /^[a-z]+(?![\w/.-])/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;

const factorText = (factor: number): string => (factor >= 1 ? `×${plain(factor)}` : `÷${plain(1 / factor)}`);

const plain = (value: number): string => String(Math.round(value * 10) / 10);

const round = (value: number): number => Math.round(value * 100) / 100;

/** The strongest arguments' lines first, each line once. */
function linesOf(list: readonly Argument[]): Exemplar[] {
  const seen = new Set<string>();
  return [...list]
    .sort((a, b) => Math.abs(Math.log(b.factor)) - Math.abs(Math.log(a.factor)))
    .flatMap((one) => distinct(one.evidence).slice(0, LINES_EACH))
    .filter((line) => {
      const place = placeOf(line);
      return seen.has(place) ? false : seen.add(place);
    })
    .slice(0, LINES_IN_ALL);
}

function distinct(lines: readonly Exemplar[]): Exemplar[] {
  return [...new Map(lines.map((line) => [placeOf(line), line])).values()];
}
