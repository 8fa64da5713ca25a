import type { CaseFile, Finding, Rule } from '../../model/case-file.js';
import type { Gap, Verdict } from '../../model/report.js';
import { CONFIRMED, LIKELY, ONE_KIND, POSSIBLE, REFUTED } from './confidence.js';
import { placeOf } from './dependence.js';
import { settleExclusive } from './exclusive.js';
import { gapsOf } from './gaps.js';
import type { JudgedCause } from './judged-cause.js';
import type { Judgement } from './precedence.js';
import { settleRoles } from './precedence.js';
import { guarded } from './refutation.js';
import { alarms, compactions, writersOf } from '../queries/open-questions.js';
import { basisOfCounts, countsPuts } from '../queries/pressure.js';
import { rules } from '../registry.js';

const VERDICTS: readonly Verdict[] = ['confirmed', 'likely', 'possible', 'refuted', 'undetermined'];

/**
 * Runs every rule, settles the roles between causes, and gives each answer its verdict. A rule that throws is
 * undetermined. A verdict needs at least one line to cite.
 */
export function judge(file: CaseFile, registry: readonly Rule[] = rules): { causes: JudgedCause[]; gaps: Gap[] } {
  const judgements = settleRoles(
    settleExclusive(registry.map((rule) => ({ rule, finding: guarded(ask(rule, file), file) }))),
    file,
  );
  const causes = judgements.map(causeOf).sort(compareCauses);
  return { causes, gaps: gapsOf(judgements, causes, file) };
}

function ask(rule: Rule, file: CaseFile): Finding {
  try {
    return withinSight(rule, rule.judge(file), file);
  } catch (error) {
    const because = `The rule failed: ${error instanceof Error ? error.message : String(error)}`;
    const general = {
      retention: compactions,
      recovery: alarms,
      limit: compactions,
      rate: writersOf,
      latency: writersOf,
      other: writersOf,
    };
    return { answer: 'not-assessed', because, ...general[rule.explains](file) };
  }
}

/**
 * What only a part of the writes shows refutes nothing: an audit policy leaves out what it likes, recorders filter events,
 * and slow requests are the slow ones.
 */
function withinSight(rule: Rule, finding: Finding, file: CaseFile): Finding {
  if (finding.answer !== 'clear' || rule.explains !== 'rate' || countsPuts(file)) return finding;
  const { because } = finding;
  return {
    answer: 'not-assessed',
    because: `${because.replace(/ Odds 1:9.*$/, '')} That is by what ${basisOfCounts(file)} shows, and refutes nothing.`,
    ...writersOf(file),
  };
}

function causeOf({ rule, finding }: Judgement): JudgedCause {
  const { id, title } = rule;
  const none = { subject: null, share: null, evidence: [], counterEvidence: [], remedies: [] } as const;
  const undetermined = {
    id,
    title,
    ...none,
    role: 'none',
    verdict: 'undetermined',
    confidence: null,
    because: finding.because,
  } as const;
  if (finding.answer === 'clear') {
    const { confidence, counterEvidence, because, subject = null } = finding;
    if (counterEvidence.length === 0 || !(confidence >= 0 && confidence <= REFUTED)) return undetermined;
    return { ...undetermined, verdict: 'refuted', confidence, because, subject, counterEvidence };
  }
  if (finding.answer === 'not-assessed') return undetermined;
  const { evidence, counterEvidence, remedies, role, subject, because } = finding;
  const confidence = confidenceOf(finding);
  const verdict = verdictAt(confidence);
  if (verdict === null || evidence.length === 0) return { ...undetermined, evidence, counterEvidence };
  return {
    id,
    title,
    role,
    verdict,
    confidence,
    because,
    subject,
    share: shareOf(finding.share),
    evidence,
    counterEvidence,
    remedies,
  };
}

/** A cause with a single line of evidence is never confirmed. */
function confidenceOf({ confidence, evidence }: Extract<Finding, { answer: 'found' }>): number {
  const lines = new Set(evidence.map(placeOf)).size;
  return lines < 2 ? Math.min(confidence, ONE_KIND) : Math.min(confidence, 1);
}

function verdictAt(confidence: number): Verdict | null {
  if (confidence >= CONFIRMED) return 'confirmed';
  if (confidence >= LIKELY) return 'likely';
  return confidence >= POSSIBLE ? 'possible' : null;
}

const shareOf = (share: number | null): number | null =>
  share === null || Number.isNaN(share) ? null : Math.min(1, Math.max(0, share));

/** By verdict, then confidence, then id. */
function compareCauses(a: JudgedCause, b: JudgedCause): number {
  const order = VERDICTS.indexOf(a.verdict) - VERDICTS.indexOf(b.verdict);
  if (order !== 0) return order;
  const more = (b.confidence ?? 0) - (a.confidence ?? 0);
  if (more !== 0) return more;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}
