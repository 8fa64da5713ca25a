import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Gap } from '../../model/report.js';
import type { OpenQuestion } from './confidence.js';
import { LIKELY, PRIOR_ODDS } from './confidence.js';
import type { JudgedCause } from './judge.js';
import type { Judgement } from './precedence.js';
import { compactions, sizesAndQuota, writersOf } from '../queries/open-questions.js';
import { infoLogBefore, refusalOf } from '../queries/event-bursts.js';
import { quotaOf } from '../queries/space.js';

/** Odds at which every hypothesis starts: what is known of one that nothing speaks of. */
const PRIOR = PRIOR_ODDS / (1 + PRIOR_ODDS);

/**
 * How open a verdict is, in bits: all of it at even odds, next to nothing where it is settled. An answer can change that
 * much at the most.
 */
function openness(cause: JudgedCause | undefined): number {
  const p = cause?.confidence ?? PRIOR;
  return p <= 0 || p >= 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
}

/** Where a likely cause of a kind is found, another of that kind changes less. */
const EXPLAINED = 1 / 3;
/** Rate and retention make the headline. */
const IMPORTANCE: Readonly<Record<Rule['explains'], number>> = {
  rate: 3,
  retention: 3,
  limit: 2,
  recovery: 2,
  latency: 1,
  other: 1,
};

/** What the inputs lack, with the command that gets it; first what could change most. */
export function gapsOf(judgements: readonly Judgement[], causes: readonly JudgedCause[], file: CaseFile): Gap[] {
  const gaps = new Map<string, { ask: OpenQuestion; settles: Set<string> }>();
  const add = (ask: OpenQuestion, ids: readonly string[]): void => {
    const gap = gaps.get(ask.question) ?? { ask, settles: new Set<string>() };
    for (const id of ids) gap.settles.add(id);
    gaps.set(ask.question, gap);
  };
  for (const { rule, finding } of judgements) {
    if (finding.answer === 'not-assessed') add({ question: finding.question, command: finding.command }, [rule.id]);
    else if (verdictOf(causes, rule.id) === 'undetermined') add(generalAsk(rule), [rule.id]);
    else if (finding.answer === 'found' && finding.ask !== undefined && verdictOf(causes, rule.id) === 'possible')
      add(finding.ask, [rule.id]);
  }
  const open = (kinds: readonly Rule['explains'][]): string[] =>
    judgements
      .filter(({ rule }) => kinds.includes(rule.explains) && isOpen(verdictOf(causes, rule.id)))
      .map(({ rule }) => rule.id);
  const byWriters = open(['rate']).filter((id) => !NOT_BY_WRITERS.has(id));
  for (const { ask, kinds } of missingInputs(file)) add(ask, kinds.includes('rate') ? byWriters : open(kinds));
  // Whoever the inputs name as the writer, a name of its client is a new thing to know: also where the cause is settled.
  const trigger = causes.filter((cause) => cause.role === 'trigger').map((cause) => cause.id);
  if (file.coverage.requests !== null && !clientsKnown(file))
    add(whichClient(), [...new Set([...byWriters, ...trigger])]);
  const explained = new Set(
    judgements
      .filter(
        ({ rule }) =>
          (causes.find((cause) => cause.id === rule.id && cause.role !== 'consequence')?.confidence ?? 0) >= LIKELY,
      )
      .map(({ rule }) => rule.explains),
  );
  const weight = (ids: Iterable<string>): number =>
    [...ids].reduce((sum, id) => {
      const explains = judgements.find(({ rule }) => rule.id === id)?.rule.explains ?? 'other';
      const cause = causes.find((one) => one.id === id);
      const found = (cause?.confidence ?? 0) >= LIKELY;
      return sum + openness(cause) * IMPORTANCE[explains] * (explained.has(explains) && !found ? EXPLAINED : 1);
    }, 0);
  const told = [...gaps.values()]
    .filter(({ settles }) => settles.size > 0)
    .sort((a, b) => weight(b.settles) - weight(a.settles) || (a.ask.question < b.ask.question ? -1 : 1))
    .map(({ ask, settles }) => ({ question: ask.question, command: ask.command, wouldSettle: [...settles].sort() }));
  // Whose log it is changes where something happened, hardly whether it did.
  return [...told, ...unjoined(file, open(['limit', 'recovery', 'latency']))];
}

/** Logs that nothing joins to a member stay apart: what they tell may be of a member that is listed, or of another. */
function unjoined(file: CaseFile, ids: readonly string[]): Gap[] {
  const inputs = [
    ...new Set(file.coverage.etcdLogs.filter((log) => log.member === null).map((log) => log.input)),
  ].sort();
  if (inputs.length === 0) return [];
  const named =
    inputs.length > 3 ? `${inputs.slice(0, 3).join(', ')} and ${inputs.length - 3} more` : inputs.join(', ');
  return [
    {
      question: `Which member's log is ${named}? No line names one.`,
      command:
        "etcdctl member list -w table; journalctl -u etcd -o short-iso | grep -E 'starting an etcd server|starting local member|embed: name =' # on each host",
      wouldSettle: [...ids].sort(),
    },
  ];
}

/** Of the rules on the rate those that no log of writes settles: they turn on leases and leaders. */
const NOT_BY_WRITERS: ReadonlySet<string> = new Set(['event-ttl-renewal']);

const isOpen = (verdict: JudgedCause['verdict']): boolean => verdict !== 'confirmed' && verdict !== 'refuted';

const verdictOf = (causes: readonly JudgedCause[], id: string): JudgedCause['verdict'] =>
  causes.find((cause) => cause.id === id)?.verdict ?? 'undetermined';

const generalAsk = (rule: Rule): OpenQuestion => ({
  question: `Did this happen: ${rule.title}?`,
  command: 'etcd-postmortem --format-help   # lists the inputs; the ones that are missing here may speak of it',
});

interface Missing {
  readonly ask: OpenQuestion;
  readonly kinds: readonly Rule['explains'][];
}

/** Sources without which whole classes of causes stay open, whatever the rules made of the rest. */
function missingInputs(file: CaseFile): Missing[] {
  const end = refusalOf(file) ?? file.window?.to ?? null;
  const noLog = end === null || infoLogBefore(file, end) === 0;
  const noSizes = file.coverage.status === null && (quotaOf(file) === null || file.space.dbSizeBytes === null);
  return [
    ...(file.coverage.requests === null ? [{ ask: writersOf(file), kinds: ['rate'] as const }] : []),
    ...(noLog ? [{ ask: compactions(file), kinds: ['retention'] as const }] : []),
    ...(noSizes ? [{ ask: sizesAndQuota(file), kinds: ['limit', 'retention'] as const }] : []),
  ];
}

/** A user or a user agent, where the lines have one; an address names a machine at best. */
const clientsKnown = (file: CaseFile): boolean =>
  file.writes.byClient.some(
    ({ key }) => key !== '(other)' && !/^\[?[\d.:a-fA-F]+\]?$/.test(key) && key !== 'localhost',
  );

/** Request lines hold an address at best; which program and user wrote, only the audit log knows. */
const whichClient = (): OpenQuestion => ({
  question: 'Which client and user sent the writes? Request lines hold an address at most.',
  command: `jq -r 'select(.stage=="ResponseComplete" and (.verb|test("create|update|patch|delete"))) | [.user.username,.userAgent,.objectRef.resource]|@tsv' /var/log/kubernetes/audit/audit.log | sort | uniq -c | sort -rn | head -20`,
});
