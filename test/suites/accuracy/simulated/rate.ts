import {
  accumulation,
  bulkRewrite,
  eventFlood,
  evictions,
  everyday,
  foreignKeys,
  hotLoop,
  jobPile,
  largeSecrets,
  leaseChurn,
  podStorm,
} from '../../../simulator/workloads.js';
import type { World } from '../../../simulator/world.js';
import { recover } from './recovery.js';
import { simulated } from './scene.js';

const STORM = 12;
const UNTIL = 23;
const END = 24;
const FULL = ['member-log', 'events', 'status', 'config'] as const;

/** Everyday writes to the end, and a storm from the twelfth minute on, until somebody ends it. */
function during(world: World, storm: (from: number, to: number) => void): number {
  everyday(world, world.start + 3000, world.minute(END));
  storm(world.minute(STORM), world.minute(UNTIL));
  return world.minute(STORM);
}

const NOBODY_COMPACTS = ['compaction-disabled'];
/** Without the events of the evictions, repeatedly recreated pods are a restart storm. */
const MADE_ANEW = ['pod-restart-storm'];

/** A writer fills the file, and nothing compacts. */
export const RATE = [
  simulated({
    name: 'pod-storm-3.4-journal-recovered',
    seed: 1,
    version: '3.4.23',
    quotaMiB: 56,
    wrapping: 'journal',
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        podStorm(world, {
          namespace: 'payments',
          workload: 'checkout-worker',
          from,
          to: to,
          perSecond: 24,
          recreated: false,
        });
      });
      recover(world, 20, ['compact', 'defrag', 'disarm']);
      return {
        triggers: ['pod-restart-storm'],
        also: [...NOBODY_COMPACTS],
        arguable: ['quota-too-low'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'pod-storm-3.5-made-anew',
    seed: 2,
    version: '3.5.9',
    quotaMiB: 2048,
    oldHistoryMiB: 2006,
    recording: { to: END, with: [...FULL, 'audit'] },
    play(world) {
      const writePressure = during(world, (from, to) => {
        podStorm(world, { namespace: 'search', workload: 'indexer', from, to, perSecond: 22, recreated: true });
      });
      return { triggers: ['pod-restart-storm'], also: NOBODY_COMPACTS, writePressure };
    },
  }),
  simulated({
    name: 'pod-storm-3.6',
    seed: 3,
    version: '3.6.5',
    quotaMiB: 72,
    wrapping: 'cri',
    recording: { to: END, with: ['member-log', 'events-json', 'status'] },
    play(world) {
      const writePressure = during(world, (from, to) => {
        podStorm(world, {
          namespace: 'ml',
          workload: 'trainer',
          from,
          to,
          perSecond: 30,
          recreated: true,
          bytes: 9000,
        });
      });
      return {
        triggers: ['pod-restart-storm'],
        also: [...NOBODY_COMPACTS],
        arguable: ['quota-too-low'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'pod-storm-3.4-old-text-one-member',
    seed: 4,
    version: '3.4.13',
    logger: 'capnslog',
    members: 1,
    zoneMinutes: 480,
    quotaMiB: 48,
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        podStorm(world, { namespace: 'payments', workload: 'ledger', from, to, perSecond: 18, recreated: false });
      });
      return {
        triggers: ['pod-restart-storm'],
        also: [...NOBODY_COMPACTS],
        arguable: ['quota-too-low'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'pod-storm-sampled',
    seed: 5,
    version: '3.5.21',
    members: 1,
    quotaMiB: 160,
    recording: { to: 17, with: ['member-log', 'events', 'status'] },
    play(world) {
      everyday(world, world.start + 3000, world.minute(17));
      podStorm(world, {
        namespace: 'batch',
        workload: 'cruncher',
        from: world.minute(12),
        to: world.minute(16),
        perSecond: 150,
        recreated: true,
        bytes: 8000,
        replicas: 80,
      });
      return {
        triggers: ['pod-restart-storm'],
        also: [...NOBODY_COMPACTS],
        arguable: ['quota-too-low'],
        writePressure: world.minute(12),
      };
    },
  }),
  simulated({
    name: 'pod-storm-3.7',
    seed: 6,
    version: '3.7.1',
    quotaMiB: 2048,
    oldHistoryMiB: 2004,
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        podStorm(world, {
          namespace: 'edge',
          workload: 'gateway',
          from,
          to,
          perSecond: 25,
          recreated: false,
          replicas: 40,
        });
      });
      return { triggers: ['pod-restart-storm'], also: NOBODY_COMPACTS, writePressure };
    },
  }),
  simulated({
    name: 'event-flood-3.5',
    seed: 7,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 2028,
    recording: { to: END, with: ['member-log', 'events-json', 'status', 'config'] },
    play(world) {
      const writePressure = during(world, (from, to) => {
        eventFlood(world, { namespace: 'logging', workload: 'fluentd', from, to, perSecond: 32 });
      });
      return { triggers: ['event-flood'], also: NOBODY_COMPACTS, writePressure };
    },
  }),
  simulated({
    name: 'event-flood-3.4-old-text',
    seed: 8,
    version: '3.4.13',
    logger: 'capnslog',
    quotaMiB: 18,
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        eventFlood(world, { namespace: 'monitoring', workload: 'node-exporter', from, to, perSecond: 26 });
      });
      recover(world, 21, ['compact', 'defrag', 'disarm']);
      return { triggers: ['event-flood'], also: [...NOBODY_COMPACTS], arguable: ['quota-too-low'], writePressure };
    },
  }),
  simulated({
    name: 'event-flood-3.6-repeats',
    seed: 9,
    version: '3.6.5',
    quotaMiB: 2048,
    oldHistoryMiB: 2030,
    recording: { to: END, with: ['member-log', 'events-json', 'status'] },
    play(world) {
      const writePressure = during(world, (from, to) => {
        eventFlood(world, { namespace: 'logging', workload: 'vector', from, to, perSecond: 40, aggregated: true });
      });
      return { triggers: ['event-flood'], also: NOBODY_COMPACTS, writePressure };
    },
  }),
  simulated({
    name: 'job-pile-3.5',
    seed: 10,
    version: '3.5.9',
    quotaMiB: 2048,
    oldHistoryMiB: 2010,
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        jobPile(world, { namespace: 'reports', workload: 'nightly', from, to, perSecond: 20 });
      });
      return { triggers: ['job-pileup'], also: NOBODY_COMPACTS, arguable: ['object-accumulation'], writePressure };
    },
  }),
  simulated({
    name: 'hot-loop-audited',
    seed: 11,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 1995,
    recording: { to: END, with: [...FULL, 'audit'] },
    play(world) {
      const writePressure = during(world, (from, to) => {
        const key = '/registry/example.com/gateways/platform/public';
        hotLoop(world, {
          namespace: 'platform',
          workload: 'gateway-operator',
          from,
          to,
          perSecond: 11,
          bytes: 14_000,
          key,
        });
      });
      return {
        triggers: ['controller-hot-loop'],
        also: [...NOBODY_COMPACTS],
        arguable: ['no-op-writes'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'hot-loop-3.4-old-text',
    seed: 12,
    version: '3.4.23',
    logger: 'capnslog',
    quotaMiB: 100,
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        const key = '/registry/configmaps/platform/rendered';
        hotLoop(world, {
          namespace: 'platform',
          workload: 'renderer',
          from,
          to,
          perSecond: 9,
          bytes: 22_000,
          key,
          conflicts: 0.1,
        });
      });
      return {
        triggers: ['controller-hot-loop'],
        also: [...NOBODY_COMPACTS],
        arguable: ['quota-too-low', 'no-op-writes'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'lease-churn',
    seed: 13,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 2030,
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        leaseChurn(world, { namespace: 'operators', workload: 'operator', from, to, perSecond: 45 });
      });
      return { triggers: ['lease-churn'], also: NOBODY_COMPACTS, writePressure };
    },
  }),
  simulated({
    name: 'large-secrets-3.5',
    seed: 14,
    version: '3.5.9',
    quotaMiB: 2048,
    oldHistoryMiB: 1880,
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        largeSecrets(world, { namespace: 'shop', workload: 'storefront', from, to, perSecond: 0.6, bytes: 700_000 });
      });
      return { triggers: ['large-objects'], also: NOBODY_COMPACTS, writePressure };
    },
  }),
  simulated({
    name: 'large-secrets-3.4',
    seed: 15,
    version: '3.4.30',
    quotaMiB: 200,
    wrapping: 'journal',
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        largeSecrets(world, { namespace: 'crm', workload: 'portal', from, to, perSecond: 1.1, bytes: 480_000 });
      });
      return { triggers: ['large-objects'], also: [...NOBODY_COMPACTS], arguable: ['quota-too-low'], writePressure };
    },
  }),
  simulated({
    name: 'evictions-3.5',
    seed: 16,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 2006,
    recording: { to: END, with: FULL },
    play(world) {
      const writePressure = during(world, (from, to) => {
        evictions(world, { namespace: 'analytics', workload: 'spooler', from, to, perSecond: 24 });
      });
      return { triggers: ['evict-recreate-loop'], also: [...NOBODY_COMPACTS], arguable: [...MADE_ANEW], writePressure };
    },
  }),
  simulated({
    name: 'evictions-3.4',
    seed: 17,
    version: '3.4.23',
    quotaMiB: 2048,
    oldHistoryMiB: 2004,
    recording: { to: END, with: ['member-log', 'events-json', 'status', 'config'] },
    play(world) {
      const writePressure = during(world, (from, to) => {
        evictions(world, { namespace: 'video', workload: 'encoder', from, to, perSecond: 30, bytes: 6200 });
      });
      return { triggers: ['evict-recreate-loop'], also: [...NOBODY_COMPACTS], arguable: [...MADE_ANEW], writePressure };
    },
  }),
  simulated({
    name: 'foreign-keys',
    seed: 18,
    version: '3.5.9',
    quotaMiB: 128,
    recording: { to: END, with: ['member-log', 'status', 'config'] },
    play(world) {
      const writePressure = during(world, (from, to) => {
        foreignKeys(world, { namespace: '', workload: 'by-dev', from, to, perSecond: 20, bytes: 20_000 });
      });
      return {
        triggers: ['co-tenant'],
        also: [...NOBODY_COMPACTS, 'object-accumulation'],
        arguable: ['quota-too-low'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'bulk-rewrite',
    seed: 19,
    version: '3.5.21',
    quotaMiB: 2048,
    oldHistoryMiB: 1968,
    recording: { to: END, with: [...FULL, 'audit'] },
    play(world) {
      const writePressure = during(world, (from) => {
        bulkRewrite(world, {
          namespace: 'team',
          workload: 'token',
          from,
          to: from + 300_000,
          perSecond: 16,
          bytes: 7800,
          resource: 'secrets',
        });
      });
      return { triggers: ['bulk-rewrite'], also: NOBODY_COMPACTS, writePressure };
    },
  }),
  simulated({
    name: 'reports-pile-up',
    seed: 20,
    version: '3.5.21',
    quotaMiB: 84,
    recording: { to: END, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(2));
      const writePressure = during(world, (from, to) => {
        accumulation(world, {
          namespace: 'policy',
          workload: 'scan',
          from,
          to,
          perSecond: 18,
          bytes: 11_000,
          resource: 'wgpolicyk8s.io/policyreports',
        });
      });
      return {
        triggers: ['object-accumulation'],
        also: ['compaction-blocked-by-nospace'],
        arguable: ['quota-too-low'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'reports-pile-up-3.6',
    seed: 21,
    version: '3.6.5',
    quotaMiB: 90,
    recording: { to: END, with: ['member-log', 'status', 'config'] },
    play(world) {
      world.apiServerCompaction(world.minute(1));
      const writePressure = during(world, (from, to) => {
        accumulation(world, {
          namespace: 'security',
          workload: 'vuln',
          from,
          to,
          perSecond: 14,
          bytes: 17_000,
          resource: 'aquasecurity.github.io/vulnerabilityreports',
        });
      });
      return {
        triggers: ['object-accumulation'],
        also: ['compaction-blocked-by-nospace'],
        arguable: ['quota-too-low'],
        writePressure,
      };
    },
  }),
  simulated({
    name: 'job-pile-3.4-compacted',
    seed: 22,
    version: '3.4.30',
    quotaMiB: 44,
    recording: { to: END, with: FULL },
    play(world) {
      world.apiServerCompaction(world.minute(2));
      const writePressure = during(world, (from, to) => {
        jobPile(world, { namespace: 'etl', workload: 'import', from, to, perSecond: 24 });
      });
      return {
        triggers: ['job-pileup'],
        also: ['compaction-blocked-by-nospace'],
        arguable: ['quota-too-low', 'object-accumulation'],
        writePressure,
      };
    },
  }),
];
