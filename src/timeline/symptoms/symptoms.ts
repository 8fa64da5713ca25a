import type { ErrorText } from '../../aggregates/error-lines.js';
import type { Burst } from '../../model/case-file.js';
import { knownMessage } from '../../model/known-messages/known-messages.js';
import { joinedText, type MaskedText, maskedText, shownText } from '../../model/masked-text.js';
import { compareExemplars, type Exemplar, placeIn } from '../../model/origin.js';
import { type AnyRecord, isNotice } from '../../model/record.js';
import type { Consequence, Symptom } from '../../model/report.js';
import { epochMicros, SECOND, type EpochMicros } from '../../model/units.js';
import { severityOf } from '../entries/severities.js';
import type { Life } from '../members/lives.js';
import { exitSymptoms } from './exits.js';
import { recordText } from './record-text.js';

const EVIDENCE = 5;
const MOST = 100;
/** An error without a kind of its own is a symptom only if it occurs more often than this. */
const FEW = 3;

/** Kinds beside notices that a log itself calls failures. Slowness has its own sections. */
const FAILURES: ReadonlySet<string> = new Set([
  ...['nospace-error', 'nospace-alarm-raised', 'nospace-alarm-active', 'corrupt-alarm-raised', 'quota-exceeded'],
  ...['panic', 'wal-corrupt', 'disk-full', 'disk-error', 'oom-kill', 'certificate-error', 'no-leader'],
  ...['request-timeout', 'request-too-large', 'too-many-requests', 'endpoint-unhealthy', 'health-check-failed'],
  ...['lease-lost', 'probe-failed', 'container-killed', 'api-error', 'member-unreachable'],
  ...['compaction-failed', 'defragmentation-failed', 'service-failed'],
]);

/** What several kinds report one thing, and in which words. */
const MERGED: Readonly<Record<string, { readonly kind: string; readonly text: string }>> = {
  'nospace-alarm-raised': { kind: 'nospace-alarm', text: 'alarm NOSPACE' },
  'nospace-alarm-active': { kind: 'nospace-alarm', text: 'alarm NOSPACE' },
  'corrupt-alarm-raised': { kind: 'corrupt-alarm', text: 'alarm CORRUPT' },
  'corrupt-alarm-active': { kind: 'corrupt-alarm', text: 'alarm CORRUPT' },
  'nospace-error': { kind: 'nospace-error', text: 'write refused: database space exceeded' },
  'quota-exceeded': { kind: 'nospace-error', text: 'write refused: database space exceeded' },
};

interface Group {
  readonly kind: string;
  text: MaskedText;
  readonly members: Set<string | null>;
  count: number;
  first: number | null;
  last: number | null;
  readonly evidence: Exemplar[];
  readonly consequence: Consequence | null;
}

/** What the inputs themselves call failures, equal but for values, over all members; the most harmful first. */
export function symptomsOf(
  bursts: readonly Burst[],
  lives: readonly Life[],
  errors: readonly ErrorText[],
  memberOf: (stream: string) => string | null,
  iso: (time: EpochMicros) => string,
): Symptom<Exemplar>[] {
  const exits = exitSymptoms(lives, bursts, iso);
  const told = new Set(lives.flatMap(({ last }) => (last === null ? [] : [place(last.exemplar)])));
  const ends = new Set(
    lives.flatMap(({ last }) => (last === null ? [] : [`${last.kind}\0${maskedText(last.message).skeleton}`])),
  );
  const kills = new Map<string, number>();
  const groups = new Map<string, Group>();
  const hasEnds = lives.some(({ end }) => end !== null);
  for (const burst of bursts) {
    if (!isFailure(burst, hasEnds) || (burst.count === 1 && told.has(place(burst.first)))) continue;
    if (isSameKill(burst, kills)) continue;
    const { kind, text } = MERGED[burst.kind] ?? { kind: burst.kind, text: recordText(burst.record, burst.first) };
    if (ends.has(`${kind}\0${maskedText(text).skeleton}`)) continue;
    const consequence = consequenceOf(kind, text, burst.record);
    add(groups, kind, text, burst.member, burst.count, burst.start, burst.end ?? burst.start, burst.first, consequence);
  }
  for (const { stream, source, text, count, first, last, exemplar } of errors) {
    if (count <= FEW || told.has(place(exemplar))) continue;
    const member = source === 'etcd' ? memberOf(stream) : null;
    add(groups, 'error', text, member, count, epochMicros(first), epochMicros(last), exemplar, null);
  }
  return [...exits, ...[...groups.values()].map((group) => symptomOf(group, iso))].sort(mostHarmful).slice(0, MOST);
}

const place = (exemplar: Exemplar): string => `${exemplar.input}\0${placeIn(exemplar)}`;

/** `hasEnds`: the ends of etcd's own processes are known from their lives. */
function isFailure(burst: Burst, hasEnds: boolean): boolean {
  const { kind, record } = burst;
  if (isEndOfLife(burst)) return false;
  if (isNotice(record)) return severityOf(kind) !== 'info' && !QUIET.has(kind);
  if (record.kind !== 'service-failed') return FAILURES.has(kind);
  const isOwn = CONTROL_PLANE.test(record.unit) && !BESIDE.test(record.unit);
  return AGAIN.test(record.status ?? '') || (isOwn && !hasEnds);
}

