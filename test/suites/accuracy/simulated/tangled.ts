import { everyday, eventFlood, podStorm } from '../../../simulator/workloads.js';
import { simulated } from './scene.js';

const FULL = ['member-log', 'events', 'status', 'config'] as const;

/** Confounders, wrong clocks, and inputs that are missing from the start. */
export const TANGLED = [
  simulated({
    name: 'two-storms-at-once',
    seed: 61,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 2000,
    recording: { to: 22, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(22));
      podStorm(world, {
        namespace: 'payments',
        workload: 'checkout-worker',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 16,
        recreated: true,
      });
      eventFlood(world, {
        namespace: 'logging',
        workload: 'fluentd',
        from: world.minute(12.5),
        to: world.minute(21),
        perSecond: 22,
      });
      return {
        triggers: ['pod-restart-storm', 'event-flood'],
        also: ['pod-restart-storm', 'event-flood', 'compaction-disabled'],
        writePressure: world.minute(12),
      };
    },
  }),
  simulated({
    name: 'retries-after-the-refusal',
    seed: 62,
    version: '3.4.23',
    quotaMiB: 2048,
    oldHistoryMiB: 2035,
    recording: { to: 40, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(40), 2);
      const hammer = (time: number): void => {
        if (world.cluster.armedBy !== null)
          world.put(time, `/registry/leases/operators/op-${world.random.int(1, 20)}`, 520, {
            user: 'system:serviceaccount:operators:op',
            agent: 'op/v1',
          });
      };
      world.stream(world.minute(5), world.minute(40), 30, hammer);
      return { triggers: ['compaction-disabled'], also: ['retry-storm-after-refusal'] };
    },
  }),
  simulated({
    name: 'storm-with-retries',
    seed: 63,
    version: '3.5.9',
    quotaMiB: 56,
    recording: { to: 19, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(22));
      podStorm(world, {
        namespace: 'payments',
        workload: 'checkout-worker',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 26,
        recreated: false,
      });
      world.stream(world.minute(5), world.minute(22), 50, (time) => {
        if (world.cluster.armedBy !== null)
          world.put(time, `/registry/leases/operators/op-${world.random.int(1, 20)}`, 520, {
            user: 'system:serviceaccount:operators:op',
            agent: 'op/v1',
          });
      });
      return {
        triggers: ['pod-restart-storm'],
        also: ['retry-storm-after-refusal', 'compaction-disabled'],
        arguable: ['quota-too-low'],
        writePressure: world.minute(12),
      };
    },
  }),
  simulated({
    name: 'leader-restarted-in-the-storm',
    seed: 64,
    version: '3.4.23',
    quotaMiB: 60,
    wrapping: 'journal',
    recording: { to: 22, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(22));
      podStorm(world, {
        namespace: 'payments',
        workload: 'checkout-worker',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 24,
        recreated: true,
      });
      world.agenda.at(world.minute(15), (time) => {
        const { leader } = world.cluster;
        if (leader !== null) world.cluster.restart(time, leader, 5000);
      });
      return {
        triggers: ['pod-restart-storm'],
        also: ['compaction-disabled'],
        arguable: ['quota-too-low'],
        writePressure: world.minute(12),
      };
    },
  }),
  simulated({
    name: 'clocks-wrong-in-the-storm',
    seed: 65,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 2005,
    clocksAheadMs: [0, 95_000, -41_000],
    recording: { to: 22, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(22));
      podStorm(world, {
        namespace: 'payments',
        workload: 'checkout-worker',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 24,
        recreated: true,
      });
      // moments are told as they were written, and the series lays three clocks over each other
      return {
        triggers: ['pod-restart-storm'],
        also: ['compaction-disabled'],
        arguable: ['clock-skew'],
        refusalIsUnseen: true,
      };
    },
  }),
  simulated({
    name: 'clocks-a-little-wrong-in-the-storm',
    seed: 71,
    version: '3.4.23',
    quotaMiB: 2048,
    oldHistoryMiB: 2005,
    clocksAheadMs: [0, 700, -600],
    recording: { to: 24, with: FULL },
    play(world) {
      everyday(world, world.start + 3000, world.minute(21));
      podStorm(world, {
        namespace: 'payments',
        workload: 'mailer',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 20,
        recreated: false,
      });
      return {
        triggers: ['pod-restart-storm'],
        also: ['compaction-disabled'],
        arguable: ['clock-skew'],
        writePressure: world.minute(12),
      };
    },
  }),
  simulated({
    name: 'info-level-and-events',
    seed: 66,
    version: '3.5.9',
    quotaMiB: 56,
    level: 'info',
    recording: { to: 22, with: ['member-log', 'events', 'status'] },
    play(world) {
      everyday(world, world.start + 3000, world.minute(22));
      podStorm(world, {
        namespace: 'payments',
        workload: 'checkout-worker',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 24,
        recreated: true,
      });
      return {
        triggers: ['pod-restart-storm', 'compaction-disabled'],
        also: ['pod-restart-storm', 'compaction-disabled'],
        arguable: ['quota-too-low'],
      };
    },
  }),
  simulated({
    name: 'info-level-alone',
    seed: 67,
    version: '3.4.30',
    quotaMiB: 56,
    level: 'info',
    recording: { to: 22, with: ['member-log'] },
    play(world) {
      everyday(world, world.start + 3000, world.minute(22));
      podStorm(world, {
        namespace: 'payments',
        workload: 'checkout-worker',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 24,
        recreated: true,
      });
      // who wrote is nowhere to be seen
      return { triggers: ['compaction-disabled'], also: ['pod-restart-storm'], arguable: ['quota-too-low'] };
    },
  }),
  simulated({
    name: 'request-log-and-events-alone',
    seed: 68,
    version: '3.5.21',
    quotaMiB: 56,
    recording: { to: 22, with: ['requests', 'events'] },
    play(world) {
      everyday(world, world.start + 3000, world.minute(22));
      podStorm(world, {
        namespace: 'payments',
        workload: 'checkout-worker',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 24,
        recreated: true,
      });
      return {
        triggers: ['pod-restart-storm'],
        also: ['compaction-disabled'],
        arguable: ['quota-too-low'],
        refusalIsUnseen: true,
      };
    },
  }),
  simulated({
    name: 'one-member-of-three',
    seed: 69,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 2005,
    recording: { to: 22, with: ['member-log', 'events', 'config'], members: [1] },
    play(world) {
      everyday(world, world.start + 3000, world.minute(22));
      podStorm(world, {
        namespace: 'payments',
        workload: 'checkout-worker',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 24,
        recreated: true,
      });
      return { triggers: ['pod-restart-storm'], also: ['compaction-disabled'], writePressure: world.minute(12) };
    },
  }),
  simulated({
    name: 'no-start-lines',
    seed: 70,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 2005,
    midway: true,
    recording: { from: 2, to: 22, with: ['member-log', 'events', 'status'] },
    play(world) {
      everyday(world, world.start, world.minute(22));
      podStorm(world, {
        namespace: 'search',
        workload: 'crawler',
        from: world.minute(12),
        to: world.minute(21),
        perSecond: 24,
        recreated: true,
      });
      return { triggers: ['pod-restart-storm'], also: ['compaction-disabled'], writePressure: world.minute(12) };
    },
  }),
];
