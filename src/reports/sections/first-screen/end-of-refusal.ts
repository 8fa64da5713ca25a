import { clusterSeen } from '../../../model/advice/cluster-seen.js';
import type { CaseFile } from '../../../model/case-file.js';
import { refusals } from '../headline.js';
import type { View } from '../view.js';
import type { Step } from './present-state.js';
import { firstRemedies } from './remedies.js';

/** Causes whose remedies make room and disarm. */
const MAKES_ROOM: ReadonlySet<string> = new Set(['missing-defragmentation', 'compaction-blocked-by-nospace']);
/** Below this share of its quota a file has room, and a disarm alone ends the refusal. */
const ROOM = 0.95;

/**
 * What ends a refusal that continues at the end of the inputs, whatever its cause: it depends on the state of the cluster, and
 * no cause need be known. Null: writes are accepted, or a remedy says it.
 */
export function endOfRefusal({ report, file }: Pick<View, 'report' | 'file'>): string | null {
  const last = refusals(report).at(-1);
  if (last === undefined || last.recovery !== null) return null;
  const remedies = firstRemedies(report);
  if (remedies.some(({ of }) => MAKES_ROOM.has(of))) return null;
  if (remedies.some(({ of }) => of === 'alarm-left-armed') && !isFull(file)) return null;
  const { ctl } = clusterSeen(file);
  return `${cannotServe(report) ? 'Once etcd runs again, end the refusal:' : 'End the refusal:'} ${ctl} compact --physical=true REVISION (none newer than endpoint status shows), then ${ctl} defrag${report.members.length === 1 ? '' : ' one member at a time, the leader last'}, then ${ctl} alarm disarm. A file that stays at its quota needs a larger one (--quota-backend-bytes, up to 8 GiB) before the disarm.`;
}

/**
 * What to do now, in order. What ends a refusal comes first, but for a cluster that does not run: no command is answered
 * before it does.
 */
export function stepsNow(view: Pick<View, 'report' | 'file'>): readonly (Omit<Step, 'of'> & { of: string | null })[] {
  const end = endOfRefusal(view);
  const ends = end === null ? [] : [{ of: null, remedy: end }];
  // the steps that end it contain the disarm
  const remedies = firstRemedies(view.report).filter(({ of }) => end === null || of !== 'alarm-left-armed');
  return cannotServe(view.report) ? [...remedies, ...ends] : [...ends, ...remedies];
}

/** By the last size of some member, its file is still at its quota. */
function isFull({ sizes, space }: CaseFile): boolean {
  const members = new Set(sizes.map(({ member }) => member));
  return [...members].some((member) => {
    const own = sizes.filter((one) => one.member === member);
    const quota = own.findLast(({ quotaBytes }) => quotaBytes !== null)?.quotaBytes ?? space.quotaBytes?.value ?? null;
    const size = own.findLast(({ dbSizeBytes }) => dbSizeBytes !== null)?.dbSizeBytes ?? null;
    return quota !== null && size !== null && size >= ROOM * quota;
  });
}

/** Every member of which a log is at hand was down at its end: no command of etcdctl is answered. */
const cannotServe = ({ availability }: Pick<View['report'], 'availability'>): boolean =>
  availability.length > 0 && availability.every(({ intervals }) => intervals.at(-1)?.state === 'not-serving');
