import type { CaseFile, StatementSighting, EventGroup } from '../../model/case-file.js';
import type { StatementBody } from '../../model/record.js';
import type { EpochMicros } from '../../model/units.js';
import { MINUTE } from '../../model/units.js';
import { grouped } from './grouping.js';

/**
 * Reasons that a kubelet, a scheduler or a controller writes when pods are made, started, killed or fail. `BackOff`
 * also stands for image pulls; its message shows.
 */
const RESTART_REASONS: ReadonlySet<string> = new Set([
  'BackOff',
  'CrashLoopBackOff',
  'Created',
  'Started',
  'Killing',
  'Failed',
  'Pulled',
  'Scheduled',
  'SuccessfulCreate',
  'SuccessfulDelete',
  'SandboxChanged',
]);

/** Reasons of evictions by a node: the owner recreates the pods, and the node needs repair. */
const EVICTION_REASONS: ReadonlySet<string> = new Set([
  'Evicted',
  'EvictionThresholdMet',
  'TaintManagerEviction',
  'NodeHasDiskPressure',
  'NodeHasInsufficientMemory',
  'Preempted',
  'OutOfcpu',
  'OutOfmemory',
  'OutOfpods',
]);

export const isRestart = (group: EventGroup): boolean =>
  RESTART_REASONS.has(group.reason) && !group.message.startsWith('Back-off pulling image');

/** Reasons that a pod has only where something failed: a container that ended, a probe, a sandbox. */
const FAILURE_REASONS: ReadonlySet<string> = new Set([
  'BackOff',
  'CrashLoopBackOff',
  'Failed',
  'Killing',
  'SandboxChanged',
  'SuccessfulDelete',
]);

/** Events of failures, or of one pod that was started more than once. */
export const isFailure = (group: EventGroup): boolean =>
  isRestart(group) &&
  (FAILURE_REASONS.has(group.reason) ||
    (['Started', 'Created', 'Pulled'].includes(group.reason) && group.count >= 3 * Math.max(1, group.objects)));

/** Reasons that a node has where it throws pods out, or is about to (its conditions as events). */
const NODE_REASONS: ReadonlySet<string> = new Set([
  'NodeNotReady',
  'NodeHasDiskPressure',
  'NodeHasInsufficientMemory',
  'NodeHasInsufficientPID',
  'EvictionThresholdMet',
  'FreeDiskSpaceFailed',
  'ImageGCFailed',
]);

export const isNodeTrouble = (group: EventGroup): boolean => NODE_REASONS.has(group.reason);

export const isEviction = (group: EventGroup): boolean => EVICTION_REASONS.has(group.reason);

/** The workload whose pods most events speak of, with its share among all events of the same manner. */
export interface EventLead {
  readonly workload: string;
  readonly groups: readonly EventGroup[];
  readonly count: number;
  readonly objects: number;
  readonly share: number;
}

/** The lead in events that pass a test and reach into the time until `to`; null: no such events. */
export function eventLead(
  file: CaseFile,
  test: (group: EventGroup) => boolean,
  to: EpochMicros | null,
  key: (group: EventGroup) => string = ({ workload }) => workload,
): EventLead | null {
  const groups = file.events.filter(
    (group) => test(group) && (to === null || (group.first ?? group.last ?? to) <= to + MINUTE),
  );
  const byWorkload = grouped(groups, key);
  const total = sum(groups);
  const leads = [...byWorkload].map(([workload, own]) => ({
    workload,
    groups: [...own].sort((a, b) => b.count - a.count),
    count: sum(own),
    objects: objectsOf(own),
    share: total === 0 ? 0 : sum(own) / total,
  }));
  return leads.reduce<EventLead | null>((best, lead) => (best === null || lead.count > best.count ? lead : best), null);
}

/** Different objects: those of one workload are in each of its groups. */
function objectsOf(groups: readonly EventGroup[]): number {
  const most = new Map<string, number>();
  for (const { workload, objects } of groups) most.set(workload, Math.max(most.get(workload) ?? 0, objects));
  return [...most.values()].reduce((all, one) => all + one, 0);
}

const sum = (groups: readonly EventGroup[]): number => groups.reduce((all, group) => all + group.count, 0);

/** The claims of one sort, with their sightings. */
export function statementsOf<What extends StatementBody['what']>(
  file: CaseFile,
  what: What,
): StatementSighting<Extract<StatementBody, { what: What }>>[] {
  return file.claims.filter(
    (sighting): sighting is StatementSighting<Extract<StatementBody, { what: What }>> => sighting.claim.what === what,
  );
}
