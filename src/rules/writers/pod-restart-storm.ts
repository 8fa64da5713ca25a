import { scaleDown } from '../../model/advice/space-recovery.js';
import { clusterSeen } from '../../model/advice/cluster-seen.js';
import type { CaseFile, Rule } from '../../model/case-file.js';
import type { GroupSums } from '../../model/store-facts.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { podRestarts } from '../queries/open-questions.js';
import { refusalOf, refusedToTheEnd } from '../queries/event-bursts.js';
import type { Pressure, Writer } from '../queries/pressure.js';
import {
  basisOfCounts,
  chiefWriter,
  pressureOf,
  quietWrites,
  weightOfShare,
  withoutHarm,
  mayExplain,
  unrefused,
} from '../queries/pressure.js';
import { besideWrites, chiefBy, fullStore, ofFile, type FullStore } from '../queries/store-split.js';
import type { EventLead } from '../queries/restarts.js';
import { statementsOf, eventLead, isEviction, isFailure, isRestart } from '../queries/restarts.js';
import { clock, count, counted, percent, rate } from '../queries/phrases.js';

const OF_JOBS = /^[^/]+\/(?:CronJob|Job)\//;
/** Fewer restart events than this are a day's work. */
const MANY_EVENTS = 50;
/** A restart costs two to four status writes, a new pod four to six: more on one object is somebody rewriting it. */
const PUTS_OF_A_POD = 20;
/** Above this many writes per second to one pod no back-off explains it. */
const REWRITES_PER_SECOND = 1;
/** A pasted count below this wouldn't fill any quota. */
const MANY_CLAIMED = 10_000;

/** A recreated pod replaces one: with fewer deletes than this per new pod, the old pods stay. */
const REPLACED = 0.1;

/** Pods of one owner restart in place or are recreated repeatedly, and their writes fill the store. */
export const podRestartStorm: Rule = {
  id: 'pod-restart-storm',
  title: 'Pod restart storm',
  explains: 'rate',
  judge(file) {
    const pressure = pressureOf(file);
    const writer = pressure === null ? null : chiefWriter(file, pressure);
    const lead = eventLead(file, isRestart, refusalOf(file));
    const disturbed = mayExplain(file);
    const fromEvents = disturbed && isLead(lead, file) ? lead : null;
    const split = fullStore(file);
    const replaced = split === null ? null : replacedPods(file, split);
    const subject =
      writer?.resource === 'pods'
        ? writer.workload.key
        : (fromEvents?.workload ?? (writer === null ? (replaced?.key ?? null) : null));
    const reasons = [
      ...(writer !== null && pressure !== null ? fromWrites(file, writer, pressure) : []),
      ...(fromEvents !== null ? eventArguments(fromEvents, writer) : []),
      ...(writer?.resource === 'pods' || fromEvents !== null ? thrownOut(file, fromEvents, subject) : []),
      ...(split === null ? [] : fromSplit(file, split, subject)),
      ...(writer === null && fromEvents === null ? claimArguments(file) : []),
      ...(disturbed ? withoutHarm(file) : quietWrites(file)),
    ];
    const failing = fromEvents !== null && failuresOf(fromEvents) >= MANY_EVENTS;
    return conclude({
      role: 'trigger',
      subject,
      share: subject !== null && subject === writer?.workload.key ? (writer.shareOfBytes ?? writer.shareOfPuts) : null,
      arguments: reasons,
      remedies: remediesFor(file, subject),
      ask: podRestarts(file),
      atMost: harmless(file, failing, fromWritesOrEvents(writer, fromEvents)),
    });
  },
};

/** A storm that compaction holds, or a rollout: there may be much of it, and nothing came of it. */
function harmless(file: CaseFile, failing: boolean, seen: boolean): { confidence: number; because: string } | null {
  if (refusalOf(file) !== null || !seen) return null;
  if (!failing) return { confidence: 0.6, because: 'no write was refused, and no event shows failures' };
  return unrefused(file);
}

/** Pasted counts have bounds of their own. */
const fromWritesOrEvents = (writer: Writer | null, lead: EventLead | null): boolean => writer !== null || lead !== null;

/** The workload whose deleted pods fill the database; null: none does. */
function replacedPods(file: CaseFile, { file: { facts }, deleted }: FullStore): GroupSums | null {
  const { dominantShare, newPods } = file.thresholds;
  const top = chiefBy(facts.byWorkload, (group) => group.deletedBytes);
  const pods = facts.byResource.find(({ key }) => key === 'pods')?.deletedBytes ?? 0;
  const all = facts.split.deleted;
  if (top === null || deleted < 0.3 || pods < dominantShare * all || top.deletedBytes < dominantShare * all)
    return null;
  return top.keys - top.liveKeys < newPods ? null : top;
}

