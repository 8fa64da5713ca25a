import type { CaseFile, EventGroup, Rule } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { EpochMicros } from '../../model/units.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { nodeConditions } from '../queries/open-questions.js';
import { burstsOf } from '../queries/event-bursts.js';
import { clock, count, counted } from '../queries/phrases.js';

const NOT_READY: ReadonlySet<string> = new Set(['NodeNotReady', 'NodeControllerEviction']);
const THROWN_OUT: ReadonlySet<string> = new Set([
  'TaintManagerEviction',
  'NodeControllerEviction',
  'DeletingAllPods',
  'MarkedForDeletion',
]);
/** Node leases end 40 s after the last renewal that got through; what comes earlier has another reason. */
const GRACE = 40 * 1_000_000;

/**
 * etcd refuses writes, nodes cannot renew their leases, the control plane takes them for dead, and pods are thrown out
 * that ran well. It follows the trouble; NotReady that comes before it is another hypothesis.
 */
export const notReadyCascade: Rule = {
  id: 'not-ready-cascade',
  title: 'Node NotReady and eviction cascade',
  explains: 'other',
  judge(file) {
    const nodes = notReady(file);
    return conclude({
      role: 'consequence',
      subject: nodes.size === 0 ? null : `${count(nodes.size)} nodes`,
      share: null,
      arguments: argumentsFor(file, nodes),
      remedies: [
        'Restore etcd first. Nodes then renew their leases, and pods that are only marked for eviction can stay (tolerationSeconds).',
        'Prevent a mass eviction: keep --unhealthy-zone-threshold and --secondary-node-eviction-rate of the controller manager at their defaults or lower, and use PodDisruptionBudgets for important workloads.',
      ],
      ask: nodeConditions(file),
    });
  },
};

/** When etcd's trouble began that can keep a node from renewing its lease; null: none is seen. */
function troubleOf(file: CaseFile): { readonly time: EpochMicros; readonly lines: readonly Exemplar[] } | null {
  const points = [file.onsets.spaceExceeded, file.onsets.leaderLoss].flatMap((point) =>
    point === null ? [] : [{ time: point.time, lines: point.evidence }],
  );
  const timeouts = burstsOf(file, 'request-timeout', 'lease-lost').flatMap(({ start, first, count: many }) =>
    start === null || many < 3 ? [] : [{ time: start, lines: [first] }],
  );
  return [...points, ...timeouts].sort((a, b) => a.time - b.time)[0] ?? null;
}

const startOf = (group: EventGroup): EpochMicros | null => group.first ?? group.lastEarliest ?? group.last;

/** The nodes that events call NotReady, with the first moment of each. */
function notReady(
  file: CaseFile,
): Map<string, { readonly time: EpochMicros | null; readonly line: Exemplar; readonly objects: number }> {
  const nodes = new Map<string, { time: EpochMicros | null; line: Exemplar; objects: number }>();
  for (const group of file.events) {
    if (!NOT_READY.has(group.reason)) continue;
    const name = group.objectKind === 'Node' ? group.workload : (group.record.name ?? group.workload);
    const time = startOf(group);
    const held = nodes.get(name);
    if (held === undefined || (time ?? Infinity) < (held.time ?? Infinity))
      nodes.set(name, { time, line: group.exemplar, objects: group.objects });
  }
  return nodes;
}

function argumentsFor(file: CaseFile, nodes: ReturnType<typeof notReady>): Argument[] {
  const basis = 'events' as const;
  const all = [...nodes.values()];
  if (all.length === 0) return none(file);
  const trouble = troubleOf(file);
  const lines = all.map((one) => one.line);
  if (trouble === null) return [];
  const before = all.filter(({ time }) => time !== null && time < trouble.time);
  if (before.length > all.length / 2)
    return [
      {
        says: `nodes were NotReady before the trouble in etcd began (${clock(trouble.time)}): they may be the cause, not the consequence`,
        factor: 1 / 20,
        basis,
        evidence: before.map((one) => one.line),
      },
    ];
  const after = all.filter(({ time }) => time !== null && time >= trouble.time);
  const late = after.filter(({ time }) => time !== null && time >= trouble.time + GRACE / 2);
  if (after.length === 0) return [];
  const many = after.length >= file.thresholds.notReadyNodes;
  const says = `${counted(after.length, 'node')} became NotReady after the trouble in etcd began at ${clock(trouble.time)}`;
  return [
    { says, factor: many ? (late.length > 0 ? 10 : 5) : 3, basis, evidence: [...lines, ...trouble.lines] },
    ...thrownOut(file, trouble.time),
    ...deletes(file, trouble.time),
  ];
}

function thrownOut(file: CaseFile, since: EpochMicros): Argument[] {
  const groups = file.events.filter((group) => THROWN_OUT.has(group.reason) && (startOf(group) ?? -Infinity) >= since);
  if (groups.length === 0) return [];
  const pods = groups.reduce((sum, group) => sum + group.objects, 0);
  return [
    {
      says: `${counted(pods, 'pod')} ${pods === 1 ? 'was' : 'were'} marked for eviction after that`,
      factor: 4,
      basis: 'client lines',
      evidence: groups.map((group) => group.exemplar),
    },
  ];
}

/** Deletes of pods in the minutes after writes were accepted again, against the minutes before the trouble. */
function deletes(file: CaseFile, since: EpochMicros): Argument[] {
  const { start, bucket, pairs } = file.writes;
  const back = file.onsets.recovery?.time ?? since;
  if (start === null || bucket <= 0) return [];
  const within = (from: number, to: number): number =>
    pairs
      .filter((pair) => pair.resource === 'pods')
      .reduce(
        (sum, pair) =>
          pair.cells.reduce((own, cell) => {
            const at = start + cell.bucket * bucket;
            return at >= from && at < to ? own + cell.deletes : own;
          }, sum),
        0,
      );
  const before = within(since - 10 * MINUTE, since);
  const after = within(back, back + 10 * MINUTE);
  const line = file.onsets.recovery?.evidence ?? [];
  if (after < 20 || after < 3 * Math.max(1, before) || line.length === 0) return [];
  const says = `${counted(after, 'delete')} of pods in the ten minutes after writes were accepted again, compared with ${count(before)} in the ten minutes before the trouble`;
  return [{ says, factor: 4, basis: 'request lines', evidence: line }];
}

/** A dump of that time in which no node is NotReady. */
function none(file: CaseFile): Argument[] {
  const trouble = troubleOf(file);
  const { events } = file.coverage;
  const after = file.events.filter((group) => (group.last ?? -Infinity) > (trouble?.time ?? Infinity) + GRACE);
  if (trouble === null || events === null || events.to < trouble.time + GRACE || after.length === 0) return [];
  const says = `no event of a NotReady node in an event dump that covers the time up to ${clock(events.to)}`;
  return [{ says, factor: 1 / 10, basis: 'events', evidence: after.slice(0, 3).map((group) => group.exemplar) }];
}
