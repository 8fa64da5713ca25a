import { hasKernel, type Kernel } from '../accelerated/kernel.js';
import { ShapeKeeper } from '../accelerated/line-shape.js';
import type { Shard, ShardHooks } from './shard.js';

/** Dialects whose requests the kernel knows. */
const QUICK: ReadonlySet<string> = new Set(['request-log', 'etcd-zap', 'etcd-capnslog', 'kube-audit']);

/** Whether the shard's lines are such as the kernel knows: it makes no rows, and knows of no limits of time. */
export const isForKernel = (shard: Shard, hooks: ShardHooks): boolean =>
  shard.mode === 'bulk' &&
  shard.hints.some((hint) => QUICK.has(hint)) &&
  shard.since === null &&
  shard.until === null &&
  hooks.rows === undefined &&
  hooks.onOpen === undefined;

/**
 * null: plain request lines. Where clocks change, stamps without a zone mean what their order shows: a reader has to see
 * each.
 */
export const shapesOf = ({ hints, clock }: Shard, kernel: Kernel): ShapeKeeper | null =>
  hints.includes('request-log')
    ? null
    : new ShapeKeeper(kernel, 'minutes' in clock.zone ? clock.zone.minutes * 60 : null);

/** Whether a kernel will read most of the shard. */
export const isQuick = (shard: Shard): boolean => isForKernel(shard, {}) && hasKernel();

/**
 * Whether the shard is folded into the tally of all that is before it, if its turn has come when it is read: that saves
 * merging. What it ends in must not depend on that, so one that comes to a limit before its turn is read again. All
 * others are folded by themselves, and pass limits by themselves.
 */
export const isFoldedInTurn = (shard: Shard): boolean =>
  isQuick(shard) && (shard.range !== null || shard.isSmall === true);
