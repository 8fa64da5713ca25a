import type { CaseFile, EventGroup, PodTurnover, Rule } from '../../model/case-file.js';
import { eventTtlIn } from '../../model/event-ttl.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { eventsOfNodes } from '../queries/open-questions.js';
import { refusalOf } from '../queries/event-bursts.js';
import type { Pressure } from '../queries/pressure.js';
import {
  basisOfCounts,
  mayExplain,
  pressureOf,
  quietWrites,
  weightOfShare,
  withoutHarm,
  unrefused,
} from '../queries/pressure.js';
import { isEviction, isNodeTrouble } from '../queries/restarts.js';
import { count, counted, duration, percent } from '../queries/phrases.js';

/** A pod that stays is written so often at the most while it starts. */
const PUTS_OF_A_NEW_POD = 12;

/** A node evicts pods because of low disk or memory, or because it is not ready; their controller recreates them, and they are evicted again. */
export const evictRecreateLoop: Rule = {
  id: 'evict-recreate-loop',
  title: 'Pod eviction and recreation loop',
  explains: 'rate',
  judge(file) {
    const all = evictions(file);
    const early = all.filter((group) => begins(group) <= (refusalOf(file) ?? Infinity));
    // Nodes that throw pods out after the refusal alone have it from there: the control plane was gone.
    const isLate = early.length === 0 && all.length > 0;
    const evicted = isLate ? all : early;
    const loop = loopOf(file, evicted);
    const share = loop === null ? undefined : file.writes.byWorkload.find((one) => one.key === loop.workload);
    return conclude({
      role: isLate ? 'consequence' : 'trigger',
      subject: loop?.workload ?? evicted[0]?.workload ?? null,
      share: share?.duringPressure.shareOfBytes ?? share?.duringPressure.share ?? null,
      arguments: argumentsFor(file, evicted, loop),
      remedies: [
        `Relieve the node: ${nodesOf(file)}kubectl describe node NODE | grep -A8 Conditions:; free disk space (images, logs) or memory, or cordon the node.`,
        'Delete the evicted pods (kubectl delete pods -A --field-selector=status.phase=Failed), lower kube-controller-manager --terminated-pod-gc-threshold (default 12500), and give the pods requests and limits, ephemeral-storage too.',
      ],
      ask: eventsOfNodes(file),
      atMost: unrefused(file),
    });
  },
};

/** Events of evictions and of nodes in trouble, those of pods first. */
const evictions = (file: CaseFile): EventGroup[] =>
  file.events
    .filter((group) => isEviction(group) || isNodeTrouble(group))
    .sort((a, b) => Number(isOfPod(b)) - Number(isOfPod(a)) || b.count - a.count);

/** Without any time nothing says that it was late. */
const begins = (group: EventGroup): number => group.first ?? group.last ?? -Infinity;

const isOfPod = (group: EventGroup): boolean => isEviction(group) && group.objectKind.toLowerCase() === 'pod';

interface Loop {
  readonly workload: string;
  /** Evictions of its pods. */
  readonly count: number;
  readonly turnover: PodTurnover | null;
}

/** The workload with the most evictions; without events of pods, the one with the most new pods. */
function loopOf(file: CaseFile, evicted: readonly EventGroup[]): Loop | null {
  const counts = new Map<string, number>();
  for (const group of evicted.filter(isOfPod))
    counts.set(group.workload, (counts.get(group.workload) ?? 0) + Math.max(group.count, group.objects));
  const [top] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const [most] = file.turnover ?? [];
  const workload = top?.[0] ?? most?.workload;
  if (workload === undefined) return null;
  const turnover = file.turnover?.find((one) => one.workload === workload) ?? null;
  return { workload, count: top?.[1] ?? 0, turnover };
}

function argumentsFor(file: CaseFile, evicted: readonly EventGroup[], loop: Loop | null): Argument[] {
  if (!mayExplain(file)) return quietWrites(file);
  const pressure = pressureOf(file);
  const renewed = loop === null || pressure === null ? [] : names(file, loop, pressure);
  const thrown = [...thrownOut(file, evicted, loop), ...troubledNodes(evicted)];
  // New pods alone are a storm of restarts, a rollout or jobs, and those have rules of their own.
  if (thrown.length === 0) return renewed.some((one) => one.factor < 1) ? renewed : noEvictions(file);
  return [...thrown, ...renewed, ...withoutHarm(file)];
}

