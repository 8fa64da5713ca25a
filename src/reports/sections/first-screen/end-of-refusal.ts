import { clusterSeen } from '../../../model/advice/cluster-seen.js';
import { refusals } from '../headline.js';
import type { View } from '../view.js';
import { firstRemedies } from './remedies.js';

/** Causes whose remedies are steps of the recovery themselves. */
const RECOVERY: ReadonlySet<string> = new Set([
  'missing-defragmentation',
  'alarm-left-armed',
  'compaction-blocked-by-nospace',
]);

/**
 * What ends a refusal that continues at the end of the inputs, whatever its cause: it depends on the state of the cluster, and
 * no cause need be known. Null: writes are accepted, or a remedy says it.
 */
export function endOfRefusal({ report, file }: Pick<View, 'report' | 'file'>): string | null {
  const last = refusals(report).at(-1);
  if (last === undefined || last.recovery !== null) return null;
  if (firstRemedies(report).some(({ of }) => RECOVERY.has(of))) return null;
  const { ctl } = clusterSeen(file);
  return `End the refusal: ${ctl} compact --physical=true REVISION (none newer than endpoint status shows), then ${ctl} defrag${report.members.length === 1 ? '' : ' one member at a time, the leader last'}, then ${ctl} alarm disarm.`;
}