/** The lives of a process show what ended it, where it has a time: a runtime prints its last words without a stamp. */
const isEndOfLife = ({ kind, source, start }: Burst): boolean =>
  kind === 'panic' && source === 'etcd' && start !== null;

/** Warnings that every change of the cluster causes: alone, they show no failure. */
const QUIET: ReadonlySet<string> = new Set(['member-removed', 'peer-disconnected', 'downgrade-started']);

/** The kubelet reports one kill in two lines. */
function isSameKill({ kind, record, start }: Burst, kills: Map<string, number>): boolean {
  if (kind !== 'container-killed' || start === null) return false;
  const key = 'name' in record ? `${'namespace' in record ? (record.namespace ?? '') : ''}/${record.name ?? ''}` : '';
  const before = kills.get(key);
  kills.set(key, start);
  return before !== undefined && start - before <= 2 * SECOND;
}

/** States of a unit that no single end of a process has. */
const AGAIN = /start-limit|dependency|^start$|^CrashLoopBackOff$|^Exited|^Restarting|going to restart/;
/** Units around etcd that are none. */
const BESIDE = /exporter|backup|defrag|operator|proxy|druid|metrics/;

/** Programs whose end ends the control plane. */
const CONTROL_PLANE = /etcd|kube-apiserver|k3s|rke2/;

function consequenceOf(kind: string, text: string, record: AnyRecord): Consequence | null {
  if (kind === 'oom-kill')
    return CONTROL_PLANE.test('process' in record ? (record.process ?? '') : '') ? 'exit' : 'degraded';
  if (kind === 'container-killed')
    return CONTROL_PLANE.test(`${'name' in record ? (record.name ?? '') : ''} ${text}`) ? 'exit' : 'degraded';
  if (kind === 'panic' && record.source === 'etcd') return 'exit';
  if (kind === 'service-failed') return CONTROL_PLANE.test('unit' in record ? record.unit : '') ? 'not-serving' : null;
  const consequence = knownMessage(kind, text)?.consequence ?? null;
  // a supervisor has no lives here, and ends with its fatal line
  if (isNotice(record) && record.source === 'kubernetes' && /^(?:fata|pani)/.test(record.level ?? '')) return 'exit';
  // what ends a process stands among its lives; a line that did not end it only harms
  return consequence === 'exit' ? 'not-serving' : consequence;
}

function add(
  groups: Map<string, Group>,
  kind: string,
  said: string | MaskedText,
  member: string | null,
  count: number,
  first: EpochMicros | null,
  last: EpochMicros | null,
  exemplar: Exemplar,
  consequence: Consequence | null,
): void {
  const text = typeof said === 'string' ? maskedText(said) : said;
  const key = `${kind}\0${consequence ?? ''}\0${text.skeleton}`;
  const held = groups.get(key);
  if (held === undefined) {
    groups.set(key, { kind, text, members: new Set([member]), count, first, last, evidence: [exemplar], consequence });
    return;
  }
  held.text = joinedText(held.text, text);
  held.members.add(member);
  held.count += count;
  if (first !== null) held.first = Math.min(held.first ?? first, first);
  if (last !== null) held.last = Math.max(held.last ?? last, last);
  held.evidence.push(exemplar);
}

function symptomOf(group: Group, iso: (time: EpochMicros) => string): Symptom<Exemplar> {
  const { kind, members, count, first, last, consequence } = group;
  const text = shownText(group.text);
  const [member = null] = members;
  return {
    kind,
    text,
    meaning: knownMessage(kind, text)?.meaning ?? null,
    consequence,
    member: members.size === 1 ? member : null,
    count,
    first: first === null ? null : iso(epochMicros(first)),
    last: last === null ? null : iso(epochMicros(last)),
    evidence: [...group.evidence].sort(compareExemplars).slice(0, EVIDENCE),
  };
}

const HARM: readonly (Consequence | null)[] = ['exit', 'not-serving', 'refusing', 'failing-requests', 'degraded', null];

/** A loop before a single end, what is understood before what is not, then the more often the sooner. */
function mostHarmful(a: Symptom<Exemplar>, b: Symptom<Exemplar>): number {
  return (
    HARM.indexOf(a.consequence) - HARM.indexOf(b.consequence) ||
    Number(b.kind === 'restart-loop') - Number(a.kind === 'restart-loop') ||
    Number(b.meaning !== null) - Number(a.meaning !== null) ||
    weightOf(b) - weightOf(a) ||
    compare(a.first ?? '', b.first ?? '') ||
    compare(a.kind, b.kind) ||
    compare(a.text, b.text) ||
    compare(a.member ?? '', b.member ?? '')
  );
}

/** The reason why a certificate is invalid ranks above the note that the other side refused it. */
const weightOf = ({ kind, text, count }: Symptom<Exemplar>): number =>
  kind === 'certificate-error' && knownMessage(kind, text)?.text === undefined ? 1 : count;

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
