import { everyday, podStorm, rollout } from '../../../simulator/workloads.js';
import { simulated } from './scene.js';

const FULL = ['member-log', 'events', 'status', 'config'] as const;

/** Nothing is wrong, however it may look. */
export const INNOCENT = [
  simulated({
    name: 'healthy-3.5',
    seed: 51,
    version: '3.5.21',
    quotaMiB: 2048,
    oldLiveMiB: 150,
    recording: { to: 32, with: [...FULL, 'audit', 'apiserver-log'] },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(32), 2);
      return { triggers: [] };
    },
  }),
  simulated({
    name: 'healthy-3.4-old-text',
    seed: 52,
    version: '3.4.13',
    logger: 'capnslog',
    quotaMiB: 2048,
    oldLiveMiB: 60,
    zoneMinutes: -180,
    recording: { to: 32, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(2));
      everyday(world, world.start + 3000, world.minute(32));
      return { triggers: [] };
    },
  }),
  simulated({
    name: 'healthy-3.6-info',
    seed: 53,
    version: '3.6.5',
    quotaMiB: 8192,
    oldLiveMiB: 400,
    level: 'info',
    recording: { to: 40, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(40));
      return { triggers: [] };
    },
  }),
  simulated({
    name: 'storm-held-by-compaction',
    seed: 54,
    version: '3.5.21',
    quotaMiB: 2048,
    oldLiveMiB: 100,
    recording: { to: 40, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(40));
      podStorm(world, {
        namespace: 'payments',
        workload: 'checkout-worker',
        from: world.minute(14),
        to: world.minute(32),
        perSecond: 12,
        recreated: true,
      });
      return { triggers: [], writePressure: world.minute(14) };
    },
  }),
  simulated({
    name: 'rollout',
    seed: 55,
    version: '3.5.9',
    quotaMiB: 2048,
    oldLiveMiB: 100,
    recording: { to: 32, with: [...FULL, 'audit'] },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(32));
      rollout(world, {
        namespace: 'shop',
        workload: 'storefront',
        from: world.minute(15),
        to: world.minute(18),
        perSecond: 0,
        replicas: 240,
      });
      return { triggers: [] };
    },
  }),
  simulated({
    name: 'rolling-restart',
    seed: 56,
    version: '3.5.21',
    quotaMiB: 4096,
    oldLiveMiB: 100,
    wrapping: 'journal',
    recording: { to: 32, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(32));
      for (const member of [...world.cluster.members].reverse())
        world.agenda.at(world.minute(24 - 3 * member.index), (time) => world.cluster.restart(time, member, 4000));
      return { triggers: [] };
    },
  }),
  simulated({
    name: 'clocks-apart',
    seed: 57,
    version: '3.4.30',
    quotaMiB: 2048,
    oldLiveMiB: 100,
    clocksAheadMs: [0, 4200, -2600],
    recording: { to: 32, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(32));
      return { triggers: [], also: [], arguable: ['clock-skew'] };
    },
  }),
  simulated({
    name: 'backup-in-the-night',
    seed: 58,
    version: '3.5.21',
    quotaMiB: 2048,
    oldLiveMiB: 300,
    recording: { to: 32, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(32));
      world.agenda.at(world.minute(16), (time) => {
        const second = world.cluster.members[1];
        second?.voice.snapshotSent(time, time + 6000, second.pages.file);
      });
      return { triggers: [] };
    },
  }),
];
