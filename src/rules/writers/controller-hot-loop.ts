import type { CaseFile, Rule, WriteShare } from '../../model/case-file.js';
import { parseEtcdKey } from '../../model/etcd-key.js';
import { workloadOf } from '../../model/workload.js';
import type { TopKey } from '../../model/store-facts.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { writersOf } from '../queries/open-questions.js';
import type { Pressure } from '../queries/pressure.js';
import {
  basisOfCounts,
  linesOfKey,
  pressureOf,
  quietWrites,
  secondsOf,
  weightOfShare,
  withoutHarm,
  unrefused,
  writesBy,
} from '../queries/pressure.js';
import { besideWrites, fullStore, ofFile, type FullStore } from '../queries/store-split.js';
import { clock, count, percent, rate } from '../queries/phrases.js';

/** Part of an object's updates that makes somebody one of its two writers. */
const EQUAL = 0.25;
/** Part of its workload's writes that makes the object their centre. */
const LEADS = 0.4;
/** Leases and events are written often by design, and have rules of their own; keys outside Kubernetes have no controller. */
const OTHERS = /^\/registry\/(?:leases|events|masterleases)\/|^(?!\/registry\/)/;

/** One object, or a few of one resource, written over and over: a controller that never settles, or two that disagree. */
export const controllerHotLoop: Rule = {
  id: 'controller-hot-loop',
  title: 'Controller hot loop',
  explains: 'rate',
  judge(file) {
    const pressure = pressureOf(file);
    const hot = pressure === null ? null : hotObjects(file, pressure);
    return conclude({
      role: 'trigger',
      subject: hot === null || hot.objects.length === 0 ? (slowKey(file)?.key ?? subjectInFile(file)) : subjectOf(hot),
      share: hot === null ? null : hot.shareOfBytes,
      arguments: [
        ...(pressure === null || hot === null ? withoutRequests(file) : argumentsFor(file, pressure, hot)),
        ...fromSplit(file, hot),
      ],
      remedies: [
        `Find the writer${hot?.objects[0] === undefined ? '' : ` of ${hot.objects[0].key}`}: kubectl get it twice with -o yaml --show-managed-fields, and see which manager and which fields alternate; stop that controller until it is repaired (kubectl scale to 0; while etcd refuses writes only after the disarm).`,
        'Make the controller compare before it writes (skip updates without a change, use patch or server-side apply instead of update), and increase its retry interval.',
      ],
      ask: writersOf(file),
      atMost: unrefused(file),
    });
  },
};

/** Of many puts that took long most are of one key; null: of none. */
function slowKey(file: CaseFile): WriteShare | null {
  const slow = writesBy(file, 'slow-requests');
  const top = slow?.byObject.find(({ key }) => key !== '(other)' && !OTHERS.test(key));
  return slow === null || top === undefined || slow.count < ENOUGH_SLOW || top.share < file.thresholds.dominantShare
    ? null
    : top;
}
const ENOUGH_SLOW = 20;

/** A full database whose bytes are history of a few objects that exist: they were written over and over. */
function rewrittenInFile(file: CaseFile): { readonly split: FullStore; readonly keys: readonly TopKey[] } | null {
  const split = fullStore(file);
  if (split === null || split.history < file.thresholds.dominantShare) return null;
  const named = split.file.facts.topByBytes.filter(({ key, isDeleted }) => !isDeleted && !OTHERS.test(key));
  const [top] = named;
  if (top === undefined) return null;
  const keys = named.filter(({ key, revisions }) => parentOf(key) === parentOf(top.key) && revisions >= MANY_REVISIONS);
  const part = keys.reduce((sum, { bytes }) => sum + bytes, 0) / split.revisionBytes;
  return part < file.thresholds.dominantShare ? null : { split, keys };
}
/** Between two compactions an object of a healthy cluster has a few dozen. */
const MANY_REVISIONS = 100;

function subjectInFile(file: CaseFile): string | null {
  const keys = rewrittenInFile(file)?.keys ?? [];
  const [top] = keys;
  return top === undefined ? null : keys.length === 1 ? top.key : `${parentOf(top.key)}/*`;
}

