import type { EpochMicros } from '../../model/units.js';
import { duration } from '../durations.js';
import { formatTime, type Times } from '../times.js';
import { CANDIDATES } from './alert-candidates.js';
import type { Candidate, TestSeries } from './candidate.js';
import { firedAt, promDuration } from './back-test.js';
import { lowestVersion, type Made } from './made.js';
import { missingMetrics } from './metric-names.js';

/** A Prometheus alert, and why it follows from this incident. */
export interface AlertRule {
  readonly alert: string;
  readonly expr: string;
  readonly for: string;
  readonly forSeconds: number;
  readonly severity: 'warning' | 'critical';
  readonly summary: string;
  readonly tests: readonly TestSeries[];
  /** What it would have done in this incident. */
  readonly backTest: BackTest;
}

export type BackTest =
  | {
      readonly answer: 'fired';
      readonly at: EpochMicros;
      /** Before what it warns of, milliseconds; null: no such moment. */ readonly leadMs: number | null;
      readonly shortened: string | null;
    }
  /** For how long its condition held before the refusal; null: not at all. */
  | { readonly answer: 'too late'; readonly heldMs: number | null; readonly shortened: null }
  | { readonly answer: 'silent'; readonly shortened: null }
  | { readonly answer: 'no series'; readonly shortened: null };

/** Lengths of time that a condition may have to hold, longest first. */
const HOLDS = [900, 600, 300, 120, 60];
const GOOD_LEAD_MS = 300_000;
const LEAST_LEAD_MS = 60_000;

/** The alerts that follow from this incident and that the versions seen can feed; none where nothing happened. */
export function alertsFor(made: Made): readonly AlertRule[] {
  const version = lowestVersion(made);
  return CANDIDATES.flatMap((make) => {
    const candidate = make(made);
    if (candidate === null || missingMetrics(candidate.expr, version).length > 0) return [];
    return [fitted(made, candidate)];
  });
}

/** The mixin's `for` time if that would have alerted in time, otherwise the longest that would. */
function fitted({ file }: Made, candidate: Candidate): AlertRule {
  const { alert, expr, severity, summary, tests, observed } = candidate;
  const usual = candidate.forSeconds;
  const made = (forSeconds: number, backTest: BackTest): AlertRule => ({
    ...{ alert, expr, severity, summary, for: promDuration(forSeconds), forSeconds },
    tests: tests(forSeconds),
    backTest,
  });
  if (observed.length === 0) return made(usual, { answer: 'no series', shortened: null });
  const until = candidate.warnsOfRefusal ? (file.onsets.spaceExceeded?.time ?? null) : null;
  if (until === null) {
    const at = firedAt(observed, usual);
    return made(
      usual,
      at === null ? { answer: 'silent', shortened: null } : { answer: 'fired', at, leadMs: null, shortened: null },
    );
  }
  const tried = HOLDS.filter((one) => one <= usual).flatMap((seconds) => {
    const at = firedAt(observed, seconds);
    return at === null || at >= until ? [] : [{ seconds, at, leadMs: (until - at) / 1000 }];
  });
  // The usual one is right whenever it shows at all; a shorter one is worth its noise only if it leaves time to act.
  const best =
    tried.find((one) => one.seconds === usual) ??
    tried.find((one) => one.leadMs >= GOOD_LEAD_MS) ??
    tried.find((one) => one.leadMs >= LEAST_LEAD_MS);
  if (best !== undefined) {
    const shortened = best.seconds === usual ? null : promDuration(usual);
    return made(best.seconds, { answer: 'fired', at: best.at, leadMs: best.leadMs, shortened });
  }
  const first = firedAt(observed, 0);
  if (first === null) return made(usual, { answer: 'silent', shortened: null });
  return made(usual, { answer: 'too late', heldMs: first < until ? (until - first) / 1000 : null, shortened: null });
}

/** `would have fired at 01:40:00, 1 h 35 min before the first refusal`. */
export function backTestText({ backTest, for: holds }: AlertRule, times: Times): string {
  if (backTest.answer === 'no series') return 'was not tested: the inputs contain no time series for it';
  if (backTest.answer === 'silent') return 'would not have fired in this incident';
  if (backTest.answer === 'too late')
    return backTest.heldMs === null
      ? 'would have fired only after the first refusal'
      : `would have fired too late: its condition was true for ${duration(backTest.heldMs)} before the first refusal, and the rule waits ${holds}`;
  const at = `would have fired at ${times.brief(formatTime(backTest.at))}`;
  const lead = backTest.leadMs === null ? '' : `, ${duration(backTest.leadMs)} before the first refusal`;
  const shortened =
    backTest.shortened === null
      ? ''
      : `; with the usual ${backTest.shortened} instead of ${holds} it would have fired too late`;
  return `${at}${lead}${shortened}`;
}

/** A line an alert, for a reader. */
export function forecastBasis(made: Made, times: Times): readonly string[] {
  return alertsFor(made).flatMap((rule) =>
    rule.backTest.answer === 'no series'
      ? []
      : [`Back-test on the inputs: ${rule.alert} ${backTestText(rule, times)}.`],
  );
}
