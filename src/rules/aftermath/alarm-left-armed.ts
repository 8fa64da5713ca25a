import type { CaseFile, Rule } from '../../model/case-file.js';
import type { EpochMicros } from '../../model/units.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { alarms } from '../queries/open-questions.js';
import {
  burstsOf,
  etcdctl,
  firstLines,
  infoLogAfter,
  lastRefusalOf,
  reachingAfter,
  refusalOf,
  refusedToTheEnd,
  someVersionFrom,
  versionsOf,
  worstLines,
} from '../queries/event-bursts.js';
import { quietWrites, refusalsWouldShow } from '../queries/pressure.js';
import { statementsOf } from '../queries/restarts.js';
import { compactionsAfter, compactionsBefore, countOnOneMember, lastSamples, quotaOf } from '../queries/space.js';
import { basisOfFiles, releasedStore } from '../queries/store-split.js';
import { counted, duration, percent } from '../queries/phrases.js';

const RECOVERY_COMMAND = /\betcdctl\b[^|;&]*\b(?:compact(?:ion)?|defrag)\b/;
const DISARM_COMMAND = /\balarm\s+disarm\b/;
/** Operators take a step within this time; before it, "never" means "not yet". */
const PATIENCE = 10 * MINUTE;
/** A refusal so long after room was made is one of an alarm that stands. */
const WHILE = MINUTE / 2;
/** An alarm that comes back within this time was disarmed too early. */
const SOON = 10 * MINUTE;

/** Writes stay refused until the alarm is disarmed, however much space a compaction and a defragmentation released. */
export const alarmLeftArmed: Rule = {
  id: 'alarm-left-armed',
  title: 'NOSPACE alarm never disarmed',
  explains: 'recovery',
  judge(file) {
    return conclude({
      role: 'prolonged',
      subject: 'NOSPACE alarm',
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        `Once the file of every member is below its quota: ${etcdctl(file)} alarm disarm, then ${etcdctl(file)} alarm list must print nothing. If a file is still above its quota, the next write raises the alarm again.`,
      ],
      ask: alarms(file),
      atMost: hadItsReason(file) ? { confidence: 0.25, because: 'the inputs show no recovery work' } : null,
    });
  },
};

/** Before any recovery work an armed alarm isn't left armed: it does its duty. */
function hadItsReason(file: CaseFile): boolean {
  const raised = raisedAt(file);
  return (
    releasedStore(file) === null &&
    (raised === null || workAfter(file, raised).length === 0) &&
    written(file).length + room(file, raised).length === 0
  );
}

/** The moment from which the alarm stands, or stood, at the end; null: none was raised. */
const raisedAt = (file: CaseFile): EpochMicros | null =>
  lastRefusalOf(file) ?? burstsOf(file, 'nospace-alarm-raised', 'nospace-alarm-active')[0]?.start ?? null;

function argumentsFor(file: CaseFile): Argument[] {
  const raised = raisedAt(file);
  if (raised === null)
    return reported(file) ? [...byHand(file), ...written(file)] : refusalsWouldShow(file) ? quietWrites(file) : [];
  const disarms = reachingAfter(burstsOf(file, 'nospace-alarm-disarmed'), refusalOf(file) ?? raised);
  const last = disarms.at(-1)?.end ?? null;
  const again = last === null ? [] : raisedAfter(file, last);
  if (last !== null && again.length === 0 && last >= raised)
    return [{ says: 'the alarm was disarmed', factor: 1 / 50, basis: 'alarm lines', evidence: firstLines(disarms) }];
  if (last !== null && raised - last < SOON && workAfter(file, raised).length === 0) {
    const says = 'the alarm was disarmed and raised again soon after: the file was still at its quota';
    return [{ says, factor: 1 / 20, basis: 'alarm lines', evidence: [...firstLines(disarms), ...firstLines(again)] }];
  }
  const full = fullMembers(file, raised);
  if (full !== null) return [...byHand(file), full];
  const soon = tooSoon(file, raised);
  if (soon !== null) return [...byHand(file), ...stillShown(file, raised), soon];
  return [
    ...byHand(file),
    ...armedInFile(file),
    ...silence(file, raised),
    ...stillShown(file, raised),
    ...work(file, raised),
    ...refusals(file, raised),
  ];
}

const raisedAfter = (file: CaseFile, time: EpochMicros) =>
  burstsOf(file, 'nospace-alarm-raised').filter((burst) => burst.start !== null && burst.start > time);

/** A command or an answer in a transcript. */
function byHand(file: CaseFile): Argument[] {
  const answers = statementsOf(file, 'answer').filter(({ claim }) => claim.of === 'alarm-disarm');
  const commands = statementsOf(file, 'command').filter(
    ({ claim }) => !claim.script && DISARM_COMMAND.test(claim.command),
  );
  const evidence = [...answers, ...commands].map((one) => one.exemplar);
  if (evidence.length === 0) return [];
  return [{ says: 'a transcript contains the command alarm disarm', factor: 1 / 20, basis: 'pasted output', evidence }];
}