function fromSplit(file: CaseFile, hot: Hot | null): Argument[] {
  const found = rewrittenInFile(file);
  const [top] = found?.keys ?? [];
  if (found === null || top === undefined) return [];
  if (hot !== null && !found.keys.some(({ key }) => key === hot.busiest.key)) return [];
  const { split, keys } = found;
  const part = keys.reduce((sum, { bytes }) => sum + bytes, 0) / split.revisionBytes;
  const others = keys.length > 1 ? ` and ${keys.length - 1} similar objects` : '';
  const says = `${ofFile(split, split.file.facts.split.history)} is history of keys that exist: ${count(top.revisions)} revisions of ${top.key}${others} are ${percent(part)} of the bytes of all revisions (measured in the database)`;
  return [{ ...split.base, says, factor: besideWrites(file, 30) }];
}

function withoutRequests(file: CaseFile): Argument[] {
  const slow = writesBy(file, 'slow-requests');
  const top = slowKey(file);
  if (slow === null || top === null) return quietWrites(file);
  const evidence = slow.byWorkload.flatMap(({ exemplars }) => exemplars).filter(({ text }) => text.includes(top.key));
  const says = `${count(top.count)} of ${count(slow.count)} slow puts were of ${top.key} (only slow ones are logged)`;
  return [{ says, factor: 5, basis: 'slow apply lines', evidence }];
}

interface Hot {
  /** Most puts first. */
  readonly objects: readonly WriteShare[];
  readonly busiest: WriteShare;
  readonly shareOfPuts: number;
  readonly shareOfBytes: number | null;
}

/** The objects of one parent that were each written more than once a second; null: too few puts to show. */
function hotObjects(file: CaseFile, pressure: Pressure): Hot | null {
  const named = file.writes.byObject.filter((share) => share.key !== '(other)' && !OTHERS.test(share.key));
  const [busiest] = [...named].sort((a, b) => b.duringPressure.count - a.duringPressure.count);
  if (busiest === undefined || file.writes.count < file.thresholds.enoughPuts) return null;
  const seconds = secondsOf(pressure);
  const parent = parentOf(busiest.key);
  const objects = named
    .filter(
      ({ key, duringPressure: { count: puts } }) =>
        parentOf(key) === parent && puts >= ENOUGH_WRITES && puts / seconds > file.thresholds.hotWritesPerSecond,
    )
    .sort((a, b) => b.duringPressure.count - a.duringPressure.count);
  const counted = objects.length > 0 ? objects : [busiest];
  const knowsBytes = counted.every((share) => share.duringPressure.shareOfBytes !== null);
  return {
    objects,
    busiest,
    shareOfPuts: counted.reduce((sum, share) => sum + share.duringPressure.share, 0),
    shareOfBytes: knowsBytes ? counted.reduce((sum, share) => sum + (share.duringPressure.shareOfBytes ?? 0), 0) : null,
  };
}

/** In a stretch of a second or two any new object has a few writes. */
const ENOUGH_WRITES = 10;

const parentOf = (key: string): string => key.split('/').slice(0, -1).join('/');

/** One object by its key; several by the workload that all of them are of, else by where they are. */
function subjectOf({ objects }: Hot): string {
  const [first] = objects;
  if (first === undefined || objects.length === 1) return first?.key ?? '';
  const owners = new Set(objects.map(({ key }) => ownerOf(key)));
  return owners.size === 1 ? ownerOf(first.key) : `${parentOf(first.key)}/*`;
}

function ownerOf(key: string): string {
  const { resource, namespace, name, kubernetes } = parseEtcdKey(key);
  return workloadOf(resource, namespace, name, kubernetes);
}

