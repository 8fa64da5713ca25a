import type { CaseFile, EventGroup, Rule, WorkloadShare } from '../../model/case-file.js';
import type { GroupSums } from '../../model/store-facts.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { writersOf } from '../queries/open-questions.js';
import { refusalOf } from '../queries/event-bursts.js';
import type { Pressure } from '../queries/pressure.js';
import {
  basisOfCounts,
  chiefResource,
  pressureOf,
  quietWrites,
  resourceShare,
  weightOfShare,
  withoutHarm,
  unrefused,
  mayExplain,
} from '../queries/pressure.js';
import { eventLead, isEviction, isRestart, type EventLead } from '../queries/restarts.js';
import { besideWrites, chiefBy, fullStore, type FullStore } from '../queries/store-split.js';
import { clock, counted, percent, rate } from '../queries/phrases.js';

const MANY_EVENTS = 1000;
const ENOUGH_PUTS = 50;

/** Events dominate what is written. Those that come with the restarts of a pod storm are part of that, and not counted here. */
export const eventFlood: Rule = {
  id: 'event-flood',
  title: 'Event flood',
  explains: 'rate',
  judge(file) {
    const pressure = pressureOf(file);
    const flood = pressure === null ? null : floodOf(file);
    const disturbed = mayExplain(file);
    const subject = flood?.top?.key ?? null;
    const reasons = disturbed
      ? [
          ...(flood !== null && pressure !== null ? fromWrites(file, flood, pressure) : []),
          ...fromEvents(file, flood),
          ...fromSplit(file, flood),
          ...withoutHarm(file),
        ]
      : quietWrites(file);
    const emitter = file.events.find((group) => group.workload === subject)?.record.reporter ?? null;
    const leads = flood === null || (flood.shareOfBytes ?? flood.shareOfPuts) >= 0.6 * file.thresholds.dominantShare;
    return conclude({
      role: leads ? 'trigger' : 'contributing',
      subject: subject ?? emitterLead(file)?.workload ?? floodInFile(file)?.key ?? 'events',
      share: flood === null ? null : (flood.shareOfBytes ?? flood.shareOfPuts),
      arguments: reasons,
      remedies: remediesFor(subject, emitter),
      ask: writersOf(file),
      atMost: unrefused(file),
    });
  },
};

interface Flood {
  readonly top: WorkloadShare | null;
  readonly shareOfPuts: number;
  readonly shareOfBytes: number | null;
  readonly eventPuts: number;
  /** Part of the events that belongs to workloads whose writes are mostly pods. */
  readonly ofPodStorms: number;
  readonly before: number | null;
  readonly lines: Argument['evidence'];
}

function floodOf(file: CaseFile): Flood | null {
  const events = resourceShare(file, 'events');
  const putsInAll = file.writes.byResource.reduce((sum, share) => sum + share.duringPressure.count, 0);
  if (putsInAll < ENOUGH_PUTS) return null;
  const writers = file.writes.byWorkload.filter(
    (share) => share.key !== '(other)' && (share.resources['events'] ?? 0) > 0,
  );
  const all = writers.reduce((sum, share) => sum + eventPutsOf(share), 0);
  const podStorms = writers.filter((share) => chiefResource(file, share) === 'pods');
  const ofPodStorms = all === 0 ? 0 : podStorms.reduce((sum, share) => sum + eventPutsOf(share), 0) / all;
  const own = writers.filter((share) => !podStorms.includes(share));
  const top = own.reduce<WorkloadShare | null>(
    (best, share) => (best === null || eventPutsOf(share) > eventPutsOf(best) ? share : best),
    null,
  );
  const during = events?.duringPressure ?? null;
  return {
    top,
    shareOfPuts: (during?.share ?? 0) * (1 - ofPodStorms),
    shareOfBytes: during?.shareOfBytes == null ? null : during.shareOfBytes * (1 - ofPodStorms),
    eventPuts: during?.count ?? 0,
    ofPodStorms,
    before: events?.countBeforeOnset ?? null,
    lines: top?.exemplars ?? events?.exemplars ?? [],
  };
}

/** A second storm beside a larger one: too much to be called refuted. */
const MUCH = 0.2;
const isMuch = ({ shareOfPuts, shareOfBytes }: Flood): boolean => Math.max(shareOfPuts, shareOfBytes ?? 0) >= MUCH;

const eventPutsOf = (share: WorkloadShare): number => share.resources['events'] ?? 0;

function fromWrites(file: CaseFile, flood: Flood, pressure: Pressure): Argument[] {
  const basis = 'request lines' as const;
  const dominance = flood.shareOfBytes === null ? flood.shareOfPuts : Math.min(flood.shareOfPuts, flood.shareOfBytes);
  const high = file.thresholds.dominantShare;
  const bytes = flood.shareOfBytes === null ? '' : ` and ${percent(flood.shareOfBytes)} of their bytes`;
  const main = `events were ${percent(flood.shareOfPuts)} of the writes${bytes} since ${clock(pressure.from)} (${basisOfCounts(file)})`;
  const about = flood.top === null ? '' : `, most of them about ${flood.top.key}`;
  if (dominance < 0.6 * high && isMuch(flood)) {
    const says = `events that did not come with the writes to pods of the same workload were ${percent(flood.shareOfPuts)} of the writes${bytes} since ${clock(pressure.from)} (${basisOfCounts(file)})${about}: a part of the writes, not most of them`;
    return [{ says, factor: 3, basis, evidence: flood.lines }, ...growth(file, flood, pressure)];
  }
  if (dominance < 0.6 * high) {
    const all = resourceShare(file, 'events')?.duringPressure.share ?? 0;
    const told =
      flood.ofPodStorms > 0.1
        ? `events were ${percent(all)} of the writes since ${clock(pressure.from)} (${basisOfCounts(file)}), and ${percent(flood.ofPodStorms)} of them came with the writes to pods of the same workload`
        : main;
    const [chief] = [...file.writes.byResource].sort((a, b) => b.duringPressure.count - a.duringPressure.count);
    const evidence = chief !== undefined && chief.key !== 'events' ? chief.exemplars : flood.lines;
    return [{ says: told, factor: 1 / 10, basis, evidence }];
  }
  const factor = weightOfShare(dominance, high);
  return [{ says: `${main}${about}`, factor, basis, evidence: flood.lines }, ...growth(file, flood, pressure)];
}

