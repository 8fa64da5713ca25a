import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Gap } from '../../model/report.js';
import type { OpenQuestion } from './confidence.js';
import { LIKELY, PRIOR_ODDS } from './confidence.js';
import type { JudgedCause } from './judged-cause.js';
import type { Judgement } from './precedence.js';
import { compactions, sizesAndQuota, storedWrites, writersOf } from '../queries/open-questions.js';
import { infoLogBefore, refusalOf } from '../queries/event-bursts.js';
import { quotaOf } from '../queries/space.js';
import { ownLogs } from '../queries/stated-causes.js';

const KNOWING: ReadonlySet<string> = new Set(['audit', 'http-log', 'store', 'wal']);
/** Requests at etcd or through the API servers show who wrote; other sources show a part. */
const writersKnown = ({ coverage, attribution = [] }: CaseFile): boolean =>
  coverage.requests !== null || attribution.some(({ source }) => KNOWING.has(source));

/** Whether etcd itself shows its writes: by request lines, or by a file of its data directory. */
const etcdShowsWrites = ({ coverage, attribution = [] }: CaseFile): boolean =>
  coverage.requests !== null || attribution.some(({ source }) => source === 'store' || source === 'wal');

/** No question is asked whose answer is at hand. */
const isAnswered = (question: string, file: CaseFile): boolean =>
  writersKnown(file) && question === writersOf(file).question;

/** Odds at which every hypothesis starts, before any evidence. */
const PRIOR = PRIOR_ODDS / (1 + PRIOR_ODDS);

/**
 * Uncertainty of a verdict in bits: 1 at even odds, close to 0 when it is settled. An answer can change a verdict by at
 * most this much.
 */
function openness(cause: JudgedCause | undefined): number {
  const p = cause?.confidence ?? PRIOR;
  return p <= 0 || p >= 1 ? 0 : -(p * Math.log2(p) + (1 - p) * Math.log2(1 - p));
}

/** After a likely cause of a kind is found, another cause of that kind matters less. */
const EXPLAINED = 1 / 3;
/** Causes of the write rate and of retention decide the headline. */
const IMPORTANCE: Readonly<Record<Rule['explains'], number>> = {
  rate: 3,
  retention: 3,
  limit: 2,
  recovery: 2,
  latency: 1,
  other: 1,
};

/** Open questions with the command that answers each; the ones that could change most come first. */
export function gapsOf(judgements: readonly Judgement[], causes: readonly JudgedCause[], file: CaseFile): Gap[] {
  const gaps = new Map<string, { ask: OpenQuestion; settles: Set<string> }>();
  const add = (ask: OpenQuestion, ids: readonly string[]): void => {
    const gap = gaps.get(ask.question) ?? { ask, settles: new Set<string>() };
    for (const id of ids) gap.settles.add(id);
    gaps.set(ask.question, gap);
  };
  for (const { rule, finding } of judgements) {
    if (finding.answer === 'not-assessed' && isAnswered(finding.question, file)) {
      if (!etcdShowsWrites(file)) add(storedWrites(), [rule.id]);
    } else if (finding.answer === 'not-assessed')
      add({ question: finding.question, command: finding.command }, [rule.id]);
    else if (verdictOf(causes, rule.id) === 'undetermined') add(generalQuestion(rule), [rule.id]);
    else if (
      finding.answer === 'found' &&
      finding.ask !== undefined &&
      !isAnswered(finding.ask.question, file) &&
      verdictOf(causes, rule.id) === 'possible'
    )
      add(finding.ask, [rule.id]);
  }
  const open = (kinds: readonly Rule['explains'][]): string[] =>
    judgements
      .filter(({ rule }) => kinds.includes(rule.explains) && isOpen(verdictOf(causes, rule.id)))
      .map(({ rule }) => rule.id);
  const byWriters = open(['rate']).filter((id) => !NOT_BY_WRITERS.has(id));
  for (const { ask, kinds } of missingInputs(file)) add(ask, kinds.includes('rate') ? byWriters : open(kinds));
  // The client name adds information even where the cause is settled.
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
  // One log answers for all that a line names by itself, and hardly ever holds more than one of them.
  const weightOf = ({ ask, settles }: { ask: OpenQuestion; settles: Set<string> }): number =>
    weight(settles) / (ask.question === ownLogs().question ? Math.max(1, settles.size) : 1);
  const questions = [...gaps.values()]
    .filter(({ settles }) => settles.size > 0)
    .sort((a, b) => weightOf(b) - weightOf(a) || (a.ask.question < b.ask.question ? -1 : 1))
    .map(({ ask, settles }) => ({ question: ask.question, command: ask.command, wouldSettle: [...settles].sort() }));
  // The owner of a log changes where something happened, rarely whether it happened.
  return [...questions, ...withoutMember(file, open(['limit', 'recovery', 'latency']))];
}

