import type { CaseFile, Finding, Rule } from '../model/case-file.js';
import { refusalOf } from './reading/happenings.js';

/** A rule and what it answered. */
export interface Judgement {
  readonly rule: Rule;
  readonly finding: Finding;
}

type Found = Extract<Finding, { answer: 'found' }>;
type Role = Found['role'];

/**
 * What holds between causes, and no rule can see alone: an effect doesn't precede its cause, slowness doesn't fill a
 * file, and one incident has one trigger of its kind. Only roles change here, never a confidence.
 */
export function settleRoles(judgements: readonly Judgement[], file: CaseFile): Judgement[] {
  const settled = judgements.map(({ rule, finding }) => ({
    rule,
    finding: finding.answer === 'found' ? inTime(rule, finding, file) : finding,
  }));
  const trigger = chiefTrigger(settled, file);
  return settled.map(({ rule, finding }) => {
    if (finding.answer !== 'found' || finding.role !== 'trigger' || trigger === null || rule === trigger)
      return { rule, finding };
    return { rule, finding: { ...finding, role: rule.explains === 'rate' ? 'amplifier' : 'contributing' } };
  });
}

/** A trigger or contribution of which every sign comes after the refusal is what the refusal brought with it. */
function inTime(rule: Rule, finding: Found, file: CaseFile): Found {
  const refusal = refusalOf(file);
  if (refusal === null || finding.role !== 'trigger') return finding;
  if (rule.explains === 'latency') return as(finding, 'amplifier');
  const times = finding.evidence.map((line) => line.time);
  const late = times.length > 0 && times.every((time) => time !== null && time > refusal);
  return late ? as(finding, 'consequence') : finding;
}

const as = (finding: Found, role: Role): Found => ({ ...finding, role });

const KINDS: readonly Rule['explains'][] = ['rate', 'limit', 'retention', 'latency', 'other', 'recovery'];

/** Of several triggers the one that explains the rate, then the most certain, then the one with the larger share. */
function chiefTrigger(judgements: readonly Judgement[], file: CaseFile): Rule | null {
  const order = refusalOf(file) === null ? [] : KINDS;
  const rank = (rule: Rule): number => Math.max(0, order.indexOf(rule.explains));
  const triggers = judgements.flatMap(({ rule, finding }) =>
    finding.answer === 'found' && finding.role === 'trigger' ? [{ rule, finding }] : [],
  );
  triggers.sort(
    (a, b) =>
      rank(a.rule) - rank(b.rule) ||
      b.finding.confidence - a.finding.confidence ||
      (b.finding.share ?? 0) - (a.finding.share ?? 0) ||
      (a.rule.id < b.rule.id ? -1 : 1),
  );
  return triggers[0]?.rule ?? null;
}
