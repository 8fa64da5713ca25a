import { Agenda } from './agenda.js';
import { ApiRecords, type Client } from './api-records.js';
import { Cluster, type ClusterOptions, type Outcome } from './cluster.js';
import { type EventBurst, KubeEvents } from './kube-events.js';
import { Random } from './random.js';
import { statusLine, statusTable } from './status.js';

export interface WorldOptions extends ClusterOptions {
  readonly seed: number;
  readonly start: number;
  /** Hosts of the workloads. */
  readonly nodes?: number;
  readonly statusEveryMs?: number;
}

export interface WriteOptions {
  readonly conflict?: boolean;
  readonly lease?: bigint;
  readonly via?: number;
}

const MINUTE = 60_000;
/** So long after the first refusal somebody scales down whatever writes so much. */
const PATIENCE = 75_000;

/** A cluster with its API servers and everything that writes through them. */
export class World {
  readonly agenda = new Agenda();
  readonly random: Random;
  readonly cluster: Cluster;
  readonly events: KubeEvents;
  readonly api = new ApiRecords();
  readonly start: number;
  readonly nodes: readonly string[];
  readonly statusLines: string[] = [];
  readonly statusTables: string[] = [];
  /** The first write of whatever is not everyday. */
  stormBeganAt: number | null = null;
  private readonly ports: readonly number[];

  constructor(readonly options: WorldOptions) {
    this.random = new Random(options.seed);
    this.start = options.start;
    this.cluster = new Cluster(options, this.agenda, this.random);
    this.events = new KubeEvents(this.random);
    this.nodes = Array.from({ length: options.nodes ?? 6 }, (_, i) => `worker-${i + 1}`);
    this.ports = Array.from({ length: options.members }, () => this.random.int(33_000, 60_000));
    const every = options.statusEveryMs ?? MINUTE;
    const sample = (time: number): void => {
      this.statusLines.push(statusLine(this.cluster, time));
      this.agenda.at(time + every, sample);
    };
    this.agenda.at(this.start + 4000, sample);
    this.probeClocks();
  }

  /** Minutes after the start. */
  minute(minutes: number): number {
    return this.start + minutes * MINUTE;
  }

  put(time: number, key: string, size: number, client: Client, options: WriteOptions = {}): Outcome {
    const via = options.via ?? this.random.int(0, this.cluster.members.length - 1);
    const verb = this.cluster.store.has(key) ? 'update' : 'create';
    const outcome = this.cluster.write(time, { op: 'put', key, size }, via, this.remote(via), options);
    this.api.audit({ time, verb, key, client, outcome });
    if (outcome === 'refused') this.api.refused(time);
    return outcome;
  }

  remove(time: number, key: string, client: Client): Outcome {
    const via = this.random.int(0, this.cluster.members.length - 1);
    if (!this.cluster.store.has(key)) return 'failed';
    const outcome = this.cluster.write(time, { op: 'delete', key, size: 0 }, via, this.remote(via));
    this.api.audit({ time, verb: 'delete', key, client, outcome });
    return outcome;
  }

  /** etcd's prober compares clocks twice a minute, and the member that is ahead by more than a second says so. */
  private probeClocks(): void {
    const { clocksAheadMs = [] } = this.options;
    const { members } = this.cluster;
    const ahead = (index: number): number => clocksAheadMs[index] ?? 0;
    const probe = (time: number): void => {
      for (const member of members)
        for (const peer of members) {
          const drift = ahead(member.index) - ahead(peer.index);
          if (drift > 1000) member.voice.clockDrift(time, peer, drift);
        }
      this.agenda.at(time + 30_000, probe);
    };
    if (members.some(({ index }) => ahead(index) !== 0)) this.agenda.at(this.start + 31_000, probe);
  }

  /** An object that was there before the recording. */
  preload(key: string, size: number): void {
    const bytes = this.cluster.store.put(key, size);
    for (const member of this.cluster.members) member.pages.take(bytes);
  }

  /** An event, through the recorder's filter unless told otherwise. A refused one is lost. */
  tell(time: number, eventBurst: EventBurst, filtered = true, aggregated = true): void {
    const written = this.events.record(time, eventBurst, filtered, aggregated);
    if (written === null) return;
    const client = {
      user:
        eventBurst.component === 'kubelet'
          ? `system:node:${eventBurst.host ?? ''}`
          : `system:serviceaccount:kube-system:${eventBurst.component}`,
      agent: eventBurst.component,
    };
    const lease = BigInt(Math.floor(time / MINUTE)) * 1_000_003n + 5_000_000_000_000_000_000n;
    if (this.put(time, written.key, written.size, client, { lease }) !== 'ok') written.undo();
  }

  /** An API server compacts to what was the revision a round ago. */
  apiServerCompaction(from: number, everyMs = 5 * MINUTE, until = Infinity): void {
    let remembered = 0;
    const round = (time: number): void => {
      if (time >= until) return;
      const revision = this.cluster.store.revision;
      if (!this.cluster.apiServerCompacts(time, remembered, 0, this.remote(0))) this.api.compactionRefused(time + 4);
      remembered = revision;
      this.agenda.at(time + everyMs, round);
    };
    this.agenda.at(from, round);
  }

  /** etcd's own compactor: the leader keeps so much history, and comes round as often. */
  ownCompaction(from: number, keepMs: number, label: string, until = Infinity): void {
    let remembered = 0;
    const round = (time: number): void => {
      if (time >= until) return;
      const { leader, store } = this.cluster;
      if (leader !== null && remembered > store.compactedAt) {
        leader.voice.autoCompaction(time, remembered, label, null);
        this.cluster.compact(time + 1, remembered);
        leader.voice.autoCompaction(time + 9, remembered, label, 7.2);
      }
      remembered = store.revision;
      this.agenda.at(time + keepMs, round);
    };
    this.agenda.at(from, round);
  }

  takeTable(time: number): void {
    this.agenda.at(time, (now) => this.statusTables.push(statusTable(this.cluster, now)));
  }

  /** From then to then, `perSecond` times a second on average. */
  stream(from: number, to: number, perSecond: number, act: (time: number) => void): void {
    const next = (time: number): void => {
      if (time >= to) return;
      act(time);
      this.agenda.at(time + this.random.pause(perSecond), next);
    };
    this.agenda.at(from + this.random.pause(perSecond), next);
  }

  /** As a stream, until somebody stops it: a minute or so after writes are refused. */
  storm(from: number, to: number, perSecond: number, act: (time: number) => void): void {
    this.stream(from, to, perSecond, (time) => {
      if (this.isOver(time)) return;
      this.beginsStorm(time);
      act(time);
    });
  }

  /** Something writes now that didn't before. */
  beginsStorm(time: number): void {
    this.stormBeganAt ??= time;
  }

  isOver(time: number): boolean {
    const { firstRefusal } = this.cluster;
    return firstRefusal !== null && time > firstRefusal + PATIENCE;
  }

  /** Every so often, with a little jitter. */
  every(from: number, to: number, ms: number, act: (time: number) => void): void {
    const next = (time: number): void => {
      if (time >= to) return;
      act(time);
      this.agenda.at(time + ms * this.random.between(0.97, 1.03), next);
    };
    this.agenda.at(from + this.random.between(0, ms), next);
  }

  /** `10.20.0.11:41873`: the API server beside a member. */
  remote(via: number): string {
    const index = via % this.cluster.members.length;
    return `${this.cluster.members[index]?.ip ?? '127.0.0.1'}:${this.ports[index] ?? 0}`;
  }
}
