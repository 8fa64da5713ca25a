import { accumulation, everyday, podStorm } from '../../../simulator/workloads.js';
import type { World } from '../../../simulator/world.js';
import { recover } from './recovery.js';
import { simulated } from './scene.js';

const FULL = ['member-log', 'events', 'status', 'config'] as const;
const storm = (world: World, from: number, to: number, perSecond = 24): number => {
  podStorm(world, {
    namespace: 'payments',
    workload: 'checkout-worker',
    from: world.minute(from),
    to: world.minute(to),
    perSecond,
    recreated: true,
  });
  return world.minute(from);
};

/** What kept the history, and what kept writes refused. */
export const RETENTION = [
  simulated({
    name: 'compacts-too-late-hourly',
    seed: 31,
    version: '3.5.21',
    quotaMiB: 80,
    retentionMs: 3_600_000,
    recording: { to: 85, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(85), 0.5);
      world.ownCompaction(world.minute(1), 3_600_000, '1h0m0s');
      return {
        triggers: ['pod-restart-storm'],
        also: ['compaction-too-late'],
        arguable: ['quota-too-low'],
        writePressure: storm(world, 70, 82, 28),
      };
    },
  }),
  simulated({
    name: 'compaction-stalled',
    seed: 32,
    version: '3.5.9',
    quotaMiB: 64,
    oldLiveMiB: 20,
    recording: { to: 60, with: ['member-log', 'status', 'config'] },
    play(world) {
      world.apiServerCompaction(world.minute(1), 300_000, world.minute(24));
      everyday(world, world.start + 3000, world.minute(60));
      podStorm(world, {
        namespace: 'shop',
        workload: 'web',
        from: world.start + 4000,
        to: world.minute(60),
        perSecond: 2.6,
        recreated: false,
      });
      return { triggers: ['compaction-stalled'], arguable: ['quota-too-low'] };
    },
  }),
  simulated({
    name: 'never-compacted-no-storm',
    seed: 33,
    version: '3.4.23',
    quotaMiB: 2048,
    oldHistoryMiB: 2034,
    recording: { to: 40, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(40), 2);
      return { triggers: ['compaction-disabled'] };
    },
  }),
  simulated({
    name: 'compacted-not-defragmented',
    seed: 34,
    version: '3.5.21',
    quotaMiB: 64,
    recording: { to: 32, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(32));
      const writePressure = storm(world, 12, 24);
      recover(world, 25, ['compact']);
      return {
        triggers: ['pod-restart-storm'],
        also: ['compaction-disabled', 'missing-defragmentation', 'alarm-left-armed'],
        arguable: ['quota-too-low'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'alarm-left-armed',
    seed: 35,
    version: '3.4.30',
    quotaMiB: 64,
    recording: { to: 34, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(34));
      const writePressure = storm(world, 12, 24);
      recover(world, 25, ['compact', 'defrag']);
      return {
        triggers: ['pod-restart-storm'],
        also: ['compaction-disabled', 'alarm-left-armed'],
        arguable: ['quota-too-low'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'storm-between-two-compactions',
    seed: 36,
    version: '3.5.9',
    quotaMiB: 54,
    recording: { to: 36, with: [...FULL, 'apiserver-log'] },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(36));
      const writePressure = storm(world, 16.5, 30, 34);
      return {
        triggers: ['pod-restart-storm'],
        also: ['compaction-too-late', 'compaction-blocked-by-nospace'],
        arguable: ['quota-too-low'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'live-data-at-default-quota',
    seed: 37,
    version: '3.5.21',
    quotaMiB: 2048,
    oldLiveMiB: 2036,
    recording: { to: 45, with: ['member-log', 'status', 'config'] },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(45), 2);
      accumulation(world, {
        namespace: 'apps',
        workload: 'app',
        from: world.start + 5000,
        to: world.minute(45),
        perSecond: 0.5,
        bytes: 14_000,
        resource: 'configmaps',
      });
      return {
        triggers: ['quota-too-low', 'object-accumulation'],
        also: ['object-accumulation', 'compaction-blocked-by-nospace'],
      };
    },
  }),
];
