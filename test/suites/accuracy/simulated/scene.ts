import type { ClusterOptions } from '../../../simulator/cluster.js';
import { Cluster } from '../../../simulator/cluster.js';
import { type RecordingOptions, record } from '../../../simulator/recording.js';
import { releaseOf } from '../../../simulator/release.js';
import { World } from '../../../simulator/world.js';
import type { IncidentMaker, Label, LabelledIncident } from '../incident.js';

const MIB = 1024 ** 2;
const ZONES: Readonly<Record<number, string>> = { 480: 'Asia/Shanghai', [-180]: 'America/Sao_Paulo' };

export interface Scene {
  readonly name: string;
  readonly seed: number;
  readonly version: string;
  readonly logger?: 'zap' | 'capnslog';
  readonly members?: number;
  readonly quotaMiB: number;
  /** Of etcd's own compactor; 0: off, as under Kubernetes. */
  readonly retentionMs?: number;
  readonly level?: 'debug' | 'info';
  readonly wrapping?: 'none' | 'journal' | 'cri';
  readonly zoneMinutes?: 0 | 480 | -180;
  readonly clocksAheadMs?: readonly number[];
  readonly oldLiveMiB?: number;
  readonly oldHistoryMiB?: number;
  readonly oldFreeMiB?: number;
  readonly statusEveryMs?: number;
  /** Members came up before the logs begin. */
  readonly midway?: boolean;
  readonly recording: RecordingOptions;
  /** Plans what happens; what the clusters can't know of it is the label. */
  readonly play: (world: World) => MetadataField;
}

interface MetadataField {
  readonly triggers: readonly string[];
  readonly also?: readonly string[];
  readonly arguable?: readonly string[];
  readonly writePressure?: number | null;
  /** No input shows the moment of the first refusal. */
  readonly refusalIsUnseen?: boolean;
}

/** A night that no calendar knows: any date does, as long as it is always the same. */
const START = Date.parse('2025-03-08T01:00:00Z');

/** Other numbers than those that the scenes were written with: `ACCURACY_SEED=1000`. */
const OTHER_SEEDS = Number(process.env['ACCURACY_SEED'] ?? 0);

export function simulated(scene: Scene): IncidentMaker {
  return { name: scene.name, make: () => make(scene) };
}

function make(scene: Scene): LabelledIncident {
  const { quotaMiB, members = 3, retentionMs = 0, recording } = scene;
  const options: ClusterOptions = {
    release: releaseOf(scene.version, scene.logger),
    members,
    settings: { quotaBytes: quotaMiB * MIB, compactionMode: 'periodic', retention: Cluster.retentionText(retentionMs) },
    log: { level: scene.level ?? 'debug', wrapping: scene.wrapping ?? 'none', zoneMinutes: scene.zoneMinutes ?? 0 },
    oldLiveBytes: (scene.oldLiveMiB ?? 6) * MIB,
    oldHistoryBytes: (scene.oldHistoryMiB ?? 0) * MIB,
    oldFreeBytes: (scene.oldFreeMiB ?? 0) * MIB,
    ...(scene.clocksAheadMs === undefined ? {} : { clocksAheadMs: scene.clocksAheadMs }),
  };
  const statusEveryMs = scene.statusEveryMs ?? 60_000;
  const world = new World({
    ...options,
    seed: scene.seed + OTHER_SEEDS,
    start: START + scene.seed * 3_600_000,
    statusEveryMs,
  });
  if (scene.midway !== true) world.cluster.boot(world.start);
  const told = scene.play(world);
  let space: Label['space'] = null;
  const seeRefusal = (time: number): void => {
    const { firstRefusal, armedBy } = world.cluster;
    if (firstRefusal === null || armedBy === null) world.agenda.at(time + 500, seeRefusal);
    else space = { quotaBytes: quotaMiB * MIB, dbSizeBytes: armedBy.pages.file };
  };
  world.agenda.at(world.start, seeRefusal);
  const inputs = record(world, recording);
  const zoneMinutes = scene.zoneMinutes ?? 0;
  return {
    name: scene.name,
    made: 'simulated',
    inputs: inputs.map(({ name, kind, text, member }) => ({ name, kind, member: member ?? null, read: () => text })),
    capturedAt: new Date(world.minute(recording.to)).toISOString(),
    timezone: zoneMinutes === 0 ? null : (ZONES[zoneMinutes] ?? null),
    label: {
      triggers: told.triggers,
      also: told.also ?? [],
      arguable: told.arguable ?? [],
      // planned for a moment, begun with the first write
      writePressure: told.writePressure == null ? null : (world.stormBeganAt ?? told.writePressure),
      spaceExceeded: told.refusalIsUnseen === true ? null : world.cluster.firstRefusal,
      shares: hasRequests(scene) ? sharesOf(world, recording) : null,
      space: told.refusalIsUnseen === true ? null : space,
    },
  };
}

/** All members' debug logs, or a request log. */
const hasRequests = ({ level = 'debug', recording }: Scene): boolean =>
  recording.with.includes('requests') ||
  (recording.with.includes('member-log') && level === 'debug' && recording.members === undefined);

function sharesOf(world: World, { from }: RecordingOptions): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  let all = 0;
  for (const { op, outcome, key, time } of world.cluster.ops) {
    if (op !== 'put' || outcome !== 'ok' || (from !== undefined && time < world.minute(from))) continue;
    const resource = resourceOf(key);
    counts.set(resource, (counts.get(resource) ?? 0) + 1);
    all += 1;
  }
  return new Map([...counts].map(([resource, count]) => [resource, count / all]));
}

/** `/registry/pods/shop/web` → `pods`; `/registry/example.com/reports/a/b` → `example.com/reports`. */
export function resourceOf(key: string): string {
  const [, root, first = '', second = ''] = key.split('/');
  if (!key.startsWith('/registry/') || root === undefined) return key.split('/').find((part) => part !== '') ?? key;
  return first.includes('.') || first === 'services' ? `${first}/${second}` : first;
}