/** 3.4 and 3.5 log "alarm disarmed"; 3.6 and later log neither end of an alarm, so their silence proves nothing. */
function silence(file: CaseFile, raised: EpochMicros): Argument[] {
  const length = infoLogAfter(file, raised);
  if (length < PATIENCE || someVersionFrom(file, 3, 6)) return [];
  const evidence = [
    ...firstLines(burstsOf(file, 'nospace-alarm-raised')),
    ...(file.onsets.spaceExceeded?.evidence ?? []),
  ];
  const says = `no line shows that the alarm was disarmed in ${duration(length)} of log after it was raised`;
  const certain = versionsOf(file).length > 0;
  return [{ says, factor: certain ? 10 : 4, basis: 'log silence', evidence }];
}

/** An alarm list or a status shows it, after the last moment at which recovery work ended. */
function stillShown(file: CaseFile, raised: EpochMicros): Argument[] {
  const from = compactionsAfter(file, raised).at(-1)?.end ?? raised;
  const samples = file.sizes.filter((one) => one.time !== null && one.time >= from && one.origin === 'status');
  const last = [...lastOfEach(samples).values()];
  // what an earlier status showed, a later one without an alarm has ended
  const clear = last.flatMap((one) => (one.time === null || hasAlarm(one) ? [] : [one.time]));
  const since = clear.reduce((latest, time) => (time > latest ? time : latest), from);
  // what a database shows is of the moment of its last write: it is weighed by itself
  const active = reachingAfter(burstsOf(file, 'nospace-alarm-active'), since).filter(
    ({ record }) => record.format !== 'etcd-db',
  );
  const armed = last.filter(hasAlarm);
  const evidence = [...armed.map((one) => one.exemplar), ...worstLines(active)];
  if (evidence.length > 0)
    return [
      {
        says: 'a status or an alarm list shows that it was still active later',
        factor: 10,
        basis: 'size samples',
        evidence,
      },
    ];
  const shownBefore = file.sizes.some(hasAlarm);
  if (!shownBefore || last.length === 0) return [];
  return [
    {
      says: 'the last status shows no alarm, and an earlier one did',
      factor: 1 / 20,
      basis: 'size samples',
      evidence: last.map((one) => one.exemplar),
    },
  ];
}

const hasAlarm = (sample: CaseFile['sizes'][number]): boolean =>
  sample.errors.some((error) => error.includes('NOSPACE'));

/** The last sample of each member. */
const lastOfEach = (samples: CaseFile['sizes']): Map<string | null, CaseFile['sizes'][number]> =>
  new Map(samples.map((sample) => [sample.member, sample]));

/** A database in which the alarm is armed still, although a compaction released most of it. */
function armedInFile(file: CaseFile): Argument[] {
  const released = releasedStore(file);
  if (released === null) return [];
  const { split, compacted, alarms } = released.facts;
  const share = split.free / split.file;
  if (share < 0.3) return [];
  const members = alarms.filter(({ alarm }) => alarm === 'NOSPACE').length;
  const says = `the database has the alarm armed on ${counted(members, 'member')} although it was compacted to revision ${compacted ?? 0} and ${percent(share)} of it is free (measured)`;
  return [{ says, factor: 25, basis: basisOfFiles(file), evidence: [released.exemplar] }];
}

/** Compactions and defragmentations that may have made room. */
const workAfter = (file: CaseFile, raised: EpochMicros) => [
  // A compaction whose size shows the full file bounds the onset: it is no step of a recovery.
  ...(compactionsMadeRoom(file, raised)
    ? compactionsAfter(file, raised).filter(({ end, start }) => (end ?? start ?? 0) > (refusalOf(file) ?? raised))
    : []),
  ...reachingAfter(burstsOf(file, 'defragmentation-finished'), raised),
];

/**
 * A compactor that ran before the refusal continues running: that is no recovery work, unless what is in use fell by it.
 * With live data at the quota the alarm is correct, even if compaction runs.
 */
function compactionsMadeRoom(file: CaseFile, raised: EpochMicros): boolean {
  const quota = quotaOf(file);
  const first = compactionsAfter(file, raised)[0]?.start ?? null;
  if (first === null) return false;
  const samples = lastSamples(file, first);
  if (quota !== null && samples.length > 0)
    return samples.every((sample) => (sample.dbSizeInUseBytes ?? 0) < 0.9 * quota.bytes);
  return countOnOneMember(compactionsBefore(file, refusalOf(file) ?? raised)) < 2;
}

/** Left armed is said of an alarm that outlives the work that should have ended it. */
function work(file: CaseFile, raised: EpochMicros): Argument[] {
  const bursts = workAfter(file, raised);
  if (bursts.length === 0) return [...written(file), ...room(file, raised)];
  const kinds = new Set(
    bursts.map((burst) => (burst.kind.startsWith('compaction') ? 'a compaction' : 'a defragmentation')),
  );
  return [
    {
      says: `${[...kinds].join(' and ')} had freed space before`,
      factor: 3,
      basis: 'compaction lines',
      evidence: firstLines(bursts),
    },
    ...room(file, raised),
  ];
}

