import { alertOnCompactor } from '../../model/advice/compactor.js';
import type { CaseFile, Rule } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { compactions } from '../queries/open-questions.js';
import type { Cadence, Hole } from '../queries/compactions.js';
import { apiserverInterval, cadenceUntil, longestOrdinaryGap, median } from '../queries/compactions.js';
import {
  burstsOf,
  firstLines,
  infoCovers,
  infoLogBefore,
  refusalOf,
  total,
  worstLines,
} from '../queries/event-bursts.js';
import { fullStore } from '../queries/store-split.js';
import { clock, count, counted, duration } from '../queries/phrases.js';

/** Of kube-apiserver's static pods: `kube-system/Pod/kube-apiserver-master-1`. */
const APISERVER = /\/kube-apiserver/;

/** From fewer rounds no habit shows: they may have been made by hand. */
const FEW_ROUNDS = 4;

/** Compactions ran, then did not, then ran again or never: history of that time piled up. */
export const compactionStalled: Rule = {
  id: 'compaction-stalled',
  title: 'Compaction stalled',
  explains: 'retention',
  judge(file) {
    const end = refusalOf(file) ?? file.window?.to ?? null;
    const cadence = end === null ? null : cadenceUntil(file, end);
    const hole = cadence?.holes[0] ?? null;
    // writes continued as before, and only compaction stopped
    const steady = file.coverage.requests !== null && file.writes.count > 0 && file.onsets.writePressure === null;
    const filled = refusalOf(file) !== null && hole !== null && hole.to >= (refusalOf(file) ?? 0);
    return conclude({
      role: steady && filled ? 'trigger' : 'contributing',
      subject: hole === null ? null : hole.before.isAutomatic === true ? 'the compactor of etcd' : 'kube-apiserver',
      share: null,
      arguments: [
        ...(cadence === null || end === null ? [] : argumentsFor(file, cadence, hole, end)),
        ...interruptedInFile(file),
      ],
      remedies: [
        'Find out why the compactor paused: check restarts of every kube-apiserver (after a start, the first compaction runs at the second interval), its line "compact failed", or the etcd line "failed auto".',
        alertOnCompactor,
      ],
      ask: compactions(file),
      atMost: refusalOf(file) === null ? { confidence: 0.6, because: 'no write was refused' } : null,
    });
  },
};

function argumentsFor(file: CaseFile, cadence: Cadence, hole: Hole | null, end: EpochMicros): Argument[] {
  const { rounds, usual } = cadence;
  if (usual === null) {
    const silent = setAndSilent(file, cadence, end);
    if (silent !== null) return [silent];
    const says = `${counted(rounds.length, 'compaction')} before ${refusalOf(file) === null ? 'the end' : 'the refusal'}: too few to derive an interval`;
    return [{ says, factor: 1, basis: 'compaction lines', evidence: [] }];
  }
  if (hole === null) return regular(file, cadence, end);
  const length = hole.to - hole.from;
  const open = hole.to === end;
  const until = open ? (refusalOf(file) === null ? 'the end' : 'the refusal') : clock(hole.to);
  const says = `compactions ran about every ${duration(usual)}, but none from ${clock(hole.from)} to ${until}, ${duration(length)} that the log covers`;
  const far = length >= 2 * file.thresholds.compactionHoleFactor * usual;
  const main: Argument = {
    says,
    factor: rounds.length < FEW_ROUNDS ? 4 : far ? 20 : 10,
    basis: 'log silence',
    evidence: [hole.before.line, ...(hole.after === null ? [] : [hole.after.line])],
  };
  return [
    main,
    ...intoTheRefusal(file, hole),
    ...backlog(file, hole, rounds),
    ...failures(file, hole),
    ...restarts(file, hole),
    ...long(file, hole, end),
  ];
}

/** A database with a compaction that was started and did not finish: it was running as the file was copied, or broke off. */
function interruptedInFile(file: CaseFile): Argument[] {
  const full = fullStore(file);
  const to = full?.file.facts.interruptedCompaction ?? null;
  if (full === null || to === null) return [];
  const says = `in the full database a compaction to revision ${count(to)} was started and had not finished`;
  return [{ ...full.base, says, factor: 3 }];
}