function growth(file: CaseFile, flood: Flood, pressure: Pressure): Argument[] {
  const start = file.writes.start;
  if (file.onsets.writePressure === null || start === null) return [];
  // Events of pod storms rise with them, regardless of other floods.
  const own = flood.eventPuts * (1 - flood.ofPodStorms);
  const during = own / Math.max(1, (pressure.to - pressure.from) / 1_000_000);
  const seconds = (pressure.from - start) / 1_000_000;
  const before = flood.before === null || seconds <= 0 ? null : flood.before / seconds;
  const evidence = [...pressure.evidence, ...flood.lines];
  if (before !== null && during < 1.5 * before) {
    const says = `there were as many before the increase (${rate(before)} per second) as after it (${rate(during)})`;
    return [{ says, factor: 1 / 5, basis: 'request lines', evidence }];
  }
  if (before !== null && during < 3 * before) return [];
  const from = before === null ? '' : ` from ${rate(before)}`;
  return [
    {
      says: `their writes increased${from} to ${rate(during)} per second`,
      factor: 3,
      basis: 'request lines',
      evidence,
    },
  ];
}

/** The workload that most events in a full database are about, where nothing dates its writes; null: it is not about events. */
function floodInFile(file: CaseFile): GroupSums | null {
  const split = fullStore(file);
  if (split === null || shareOfEvents(split) < file.thresholds.dominantShare) return null;
  const top = chiefBy(split.file.facts.byWorkload, (group) => group.bytes);
  return top === null || top.bytes < file.thresholds.dominantShare * split.revisionBytes ? null : top;
}

const shareOfEvents = ({ file: { facts }, revisionBytes }: FullStore): number =>
  (facts.byResource.find(({ key }) => key === 'events')?.bytes ?? 0) / revisionBytes;

/** What the database holds when it is full: events that exist, or are history. */
function fromSplit(file: CaseFile, flood: Flood | null): Argument[] {
  const split = fullStore(file);
  if (split === null) return [];
  const { byResource } = split.file.facts;
  const events = byResource.find(({ key }) => key === 'events');
  const part = shareOfEvents(split);
  const high = file.thresholds.dominantShare;
  if (events !== undefined && part >= high) {
    if (flood !== null && flood.ofPodStorms > 1 - high) return [];
    const says = `events are ${percent(part)} of the bytes of all revisions in the full database: ${counted(events.liveKeys, 'event')} in ${counted(events.revisions, 'revision')} (measured)`;
    return [{ ...split.base, says, factor: besideWrites(file, 30) }];
  }
  const [chief] = byResource;
  if (file.writes.count > 0 || chief === undefined || part >= MUCH) return [];
  const says = `events are ${percent(part)} of the bytes of all revisions in the full database, and ${chief.key} ${percent(chief.bytes / split.revisionBytes)} (measured)`;
  return [{ ...split.base, says, factor: 1 / 10 }];
}

const floods = (group: EventGroup): boolean => !isRestart(group) && !isEviction(group);

/** The workload that most events are about; where each object stands for itself, as custom resources do, their kind. */
const emitterLead = (file: CaseFile): EventLead | null => {
  const own = eventLead(file, floods, refusalOf(file));
  const inAll = file.events.reduce((sum, group) => sum + group.count, 0);
  if (own === null || own.count >= file.thresholds.dominantShare * inAll) return own;
  return eventLead(file, floods, refusalOf(file), ({ workload }) => workload.split('/').slice(0, 2).join('/'));
};

/** What a dump of events says: one workload and reason far above the rest. Reasons of restarts are the storm's. */
function fromEvents(file: CaseFile, flood: Flood | null): Argument[] {
  const lead = emitterLead(file);
  const inAll = file.events.reduce((sum, group) => sum + group.count, 0);
  if (lead === null || lead.count < MANY_EVENTS || lead.count < file.thresholds.dominantShare * inAll) return [];
  if (flood?.top != null && !flood.top.key.startsWith(lead.workload)) return [];
  const [top] = lead.groups;
  const component = top?.record.reporter;
  const from = component === undefined ? '' : ` from ${component}`;
  const says = `an event dump contains ${counted(lead.count, 'occurrence')} about ${lead.workload}, ${percent(lead.count / inAll)} of all, mostly ${top?.reason ?? ''}${from} (lower bound: expired events are missing)`;
  return [
    { says, factor: flood === null ? 10 : 5, basis: 'events', evidence: lead.groups.map((group) => group.exemplar) },
  ];
}

function remediesFor(subject: string | null, emitter: string | null): string[] {
  const [namespace, , name] = subject?.split('/') ?? [];
  const about = namespace === undefined || name === undefined ? '-A' : `-n ${namespace}`;
  return [
    `Fix the cause of the events${subject === null ? '' : ` (${subject})`}: kubectl ${about} get events --sort-by=.lastTimestamp | tail -20${emitter === null ? '' : ` (written by ${emitter})`}.`,
    'Limit them at the API server: use the admission plugin EventRateLimit and a shorter --event-ttl (the default is 1h).',
    'Store events in a separate etcd: kube-apiserver --etcd-servers-overrides=/events#https://HOST:2379.',
  ];
}