/** A file that is smaller since the alarm was raised, on every member that is known; what it was before says nothing. */
function room(file: CaseFile, raised: EpochMicros | null): Argument[] {
  const quota = quotaOf(file);
  const last = largestOf(file, raised);
  if (quota === null || last === undefined) return [];
  const share = (last.dbSizeBytes ?? 0) / quota.bytes;
  if (share >= FULL) return [];
  const says = `the file was down to ${percent(share)} of the quota`;
  return [{ says, factor: 2, basis: 'size samples', evidence: [last.exemplar] }];
}

/** Of the quota: with a file above it an alarm is raised again by the next writes. */
const FULL = 0.9;

/** The last size of each member since a moment, and of those the largest. */
function largestOf(file: CaseFile, since: EpochMicros | null): CaseFile['sizes'][number] | undefined {
  const sized = file.sizes.filter(
    (one) => one.dbSizeBytes !== null && one.time !== null && (since === null || one.time >= since),
  );
  return [...lastOfEach(sized).values()].sort((a, b) => (b.dbSizeBytes ?? 0) - (a.dbSizeBytes ?? 0))[0];
}

/** A member whose file is at its quota still: the alarm does its duty, and a disarm would not last. */
function fullMembers(file: CaseFile, raised: EpochMicros): Argument | null {
  const quota = quotaOf(file);
  const last = largestOf(file, raised);
  const made = burstsOf(file, 'defragmentation-finished').filter((one) => (one.end ?? one.start ?? 0) >= raised);
  if (quota === null || last === undefined || made.length === 0) return null;
  const share = (last.dbSizeBytes ?? 0) / quota.bytes;
  if (share < FULL || made.some((one) => one.member === last.member)) return null;
  const says = `the file of ${last.member ?? 'a member'} was at ${percent(share)} of its quota still, so that the alarm stood with reason`;
  return { says, factor: 1 / 20, basis: 'size samples', evidence: [last.exemplar, ...firstLines(made)] };
}

/** Room was made a moment before the inputs end, and no write was seen to be refused since. */
function tooSoon(file: CaseFile, raised: EpochMicros): Argument | null {
  const made = workAfter(file, raised);
  const last = Math.max(...made.map((one) => one.end ?? one.start ?? 0));
  const end = file.window?.to ?? null;
  if (made.length === 0 || end === null || end - last >= PATIENCE) return null;
  const seen = [
    file.writes.lastRefused,
    ...burstsOf(file, 'nospace-error', 'nospace-alarm-active').map((one) => one.worst),
  ];
  if (seen.some((line) => line?.time != null && line.time > last)) return null;
  if (file.sizes.some((one) => one.time !== null && one.time > last && hasAlarm(one))) return null;
  const says = `the inputs end ${duration(Math.max(0, end - last))} after room was made, and show no refused write in that time: it may have been disarmed since`;
  return { says, factor: 1, basis: 'log silence', evidence: firstLines(made) };
}

function refusals(file: CaseFile, raised: EpochMicros): Argument[] {
  const recovery = (file.episodes.at(-1) ?? file.onsets).recovery;
  if (recovery !== null)
    return [{ says: 'writes were accepted again', factor: 1 / 20, basis: 'refusals', evidence: recovery.evidence }];
  if (!refusedToTheEnd(file)) return [];
  const done = workAfter(file, raised)[0]?.start ?? null;
  const refused = [
    file.writes.lastRefused,
    ...worstLines(burstsOf(file, 'nospace-error')),
    ...burstsOf(file, 'nospace-error').map((burst) => burst.worst),
  ];
  const later = refused
    .filter((line) => line !== null)
    .filter((line) => done !== null && line.time !== null && line.time > done);
  if (later.length > 0)
    return [
      {
        says: 'writes were still refused after that',
        factor: later.some((line) => (line.time ?? 0) - (done ?? 0) >= WHILE) ? 10 : 4,
        basis: 'refusals',
        evidence: later,
      },
    ];
  const says = 'no input shows an accepted write after that';
  return [{ says, factor: 1.5, basis: 'refusals', evidence: file.onsets.spaceExceeded?.evidence ?? [] }];
}

const reported = (file: CaseFile): boolean => burstsOf(file, 'nospace-error', 'nospace-alarm-active').length > 0;

/** A written recovery that compacts or defragments, and never disarms. */
function written(file: CaseFile): Argument[] {
  const commands = statementsOf(file, 'command').filter(({ claim }) => !claim.script);
  const steps = commands.filter(({ claim }) => RECOVERY_COMMAND.test(claim.command));
  if (steps.length === 0 || commands.some(({ claim }) => DISARM_COMMAND.test(claim.command))) return [];
  const says = 'the documented recovery compacts or defragments but has no alarm disarm';
  return [{ says, factor: 5, basis: 'pasted output', evidence: steps.map((one) => one.exemplar) }];
}