/** Many short-lived pods, or the same names throughout. */
function names(file: CaseFile, loop: Loop, pressure: Pressure): Argument[] {
  const { turnover } = loop;
  const share = file.writes.byWorkload.find((one) => one.key === loop.workload);
  if (turnover === null || share === undefined) return [];
  const { created, deleted, medianLife, pods } = turnover;
  const puts = share.resources['pods'] ?? 0;
  const base = { basis: 'request lines' as const, evidence: share.exemplars };
  if (created < file.thresholds.newPods || puts > PUTS_OF_A_NEW_POD * pods) {
    // Few names for a great many writes: restarts in place.
    if (puts < file.thresholds.enoughPuts || pods === 0 || puts <= PUTS_OF_A_NEW_POD * pods) return [];
    const says = `${counted(pods, 'pod')} of ${loop.workload} took ${counted(puts, 'put')}: the names are stable`;
    return [{ ...base, says, factor: 1 / 20 }];
  }
  const lived = medianLife === null ? '' : `, median lifetime of deleted pods ${duration(medianLife)}`;
  const { share: part, shareOfBytes } = share.duringPressure;
  const says = `${count(created)} new pods of ${loop.workload}, ${count(deleted)} of them deleted again${lived}; ${percent(part)} of the writes${shareOfBytes === null ? '' : ` and ${percent(shareOfBytes)} of the bytes`} (${basisOfCounts(file)}, from ${duration(pressure.to - pressure.from)})`;
  const weight = weightOfShare(Math.min(part, shareOfBytes ?? 1), file.thresholds.dominantShare);
  return [{ ...base, says: says.replace('; ', ', '), factor: Math.min(5, Math.max(1, weight)) }];
}

function thrownOut(file: CaseFile, evicted: readonly EventGroup[], loop: Loop | null): Argument[] {
  if (loop === null || loop.count < file.thresholds.evictionEvents) return [];
  const own = evicted.filter((group) => isOfPod(group) && group.workload === loop.workload);
  const evidence = own.map((group) => group.exemplar);
  const pods = own.reduce((sum, group) => Math.max(sum, group.objects), 0);
  const says = `${counted(loop.count, 'eviction')} of pods of ${loop.workload}, of ${counted(pods, 'different pod')} (lower bound: events expire)`;
  return [{ says, factor: pods >= file.thresholds.newPods ? 20 : 10, basis: 'events', evidence }];
}

function troubledNodes(evicted: readonly EventGroup[]): Argument[] {
  const nodes = evicted.filter((group) => !isOfPod(group));
  if (nodes.length === 0) return [];
  const reasons = [...new Set(nodes.map((group) => group.reason))].slice(0, 3).join(', ');
  const names_ = new Set(nodes.map((group) => group.workload)).size;
  const says = `${counted(names_, 'node')} reported ${reasons}`;
  return [{ says, factor: 3, basis: 'events', evidence: nodes.map((group) => group.exemplar) }];
}

/** A dump that reaches into the time and has no eviction, though evictions are what it would hold. */
function noEvictions(file: CaseFile): Argument[] {
  const { events } = file.coverage;
  const until = refusalOf(file) ?? file.window?.to ?? null;
  const from = file.onsets.writePressure?.time ?? null;
  const [any] = file.events.filter((group) => group.objectKind.toLowerCase() === 'pod');
  if (events === null || until === null || from === null || any === undefined) return [];
  const ttl = eventTtlIn(file.claims) ?? file.thresholds.eventTtlMinutes * MINUTE;
  // What happened more than a TTL before the dump was made is gone from it.
  if (events.from > until || events.to - from > ttl) return [];
  const says = 'the events of that time show no eviction and no node problem';
  return [{ says, factor: 1 / 10, basis: 'events', evidence: [any.exemplar] }];
}

function nodesOf(file: CaseFile): string {
  const nodes = new Set(file.events.filter(isNodeTrouble).map((group) => group.workload.split('/').at(-1)));
  const [first] = nodes;
  return first === undefined ? '' : `${[...nodes].slice(0, 3).join(', ')} first; `;
}