/** What the file holds tells recreated pods from pods that were written again. */
function fromSplit(file: CaseFile, split: FullStore, subject: string | null): Argument[] {
  const { facts } = split.file;
  const top = replacedPods(file, split);
  if (top !== null && top.key === subject) {
    const says = `${ofFile(split, facts.split.deleted)} are revisions of deleted keys, ${percent(top.deletedBytes / facts.split.deleted)} of them of ${top.key}, of which ${count(top.keys - top.liveKeys)} keys were deleted (measured in the database): its pods were recreated`;
    return [{ ...split.base, says, factor: besideWrites(file, 30) }];
  }
  const own = facts.byWorkload.find(({ key }) => key === subject);
  if (own === undefined || own.keys > own.liveKeys || split.history < 0.3) return [];
  const says = `none of the ${counted(own.keys, 'key')} of ${own.key} in the database was deleted: its pods were restarted in place or rewritten, not recreated`;
  return [{ ...split.base, says, factor: 1 }];
}

function fromWrites(file: CaseFile, writer: Writer, pressure: Pressure): Argument[] {
  const { workload, resource } = writer;
  const evidence = workload.exemplars;
  const basis = 'request lines' as const;
  if (resource !== 'pods') {
    const says = `the workload with the most writes, ${workload.key}, wrote ${resource ?? 'unknown resources'} and not pods`;
    return [{ says, factor: 1 / 20, basis, evidence }];
  }
  return [dominance(file, writer, pressure), ...growth(file, writer, pressure), ...manner(file, writer, pressure)];
}

function dominance(file: CaseFile, writer: Writer, pressure: Pressure): Argument {
  const { workload, dominance: part } = writer;
  const bytes = writer.shareOfBytes === null ? '' : ` and ${percent(writer.shareOfBytes)} of their bytes`;
  const until = refusalOf(file) === null ? clock(pressure.to) : 'the refusal';
  const says = `${workload.key} caused ${percent(writer.shareOfPuts)} of the writes${bytes} from ${clock(pressure.from)} to ${until} (${basisOfCounts(file)}), most of them for pods`;
  const factor = weightOfShare(part, file.thresholds.dominantShare);
  return { says, factor, basis: 'request lines', evidence: workload.exemplars };
}

/** A storm has a beginning: a workload that always wrote so much didn't bring the refusal about now. */
function growth(file: CaseFile, writer: Writer, pressure: Pressure): Argument[] {
  if (pressure.rise === null && file.onsets.writePressure === null) return [];
  const { before, during } = writer;
  const evidence = [...pressure.evidence, ...writer.workload.exemplars];
  if (before === null || during >= 3 * before) {
    const from = before === null ? '' : ` from ${rate(before)}`;
    return [
      {
        says: `its writes increased${from} to ${rate(during)} per second`,
        factor: 3,
        basis: 'request lines',
        evidence,
      },
    ];
  }
  if (during >= 1.5 * before) return [];
  const says = `it wrote as much before the increase (${rate(before)} writes per second) as after it (${rate(during)})`;
  return [{ says, factor: 1 / 5, basis: 'request lines', evidence }];
}

/** Many pods with a few writes each are new pods; few with some are restarts; one with a great many is neither. */
function manner(file: CaseFile, writer: Writer, pressure: Pressure): Argument[] {
  const { workload } = writer;
  const pods = workload.objects['pods'] ?? 0;
  const puts = workload.resources['pods'] ?? 0;
  if (pods === 0) return [];
  const each = puts / pods;
  const seconds = Math.max(1, (pressure.to - pressure.from) / 1_000_000);
  const base = { basis: 'request lines' as const, evidence: workload.exemplars };
  if (each > PUTS_OF_A_POD && puts / seconds / pods > REWRITES_PER_SECOND) {
    const says = `${counted(pods, 'pod')} with ${rate(puts / seconds / pods)} writes per second each is more than restarts with back-off can cause: a client rewrites them`;
    return [{ ...base, says, factor: 1 / 10 }];
  }
  if (pods < 10 || each > PUTS_OF_A_POD) return [];
  const pile = (file.growth ?? []).find((one) => one.resource === 'pods' && !one.foreign);
  if (pile !== undefined && pile.created >= 0.8 * pods && pile.deletes < REPLACED * pile.created) {
    const says = `${count(pods)} new pods with ${rate(each)} writes each, and ${counted(pile.deletes, 'delete')}: they were created and stayed, as in a rollout or an accumulation of jobs`;
    return [{ ...base, says, factor: 1 / 20 }];
  }
  return [
    {
      ...base,
      says: `${count(pods)} distinct pods, ${rate(each)} writes each: the pods were recreated, not restarted in place`,
      factor: 2,
    },
  ];
}

const isLead = (lead: EventLead | null, file: CaseFile): lead is EventLead =>
  lead !== null && lead.count >= MANY_EVENTS && lead.share >= file.thresholds.dominantShare;

/** Occurrences that report failures, and not only of pods that came to be. */
const failuresOf = (lead: EventLead): number =>
  lead.groups.filter(isFailure).reduce((sum, group) => sum + group.count, 0);