/** Logs without a member: they may belong to a listed member or to another one. */
function withoutMember(file: CaseFile, ids: readonly string[]): Gap[] {
  const inputs = [
    ...new Set(file.coverage.etcdLogs.filter((log) => log.member === null).map((log) => log.input)),
  ].sort();
  if (inputs.length === 0) return [];
  const named =
    inputs.length > 3 ? `${inputs.slice(0, 3).join(', ')} and ${inputs.length - 3} more` : inputs.join(', ');
  return [
    {
      question: `Which member wrote ${named}? No line names a member.`,
      command:
        "etcdctl member list -w table; journalctl -u etcd -o short-iso | grep -E 'starting an etcd server|starting local member|embed: name =' # on each host",
      wouldSettle: [...ids].sort(),
    },
  ];
}

/** Rate rules that a log of writes cannot settle: they depend on leases and leaders. */
const NOT_BY_WRITERS: ReadonlySet<string> = new Set(['event-ttl-renewal']);

const isOpen = (verdict: JudgedCause['verdict']): boolean => verdict !== 'confirmed' && verdict !== 'refuted';

const verdictOf = (causes: readonly JudgedCause[], id: string): JudgedCause['verdict'] =>
  causes.find((cause) => cause.id === id)?.verdict ?? 'undetermined';

const generalQuestion = (rule: Rule): OpenQuestion => ({
  question: `Is there evidence for or against “${rule.title}”?`,
  command: 'etcd-postmortem --format-help   # lists all input formats; one that is missing here may answer this',
});

interface Missing {
  readonly ask: OpenQuestion;
  readonly kinds: readonly Rule['explains'][];
}

/** Missing sources that leave whole classes of causes open. */
function missingInputs(file: CaseFile): Missing[] {
  const end = refusalOf(file) ?? file.window?.to ?? null;
  const noLog = end === null || infoLogBefore(file, end) === 0;
  const noSizes = file.coverage.status === null && (quotaOf(file) === null || file.space.dbSizeBytes === null);
  return [
    ...(writersKnown(file)
      ? etcdShowsWrites(file)
        ? []
        : [{ ask: storedWrites(), kinds: ['rate'] as const }]
      : [{ ask: writersOf(file), kinds: ['rate'] as const }]),
    ...(noLog ? [{ ask: compactions(file), kinds: ['retention'] as const }] : []),
    ...(noSizes ? [{ ask: sizesAndQuota(file), kinds: ['limit', 'retention'] as const }] : []),
  ];
}

/** Whether a line names a user or a user agent; an address identifies at most a machine. */
const clientsKnown = (file: CaseFile): boolean =>
  (file.attribution ?? []).some(({ byUser, byUserAgent }) => byUser.length + byUserAgent.length > 0) ||
  file.writes.byClient.some(
    ({ key }) => key !== '(other)' && !/^\[?[\d.:a-fA-F]+\]?$/.test(key) && key !== 'localhost',
  );

/** Request lines contain at most an address; only the audit log names the program and the user. */
const whichClient = (): OpenQuestion => ({
  question: 'Which client and user sent the writes? Request lines contain at most an address.',
  command: `jq -r 'select(.stage=="ResponseComplete" and (.verb|test("create|update|patch|delete"))) | [.user.username,.userAgent,.objectRef.resource]|@tsv' /var/log/kubernetes/audit/audit.log | sort | uniq -c | sort -rn | head -20`,
});