function argumentsFor(file: CaseFile, pressure: Pressure, hot: Hot): Argument[] {
  const { busiest, objects } = hot;
  const seconds = secondsOf(pressure);
  const perSecond = busiest.duringPressure.count / seconds;
  const evidence = linesOfKey(file, busiest.key);
  const base = { basis: 'request lines' as const, evidence };
  if (objects.length === 0) {
    const says = `no object was written more than ${timesASecond(file)}: the busiest, ${busiest.key}, ${rate(perSecond)} times`;
    return [{ ...base, says, factor: 1 / 20 }];
  }
  const part = Math.min(partOfLoop(file, hot), hot.shareOfBytes ?? 1);
  const bytes = hot.shareOfBytes === null ? '' : ` and ${percent(hot.shareOfBytes)} of the bytes`;
  const others = objects.length > 1 ? ` (and ${objects.length - 1} similar objects)` : '';
  const says = `${busiest.key} was written ${count(busiest.duringPressure.count)} times since ${clock(pressure.from)}, ${rate(perSecond)} per second${others}: ${percent(hot.shareOfPuts)} of the writes${bytes} (${basisOfCounts(file)})`;
  return [
    { ...base, says, factor: weightOfShare(part, file.thresholds.dominantShare) },
    ...growth(file, pressure, busiest),
    ...conflicts(file, evidence),
    ...takingTurns(file, busiest.key),
    ...withoutHarm(file),
  ];
}

/** What a controller writes beside the object, for the same workload, is part of the loop where the object leads it. */
function partOfLoop(file: CaseFile, { busiest, shareOfPuts }: Hot): number {
  const name = busiest.key.split('/').at(-1) ?? '';
  const workload = file.writes.byWorkload.find(({ key }) => key.endsWith(`/${name}`));
  const whole = workload?.duringPressure.share ?? 0;
  return shareOfPuts >= LEADS * whole ? Math.max(whole, shareOfPuts) : shareOfPuts;
}

function growth(file: CaseFile, pressure: Pressure, busiest: WriteShare): Argument[] {
  const { start } = file.writes;
  if (file.onsets.writePressure === null || start === null) return [];
  const time = (pressure.from - start) / 1_000_000;
  const before = busiest.countBeforeOnset === null || time <= 0 ? null : busiest.countBeforeOnset / time;
  const during = busiest.duringPressure.count / secondsOf(pressure);
  const base = { basis: 'request lines' as const, evidence: pressure.evidence };
  if (before !== null && during < 1.5 * before)
    return [
      { ...base, says: `it was written as often before the increase (${rate(before)} per second)`, factor: 1 / 5 },
    ];
  return [{ ...base, says: 'the total writes increased with it', factor: 3 }];
}

/** Two writers of one object, each with a good part of its updates: they undo each other's. */
function takingTurns(file: CaseFile, key: string): Argument[] {
  const object = file.apiWrites?.objects.find(({ resource, namespace, name }) =>
    key.endsWith(`/${[resource, ...(namespace === null ? [] : [namespace]), name].join('/')}`),
  );
  if (object === undefined) return [];
  const equals = object.writers.filter((one) => one.updates >= EQUAL * object.updates);
  const [first, second] = equals;
  const base = { basis: 'audit lines' as const, evidence: [object.exemplar] };
  if (first === undefined) return [];
  if (second === undefined)
    return [
      { ...base, says: `the audit log has ${count(first.updates)} of its updates by ${first.writer}`, factor: 2 },
    ];
  const says = `the audit log has updates of it by ${first.writer} (${count(first.updates)}) and ${second.writer} (${count(second.updates)}), which overwrite each other`;
  return [{ ...base, says, factor: 5 }];
}

function conflicts(file: CaseFile, evidence: Argument['evidence']): Argument[] {
  const { conflicts: failed, count: puts } = file.writes;
  if (failed === null || failed < file.thresholds.conflictShare * (puts + failed)) return [];
  const says = `${percent(failed / (puts + failed))} of all writes failed their compare, which happens when two clients write one object`;
  return [{ says, factor: 3, basis: 'request lines', evidence }];
}

const timesASecond = ({ thresholds }: CaseFile): string =>
  thresholds.hotWritesPerSecond === 1 ? 'once per second' : `${rate(thresholds.hotWritesPerSecond)} times per second`;
