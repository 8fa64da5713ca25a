import { everyday, podStorm } from '../../../simulator/workloads.js';
import { simulated } from './scene.js';

const FULL = ['member-log', 'events', 'status', 'config'] as const;

/** Slow or leaderless, with room in the file. */
export const LATENCY = [
  simulated({
    name: 'slow-disk-of-the-leader',
    seed: 41,
    version: '3.5.21',
    quotaMiB: 2048,
    oldLiveMiB: 120,
    recording: { to: 30, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(30), 2);
      world.cluster.faults.push({
        kind: 'disk',
        member: 0,
        from: world.minute(14),
        to: world.minute(22),
        ms: 900,
        chance: 0.7,
      });
      return { triggers: ['slow-disk'] };
    },
  }),
  simulated({
    name: 'slow-disk-3.4-old-text',
    seed: 42,
    version: '3.4.23',
    logger: 'capnslog',
    quotaMiB: 2048,
    oldLiveMiB: 80,
    recording: { to: 30, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(30), 2);
      world.cluster.faults.push({
        kind: 'disk',
        member: null,
        from: world.minute(12),
        to: world.minute(19),
        ms: 1400,
        chance: 0.5,
      });
      return { triggers: ['slow-disk'] };
    },
  }),
  simulated({
    name: 'leader-cut-off-again-and-again',
    seed: 43,
    version: '3.5.9',
    quotaMiB: 2048,
    oldLiveMiB: 80,
    recording: { to: 34, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(34));
      for (const minute of [12, 14, 16, 18, 20, 22])
        world.agenda.at(world.minute(minute), (time) => {
          const { leader } = world.cluster;
          if (leader !== null) world.cluster.cut(time, leader, 40_000);
        });
      return {
        triggers: ['network-partition', 'leader-flapping'],
        also: ['network-partition', 'leader-flapping'],
        arguable: ['quorum-loss'],
      };
    },
  }),
  simulated({
    name: 'one-member-cut-off',
    seed: 44,
    version: '3.4.30',
    quotaMiB: 2048,
    oldLiveMiB: 80,
    recording: { to: 34, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(34));
      world.agenda.at(world.minute(12), (time) => {
        const [, , third] = world.cluster.members;
        if (third !== undefined) world.cluster.cut(time, third, 9 * 60_000);
      });
      return { triggers: ['network-partition'], also: [], arguable: ['lagging-member'] };
    },
  }),
  simulated({
    name: 'disk-makes-leaders-change',
    seed: 45,
    version: '3.5.21',
    quotaMiB: 2048,
    oldLiveMiB: 80,
    recording: { to: 34, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(34), 2);
      world.cluster.faults.push({
        kind: 'disk',
        member: null,
        from: world.minute(12),
        to: world.minute(24),
        ms: 1300,
        chance: 0.6,
      });
      for (const minute of [13, 15, 17, 19, 21, 23])
        world.agenda.at(world.minute(minute), (time) => world.cluster.electAfter(time, 1800));
      return {
        triggers: ['slow-disk', 'leader-flapping'],
        also: ['slow-disk', 'leader-flapping'],
        arguable: ['event-ttl-renewal'],
      };
    },
  }),
  simulated({
    name: 'defragmented-all-at-once',
    seed: 46,
    version: '3.5.21',
    quotaMiB: 8192,
    oldLiveMiB: 900,
    oldFreeMiB: 1800,
    recording: { to: 30, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      everyday(world, world.start + 3000, world.minute(30), 3);
      for (const member of world.cluster.members)
        world.agenda.at(world.minute(15) + member.index * 400, (time) => world.cluster.defragment(time, member));
      return { triggers: ['blocking-defrag'] };
    },
  }),
  simulated({
    name: 'storm-and-slow-disk',
    seed: 47,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 2005,
    recording: { to: 22, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(22));
      podStorm(world, {
        namespace: 'payments',
        workload: 'biller',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 24,
        recreated: true,
      });
      world.cluster.faults.push({
        kind: 'disk',
        member: 0,
        from: world.minute(9),
        to: world.minute(22),
        ms: 700,
        chance: 0.4,
      });
      return {
        triggers: ['pod-restart-storm'],
        also: ['slow-disk', 'compaction-disabled'],
        writePressure: world.minute(12),
      };
    },
  }),
];
