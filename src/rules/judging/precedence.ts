import type { CaseFile, Finding, Rule } from '../../model/case-file.js';
import { LIKELY, POSSIBLE } from './confidence.js';
import { placeOf } from './dependence.js';
import { momentOf } from '../queries/clocks.js';
import { refusalOf } from '../queries/event-bursts.js';

/** A rule and what it answered. */
export interface Judgement {
  readonly rule: Rule;
  readonly finding: Finding;
}

type Found = Extract<Finding, { answer: 'found' }>;
type Role = Found['role'];

/**
 * Applies constraints between causes that no single rule can check: an effect does not precede its cause, latency does
 * not fill a file, and an incident has one trigger. Only roles change here, never a confidence.
 */
export function settleRoles(judgements: readonly Judgement[], file: CaseFile): Judgement[] {
  const settled = judgements.map(({ rule, finding }) => ({
    rule,
    finding: finding.answer === 'found' ? inTime(rule, finding, file) : finding,
  }));
  const ordered = inOrder(settled, file);
  const trigger = chiefTrigger(ordered, file);
  return ordered.map(({ rule, finding }) => {
    if (finding.answer !== 'found' || finding.role !== 'trigger' || trigger === null || rule === trigger)
      return { rule, finding };
    return { rule, finding: { ...finding, role: rule.explains === 'rate' ? 'amplifier' : 'contributing' } };
  });
}

/** What brings what about, where both are found: the order of time shows, and not which of them is the more certain. */
const BRINGS_ABOUT: Readonly<Record<string, readonly string[]>> = {
  'memory-oom': ['list-storm'],
  'wal-damaged': ['disk-full'],
  'leader-flapping': ['slow-disk', 'network-partition', 'cpu-contention', 'machine-paused', 'memory-oom'],
  'lagging-member': ['slow-disk', 'network-partition', 'machine-paused'],
  'quorum-loss': [
    'certificate-expiry',
    'memory-oom',
    'disk-full',
    'wal-damaged',
    'raft-state-lost',
    'network-partition',
  ],
};

/** An effect that began after its cause is a consequence of it, however certain it is. */
function inOrder(judgements: readonly Judgement[], file: CaseFile): Judgement[] {
  const found = new Map(
    judgements.flatMap(({ rule, finding }) =>
      finding.answer === 'found' && finding.confidence >= POSSIBLE ? [[rule.id, finding] as const] : [],
    ),
  );
  return judgements.map(({ rule, finding }) => {
    if (finding.answer !== 'found' || finding.role !== 'trigger') return { rule, finding };
    const began = beginOf(finding, file);
    const causes = (BRINGS_ABOUT[rule.id] ?? []).flatMap((id) => found.get(id) ?? []);
    const isLater = causes.some((cause) => {
      const start = beginOf(cause, file);
      return cause.role !== 'consequence' && start !== null && began !== null && start < began;
    });
    return { rule, finding: isLater ? as(finding, 'consequence') : finding };
  });
}

/** The first moment that its lines report; null: none has a time. */
function beginOf(finding: Found, file: CaseFile): number | null {
  const moments = finding.evidence.flatMap((line) => momentOf(file, line)?.earliest ?? []);
  return moments.length === 0 ? null : Math.min(...moments);
}

/** A trigger or contributing factor whose evidence is all later than the refusal is a consequence. */
function inTime(rule: Rule, finding: Found, file: CaseFile): Found {
  const refusal = refusalOf(file);
  const mayBeLate =
    finding.role === 'trigger' ||
    (finding.role === 'contributing' && (rule.explains === 'rate' || rule.explains === 'other'));
  if (refusal === null || !mayBeLate) return finding;
  if (rule.explains === 'latency') return as(finding, 'amplifier');
  // With uncertain clocks, compare the earliest possible time of the line with the latest possible time of the refusal.
  const indicator = file.onsets.spaceExceeded?.evidence[0];
  const refused = (indicator === undefined ? null : momentOf(file, indicator))?.latest ?? refusal;
  // A dump shows the last occurrence of an event; the event began with the first.
  const began = new Map(file.events.map((group) => [placeOf(group.exemplar), group.first]));
  if (finding.evidence.some((line) => (began.get(placeOf(line)) ?? Infinity) <= refused)) return finding;
  const moments = finding.evidence.map((line) => momentOf(file, line));
  const late = moments.length > 0 && moments.every((moment) => moment !== null && moment.earliest > refused);
  return late ? as(finding, 'consequence') : finding;
}

const as = (finding: Found, role: Role): Found => ({ ...finding, role });

const KINDS: readonly Rule['explains'][] = ['rate', 'limit', 'retention', 'latency', 'other', 'recovery'];

/**
 * Order of triggers: likely before possible, then the one that explains the write rate, then the higher confidence, then
 * the larger share.
 */
function chiefTrigger(judgements: readonly Judgement[], file: CaseFile): Rule | null {
  const order = refusalOf(file) === null ? [] : KINDS;
  const rank = (rule: Rule): number => Math.max(0, order.indexOf(rule.explains));
  const triggers = judgements.flatMap(({ rule, finding }) =>
    finding.answer === 'found' && finding.role === 'trigger' ? [{ rule, finding }] : [],
  );
  const isLikely = ({ finding }: { finding: Found }): number => Number(finding.confidence >= LIKELY);
  triggers.sort(
    (a, b) =>
      isLikely(b) - isLikely(a) ||
      rank(a.rule) - rank(b.rule) ||
      b.finding.confidence - a.finding.confidence ||
      (b.finding.share ?? 0) - (a.finding.share ?? 0) ||
      (a.rule.id < b.rule.id ? -1 : 1),
  );
  return triggers[0]?.rule ?? null;
}
