import { clusterSeen } from '../../model/advice/cluster-seen.js';
import { alertOnCompactor, turnOnCompactor } from '../../model/advice/compactor.js';
import type { Burst, CaseFile, ObjectGrowth, Rule } from '../../model/case-file.js';
import { HOUR, MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { apiserverInterval, longestOrdinaryGap, onlyEtcdCompacts, retentionText } from '../queries/compactions.js';
import { compactions } from '../queries/open-questions.js';
import { burstsOf, firstLines, infoLogBefore, linesBehind, refusalOf } from '../queries/event-bursts.js';
import { compactionsAfter, compactionsBefore, countOnOneMember, quotaOf, reclaimedSince } from '../queries/space.js';
import { statementsOf } from '../queries/restarts.js';
import { fullStore, ofFile, type FullStore } from '../queries/store-split.js';
import { clock, count, counted, duration, percent, size } from '../queries/phrases.js';

/** Nothing compacts: neither etcd itself nor an API server. Every revision of every key is kept. */
export const compactionDisabled: Rule = {
  id: 'compaction-disabled',
  title: 'Compaction disabled',
  explains: 'retention',
  judge(file) {
    const refusal = refusalOf(file);
    const end = refusal ?? file.window?.to ?? null;
    if (end === null && file.claims.length === 0 && file.bursts.length === 0)
      return conclude({ ...skeleton(file), arguments: [] });
    const before = end === null ? [] : compactionsBefore(file, end);
    // etcd's own compactor is not refused under the alarm: if nothing else compacts, silence after it counts as well
    const until = end !== null && onlyEtcdCompacts(file) ? (file.window?.to ?? end) : end;
    const silence = until === null ? 0 : infoLogBefore(file, until);
    const reasons = [
      ...settings(file, before.length > 0),
      ...apiservers(file),
      ...(before.length > 0 ? ran(before) : quietLog(file, silence)),
      ...(before.length === 0 && silence >= SECOND ? filledInSilence(file) : []),
      ...(before.length === 0 && refusal !== null ? consequences(file) : []),
      ...(before.length === 0 ? marksInFile(file) : []),
    ];
    const unseen = before.length === 0 && silence < SECOND && !isLongUncompacted(file);
    return conclude({
      ...skeleton(file),
      arguments: reasons,
      atMost: unseen
        ? {
            confidence: 0.6,
            because:
              'no info-level etcd log covers the time before, and retention 0 is the default if an API server compacts',
          }
        : refusal === null
          ? { confidence: 0.6, because: 'no write was refused' }
          : tooShort(file, silence, reasons),
    });
  },
};

/** How long a full database holds revisions without a gap: what it was never compacted in. 0: it was, or has no dates. */
function uncompactedFor({ file: { facts } }: FullStore): number {
  const { compacted, interruptedCompaction, dated } = facts;
  if (compacted !== null || interruptedCompaction !== null || dated === null) return 0;
  return dated.to - dated.from;
}

const isLongUncompacted = (file: CaseFile): boolean => {
  const full = fullStore(file);
  return full !== null && uncompactedFor(full) >= longestOrdinaryGap(file);
};

/** A database has marks of compactions, begun and finished. */
function marksInFile(file: CaseFile): Argument[] {
  const full = fullStore(file);
  if (full === null) return [];
  const { compacted, interruptedCompaction, split, lastRevision } = full.file.facts;
  if (compacted !== null) {
    const says = `the full database was compacted to revision ${count(compacted)} of ${count(lastRevision ?? 0)}`;
    return [{ ...full.base, says, factor: 1 / 20 }];
  }
  if (interruptedCompaction !== null) {
    const says = `a compaction of the full database to revision ${count(interruptedCompaction)} was started`;
    return [{ ...full.base, says, factor: 1 / 10 }];
  }
  const history = split.history + split.deleted;
  const time = uncompactedFor(full);
  const told = time === 0 ? '' : ` in the ${duration(time)} that it dates`;
  const says = `no compaction was ever started in the full database${told}, and ${ofFile(full, history)} is history (measured)`;
  if (history < 0.3 * split.file) return [];
  return [{ ...full.base, says, factor: isLongUncompacted(file) ? 30 : 3 }];
}

/** An enabled compactor may not have run yet, however much history there was. */
function tooShort(file: CaseFile, silence: number, reasons: readonly Argument[]) {
  if (isLongUncompacted(file)) return null;
  const told = reasons.some((one) => one.basis === 'request lines' || one.basis === 'configuration');
  if (told || onlyEtcdCompacts(file) || silence >= longestOrdinaryGap(file) / 2) return null;
  return { confidence: 0.6, because: `in ${duration(silence)} a compactor that is on may not have come round` };
}

function skeleton(file: CaseFile) {
  const steady = file.coverage.requests !== null && file.writes.count > 0 && file.onsets.writePressure === null;
  return {
    role: steady && refusalOf(file) !== null ? ('trigger' as const) : ('contributing' as const),
    subject: 'auto-compaction-retention',
    share: null,
    remedies: [turnOnCompactor({ ...clusterSeen(file), kubernetes: !onlyEtcdCompacts(file) }), alertOnCompactor],
    ask: compactions(file),
  };
}

/** The default, which says little where an API server compacts; and a zero that somebody wrote, which says what is meant. */
const DEFAULT_ZERO = 2.5;
const WRITTEN_ZERO = 15;

/** What the settings say. Under Kubernetes 0 is the default, and an API server compacts instead: never decisive. */
function settings(file: CaseFile, compacted: boolean): Argument[] {
  const set = burstsOf(file, 'auto-compaction-set');
  const off = set.filter((burst) => isOff(burst));
  const on = set.filter((burst) => !isOff(burst) && beforeRefusal(file, burst));
  const said = statementsOf(file, 'setting').filter(
    ({ claim }) => claim.name === 'auto-compaction-retention' && !claim.proposed && /^0[a-zµ]*$/.test(claim.value),
  );
  if (on.length > 0) {
    const says = `auto-compaction-retention is ${retentionOf(on[0])} on ${placesOf(on)}`;
    return [{ says, factor: 1 / (off.length > 0 ? 3 : 50), basis: 'configuration', evidence: firstLines(on) }];
  }
  const logged = off.filter((burst) => burst.source === 'etcd');
  const written = off.filter((burst) => burst.source === 'config');
  if (written.length > 0) {
    const says = `auto-compaction-retention is ${retentionOf(written[0])}, written in the configuration of ${placesOf(written)}`;
    const evidence = [...firstLines(written), ...firstLines(logged)];
    return [{ says, factor: compacted ? 1 : WRITTEN_ZERO, basis: 'configuration', evidence }];
  }
  if (logged.length > 0) {
    const says = `auto-compaction-retention is ${retentionOf(logged[0])} on ${placesOf(logged)}, as etcd logged at its start${onlyEtcdCompacts(file) ? ', and no key belongs to Kubernetes: nothing else compacts' : ''}`;
    return [
      {
        says,
        factor: compacted ? 1 : onlyEtcdCompacts(file) ? WRITTEN_ZERO : DEFAULT_ZERO,
        basis: 'start lines',
        evidence: [...firstLines(logged), ...firstLines(off)],
      },
    ];
  }
  if (said.length === 0) return [];
  const says = 'auto-compaction-retention is 0 in a pasted configuration';
  return [{ says, factor: compacted ? 1 : 2.5, basis: 'pasted output', evidence: said.map((one) => one.exemplar) }];
}

const isOff = ({ record }: Burst): boolean => record.kind === 'auto-compaction-set' && record.disabled;

/** A retention that was set in the recovery says nothing of the time before; a configuration file has no time. */
function beforeRefusal(file: CaseFile, burst: Burst): boolean {
  const refusal = refusalOf(file);
  if (burst.start === null) return refusal === null;
  return refusal === null || burst.start < refusal;
}

const retentionOf = (burst: Burst | undefined): string =>
  burst?.record.kind === 'auto-compaction-set'
    ? `"${retentionText(burst.record.retention.replaceAll('"', ''), burst.record.mode)}"`
    : 'unknown';

function placesOf(bursts: readonly Burst[]): string {
  const members = new Set(bursts.flatMap((burst) => burst.member ?? []));
  return members.size > 1 ? `${members.size} members` : ([...members][0] ?? 'a member');
}

/** Something compacted before the refusal: so compaction was not off. */
function ran(before: readonly Burst[]): Argument[] {
  const times = countOnOneMember(before);
  const last = before.at(-1)?.start ?? null;
  const says = `${counted(times, 'compaction')} ran${last === null ? '' : `, the last at ${clock(last)}`}`;
  const evidence = [
    ...firstLines(before).slice(0, 1),
    ...before.slice(-1).map((burst) => burst.worst),
    ...firstLines(before),
  ];
  return [{ says, factor: times > 1 ? 1 / 50 : 1 / 10, basis: 'compaction lines', evidence }];
}

/**
 * Compaction lines are printed at info level: their absence speaks, the louder the longer. Up to the longest gap that is
 * ordinary with a compactor on it says next to nothing.
 */
function quietLog(file: CaseFile, silence: number): Argument[] {
  const refused = refusalOf(file) !== null;
  const alone = onlyEtcdCompacts(file);
  const ordinary = alone ? MINUTE : longestOrdinaryGap(file);
  if (silence < MINUTE || (!refused && silence < ordinary)) return [];
  const factor = silence >= HOUR ? 10 : silence >= ordinary ? 4 : 1.5;
  const short = silence < ordinary ? `, which is ordinary up to ${duration(ordinary)}` : '';
  const says = `no compaction line in ${duration(silence)} of info-level log before ${refused ? 'the refusal' : 'the end'}${short}`;
  return [{ says, factor, basis: 'log silence', evidence: boundsOf(file) }];
}

/** The setting of the API servers decides before silence does. */
function apiservers(file: CaseFile): Argument[] {
  const set = apiserverInterval(file);
  if (set === null) return [];
  const base = { basis: 'configuration' as const, evidence: set.lines };
  if (set.interval === 0)
    return [
      { ...base, says: `kube-apiserver has --etcd-compaction-interval=${set.value}, which turns it off`, factor: 10 },
    ];
  return [{ ...base, says: `kube-apiserver compacts: --etcd-compaction-interval=${set.value}`, factor: 1 / 50 }];
}

/**
 * Writes that amount to a good part of the quota, to objects that were written again or deleted, without a compaction
 * between them: compactions before the log begins did not remove this history.
 */
function filledInSilence(file: CaseFile): Argument[] {
  const quota = quotaOf(file);
  if (refusalOf(file) === null || quota === null || quota.lines.length === 0 || file.growth === undefined) return [];
  const history = file.growth.reduce((sum, one) => sum + historyOf(one), 0);
  const share = history / quota.bytes;
  if (share < 0.3) return [];
  const says = `the writes in that time left at least ${size(history)} of overwritten and deleted values, ${percent(share)} of the quota, and nothing removed them (modelled from the request lines)`;
  return [
    {
      says,
      factor: share < 0.7 ? 3 : 6,
      basis: 'request lines',
      evidence: file.onsets.writePressure?.evidence ?? quota.lines,
    },
  ];
}

/** Bytes of a resource's puts that are not the newest of a living object. */
function historyOf(growth: ObjectGrowth): number {
  if (growth.bytes === null || growth.puts === 0) return 0;
  const living = Math.max(0, growth.objects - growth.deletes);
  return (growth.bytes / growth.puts) * Math.max(0, growth.puts - living);
}

/** What bounds the silence: the line at which the log began to speak, and the refusal. */
function boundsOf(file: CaseFile): Argument['evidence'] {
  const starts = burstsOf(file, 'member-started', 'auto-compaction-set').filter((burst) => burst.start !== null);
  return [...firstLines(starts).slice(0, 1), ...(file.onsets.spaceExceeded?.evidence ?? [])];
}

/** What came after shows what had piled up. */
function consequences(file: CaseFile): Argument[] {
  const refusal = refusalOf(file);
  if (refusal === null) return [];
  const after = compactionsAfter(file, refusal);
  const [first] = after;
  const reclaimed = first?.start == null ? null : reclaimedSince(file, first.start);
  return [...(reclaimed === null ? modelled(file) : [freed(reclaimed)]), ...pastedAnswers(file, first)];
}

function freed(reclaimed: NonNullable<ReturnType<typeof reclaimedSince>>): Argument {
  const what = reclaimed.by === 'compaction' ? 'the size in use' : 'the file';
  const fell = `the compaction reduced ${what} from ${size(reclaimed.before)} to ${size(reclaimed.after)}`;
  const says =
    reclaimed.deleted > 0.1 * reclaimed.before
      ? `${fell}, but ${size(reclaimed.deleted)} of that had been deleted since the refusal: ${percent(reclaimed.share)} was history (inferred)`
      : `${fell}: at least ${percent(reclaimed.share)} was history (measured; the newest revisions stay)`;
  const factor = reclaimed.share >= 0.75 ? 10 : reclaimed.share >= 0.1 ? 1 : 1 / 5;
  return { says, factor, basis: 'size samples', evidence: reclaimed.lines };
}

/** The account of the space at the refusal, where nothing measured what a compaction freed. */
function modelled(file: CaseFile): Argument[] {
  const { historyBytes, dbSizeBytes } = file.space;
  if (historyBytes === null || dbSizeBytes === null || dbSizeBytes.value <= 0) return [];
  const share = historyBytes.value / dbSizeBytes.value;
  const evidence = linesBehind([...historyBytes.evidence, ...dbSizeBytes.evidence]);
  const says = `history was ${percent(share)} of the file at the refusal (${historyBytes.basis})`;
  if (evidence.length === 0) return [];
  if (share >= 0.5) return [{ says, factor: 2, basis: 'size samples', evidence }];
  return share < 0.2 ? [{ says, factor: 1 / 3, basis: 'size samples', evidence }] : [];
}

/** A pasted recovery: somebody compacted by hand. */
function pastedAnswers(file: CaseFile, logged: Burst | undefined): Argument[] {
  if (logged !== undefined) return [];
  const answers = statementsOf(file, 'answer').filter(({ claim }) => claim.of === 'compact');
  const [answer] = answers;
  if (answer === undefined) return [];
  const at = answer.claim.value === null ? '' : ` to revision ${count(answer.claim.value)}`;
  const says = `the recovery included a manual compaction${at}`;
  return [{ says, factor: 4, basis: 'pasted output', evidence: answers.map((one) => one.exemplar) }];
}