function eventArguments(lead: EventLead, writer: Writer | null): Argument[] {
  if (writer !== null && writer.workload.key !== lead.workload) return [];
  const reasons = lead.groups.slice(0, 3).map((group) => `${group.reason} ${count(group.count)}`);
  const says = `events of its pods are ${percent(lead.share)} of the events about starts and failures: ${reasons.join(', ')} (lower bound: a dump contains only the last event of each kind)`;
  const evidence = lead.groups.map((group) => group.exemplar);
  // Scheduled, Pulled, Created and Started come with every new pod, of a rollout or a job too.
  const failing = failuresOf(lead) >= lead.count / 20;
  const own: Argument = {
    says: `${writer === null ? says.replace('its pods', lead.workload) : says}${failing ? '' : '; they are about new pods, not failures'}`,
    // pods of a CronJob are of one job each: that many pile up rather than restart
    factor: failing ? (writer === null && !OF_JOBS.test(lead.workload) ? 10 : 5) : 1,
    basis: 'events',
    evidence,
  };
  const many: Argument[] =
    writer === null && failing && lead.objects >= 20 && !OF_JOBS.test(lead.workload)
      ? [{ says: `they are about at least ${count(lead.objects)} distinct pods`, factor: 4, basis: 'events', evidence }]
      : [];
  return [own, ...many];
}

/** Pods that a node threw out did not crash: the node is the one to repair. */
function thrownOut(file: CaseFile, lead: EventLead | null, subject: string | null): Argument[] {
  const evicted = eventLead(file, isEviction, refusalOf(file));
  if (evicted === null || evicted.count < Math.max(file.thresholds.evictionEvents, (lead?.count ?? 0) / 10)) return [];
  const own = evicted.workload === subject || evicted.groups.some((group) => group.objectKind !== 'Pod');
  if (!own && lead === null) return [];
  const says = `${counted(evicted.count, 'event')} show that nodes evicted pods`;
  const factor = evicted.count >= file.thresholds.newPods ? 1 / 20 : 1 / 5;
  return [{ says, factor, basis: 'events', evidence: evicted.groups.map((group) => group.exemplar) }];
}

/** Numbers that somebody pasted, without a log to hold them against. */
function claimArguments(file: CaseFile): Argument[] {
  const basis = 'pasted output' as const;
  const counts = statementsOf(file, 'count');
  const puts = counts.filter(
    ({ claim }) => claim.of === 'request-lines' && claim.resource === 'pods' && claim.value >= MANY_CLAIMED,
  );
  const rows = counts.filter(({ claim }) => claim.of === 'event-rows' && claim.value >= MANY_CLAIMED / 10);
  const words = statementsOf(file, 'statement').filter(
    ({ claim }) => claim.of === 'restarts' && claim.value >= MANY_CLAIMED,
  );
  const most = Math.max(0, ...puts.map(({ claim }) => claim.value));
  const revision = revisionKnown(file);
  const arguments_: Argument[] = [
    ...puts.slice(0, 1).map(({ claim, exemplar }) => ({
      says: `a pasted count of ${count(claim.value)} put lines for pods, without the lines themselves`,
      factor: 5,
      basis,
      evidence: [exemplar],
    })),
    ...rows.slice(0, 1).map(({ claim, exemplar }) => ({
      says: `a pasted count of ${count(claim.value)} event rows${claim.reason === null ? '' : ` with reason ${claim.reason}`}`,
      factor: 2,
      basis,
      evidence: [exemplar],
    })),
    ...words.slice(0, 1).map(({ claim, exemplar }) => ({
      says: `the text says ${count(claim.value)} restarts, but not how they were counted`,
      factor: 1.5,
      basis,
      evidence: [exemplar],
    })),
  ];
  if (arguments_.length === 0 || revision === null || most <= revision.value) return arguments_;
  const says = `the count exceeds the store's revision ${count(revision.value)}, which counts every successful write of every key`;
  return [...arguments_, { says, factor: 1 / 2, basis, evidence: revision.lines }];
}

function revisionKnown(file: CaseFile): { value: number; lines: Argument['evidence'] } | null {
  const hashes = statementsOf(file, 'hash').flatMap(({ claim, exemplar }) =>
    claim.revision === null ? [] : [{ value: claim.revision, lines: [exemplar] }],
  );
  const samples = file.sizes.flatMap((sample) =>
    sample.revision === null ? [] : [{ value: sample.revision, lines: [sample.exemplar] }],
  );
  return [...hashes, ...samples].reduce<{ value: number; lines: Argument['evidence'] } | null>(
    (best, one) => (best === null || one.value > best.value ? one : best),
    null,
  );
}

function remediesFor(file: CaseFile, subject: string | null): string[] {
  if (subject === null) return ['First find the owner of the pods: the command under Gaps lists restarts by pod.'];
  const [namespace = '', kind = '', name = ''] = subject.split('/');
  const target = `${kind.toLowerCase()}/${name}`;
  const scalable = ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'].includes(kind);
  return [
    ...(scalable
      ? [
          scaleDown(
            clusterSeen(file),
            `kubectl -n ${namespace} scale ${target} --replicas=0`,
            'until its pods stay up',
            refusedToTheEnd(file),
          ),
        ]
      : []),
    `Find out why its pods fail: kubectl -n ${namespace} describe ${target}; kubectl -n ${namespace} logs ${target} --previous.`,
    `Limit it: use a ResourceQuota with count/pods in namespace ${namespace}.`,
  ];
}