/** No cadence is seen, but a setting says that an API server compacts: longer silence than any ordinary gap is a stall. */
function setAndSilent(file: CaseFile, { rounds }: Cadence, end: EpochMicros): Argument | null {
  const set = apiserverInterval(file);
  const last = rounds.at(-1);
  const silence = last === undefined ? infoLogBefore(file, end) : end - last.time;
  if (set === null || set.interval === 0 || silence < longestOrdinaryGap(file)) return null;
  if (last !== undefined && !infoCovers(file, last.time, end)) return null;
  const says = `kube-apiserver is set to compact every ${set.value}, and no compaction finished in ${duration(silence)} that the log covers`;
  return {
    says,
    factor: 10,
    basis: 'log silence',
    evidence: [...set.lines, ...(last === undefined ? [] : [last.line])],
  };
}

/** The other side: rounds up to the end, none of them missing. */
function regular(file: CaseFile, { rounds, usual }: Cadence, end: EpochMicros): Argument[] {
  const last = rounds.at(-1);
  const [first] = rounds;
  if (first === undefined || last === undefined || usual === null) return [];
  if (end - last.time > file.thresholds.compactionHoleFactor * usual) return [];
  const until = refusalOf(file) === null ? 'the end of the log' : 'the refusal';
  const says = `${counted(rounds.length, 'compaction')} ran about every ${duration(usual)} up to ${until}, and none was missed`;
  return [{ says, factor: 1 / 20, basis: 'compaction lines', evidence: [first.line, last.line] }];
}

/** History of a hole that reaches the refusal is what the quota was full of. */
function intoTheRefusal(file: CaseFile, hole: Hole): Argument[] {
  const refusal = refusalOf(file);
  if (refusal === null || hole.to < refusal) return [];
  const says = 'it lasted until writes were refused';
  return [{ says, factor: 3, basis: 'refusals', evidence: file.onsets.spaceExceeded?.evidence ?? [] }];
}

/** What piled up shows in the round that takes it away. */
function backlog(file: CaseFile, hole: Hole, rounds: Cadence['rounds']): Argument[] {
  const others = rounds.filter((round) => round !== hole.after).flatMap((round) => round.took ?? []);
  const usual = median(others);
  const took = hole.after?.took ?? null;
  if (hole.after === null || took === null || usual === null || usual <= 0) return [];
  const times = took / usual;
  if (times < file.thresholds.hugeCompactionFactor) return [];
  const says = `the first compaction after it took ${duration(took)} (usual duration: ${duration(usual)})`;
  return [{ says, factor: 5, basis: 'compaction lines', evidence: [hole.after.line] }];
}

/** The compactor tried, and failed for another reason than want of space. */
function failures(file: CaseFile, hole: Hole): Argument[] {
  const failed = burstsOf(file, 'compaction-failed').filter(
    ({ start, record }) =>
      start !== null &&
      start >= hole.from &&
      start <= hole.to &&
      !('error' in record && /space exceeded/.test(record.error ?? '')),
  );
  if (failed.length === 0) return [];
  const says = `${counted(total(failed), 'attempt')} to compact failed in that time`;
  return [{ says, factor: 5, basis: 'client lines', evidence: worstLines(failed) }];
}

/** A restart sets the timer of an API server back, and events of its pod tell. */
function restarts(file: CaseFile, hole: Hole): Argument[] {
  const events = file.events.filter(
    (group) =>
      APISERVER.test(group.workload) &&
      ['Started', 'Killing', 'BackOff', 'Unhealthy'].includes(group.reason) &&
      (group.last ?? hole.from) >= hole.from &&
      (group.first ?? hole.to) <= hole.to,
  );
  const killed = burstsOf(file, 'container-killed', 'service-restarted').filter(
    ({ start, record }) =>
      start !== null &&
      start >= hole.from &&
      start <= hole.to &&
      (('name' in record && /^kube-apiserver/.test(record.name ?? '')) ||
        ('unit' in record && /apiserver/.test(record.unit))),
  );
  const evidence = [...events.map((group) => group.exemplar), ...firstLines(killed)];
  if (evidence.length === 0) return [];
  const says = 'API servers were restarted, killed or unhealthy in that time: each start resets the compaction timer';
  return [{ says, factor: 4, basis: events.length > 0 ? 'events' : 'system log', evidence }];
}

/** A hole that was over long before has been made good. */
function long(file: CaseFile, hole: Hole, end: EpochMicros): Argument[] {
  const onset = file.onsets.writePressure?.time ?? end;
  const after = end - hole.to;
  if (hole.after === null || after < hole.to - hole.from || hole.to > onset || after < MINUTE) return [];
  const says = `it ended ${duration(after)} before the end`;
  return [{ says, factor: 1 / 4, basis: 'compaction lines', evidence: [hole.after.line] }];
}
