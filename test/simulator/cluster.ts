import type { Agenda } from './agenda.js';
import { goDuration } from './go-text.js';
import { type LogOptions, MemberLog } from './member-log.js';
import type { Random } from './random.js';
import type { Release } from './release.js';
import type { Request } from './request-text.js';
import { rangeText, txnText } from './request-text.js';
import { Pages, Store } from './store.js';
import { type Identity, type Settings, Voice } from './voice.js';

export interface ClusterOptions {
  readonly release: Release;
  readonly members: number;
  readonly settings: Settings;
  readonly log: Omit<LogOptions, 'clockAheadMs'>;
  /** By how much the clock of each member is ahead; 0 where there are fewer. */
  readonly clocksAheadMs?: readonly number[];
  /** Live data of before: no key of it is written again. */
  readonly oldLiveBytes?: number;
  /** History of before, which a compaction would remove. */
  readonly oldHistoryBytes?: number;
  /** Pages that a compaction of before left free in the file. */
  readonly oldFreeBytes?: number;
}

/** Something that makes members slow for a while. */
export interface Fault {
  /** `disk`: syncs take `ms`; `load`: some applies take `ms`; `hung`: one apply a second or so takes `ms`. */
  readonly kind: 'disk' | 'load';
  /** null: on every member. */
  readonly member: number | null;
  readonly from: number;
  readonly to: number;
  readonly ms: number;
  /** How many of the requests meet it. */
  readonly chance: number;
}

export type Outcome = 'ok' | 'conflict' | 'refused' | 'failed';

/** A write and what became of it: the truth. */
export interface Op {
  readonly time: number;
  readonly op: 'put' | 'delete';
  readonly key: string;
  readonly size: number;
  readonly outcome: Outcome;
  readonly member: string;
}

export interface Member extends Identity {
  readonly index: number;
  readonly voice: Voice;
  readonly log: MemberLog;
  readonly pages: Pages;
  quotaBytes: number;
  isUp: boolean;
  startedAt: number;
  /** A defragmentation holds everything up until then. */
  blockedUntil: number;
  syncingUntil: number;
  /** Cut off from the others. */
  isCut: boolean;
}

const CLUSTER_ID = 'c9be114fc2da2776';
const NAMES = ['cp-1', 'cp-2', 'cp-3', 'cp-4', 'cp-5'];

/** Members of etcd with one store, their quota gates, alarm, leader, compactions and logs. */
export class Cluster {
  readonly members: readonly Member[];
  readonly store = new Store();
  readonly ops: Op[] = [];
  readonly faults: Fault[] = [];
  armedBy: Member | null = null;
  armedAt: number | null = null;
  firstRefusal: number | null = null;
  term = 4;
  private leaderIndex: number | null = 0;
  private index = 38_200;
  private lastSnapshot = 30_000;
  private header = 3_136_090_848_520_000_000n;

  constructor(
    readonly options: ClusterOptions,
    private readonly agenda: Agenda,
    private readonly random: Random,
  ) {
    const {
      release,
      settings,
      log,
      clocksAheadMs = [],
      oldLiveBytes = 2_000_000,
      oldHistoryBytes = 0,
      oldFreeBytes = 0,
    } = options;
    this.store.oldHistoryBytes = oldHistoryBytes;
    const identities = NAMES.slice(0, options.members).map((name, index) => ({
      name,
      id: `${random.text('123456789abcdef', 1)}${random.text('0123456789abcdef', 15)}`,
      ip: `10.20.0.${11 + index}`,
    }));
    this.members = identities.map((identity, index) => {
      const pid = random.int(900, 3000);
      const memberLog = new MemberLog(identity.name, release, { ...log, clockAheadMs: clocksAheadMs[index] ?? 0 }, pid);
      return {
        ...identity,
        index,
        log: memberLog,
        voice: new Voice(memberLog, identity, CLUSTER_ID),
        pages: new Pages(oldLiveBytes + oldHistoryBytes, oldFreeBytes, 1 + 0.004 * index),
        quotaBytes: settings.quotaBytes,
        isUp: true,
        startedAt: 0,
        blockedUntil: 0,
        syncingUntil: 0,
        isCut: false,
      };
    });
    this.header += BigInt(random.int(1, 1_000_000));
  }

  get release(): Release {
    return this.options.release;
  }

  get leader(): Member | null {
    return this.leaderIndex === null ? null : (this.members[this.leaderIndex] ?? null);
  }

  get raftIndex(): number {
    return this.index;
  }

  get clusterId(): string {
    return CLUSTER_ID;
  }

  /** All members come up together, and the first becomes leader. */
  boot(time: number): void {
    for (const member of this.members) {
      member.startedAt = time;
      member.voice.started(time + member.index * 130, this.members, this.options.settings, true, this.term);
    }
    const [first] = this.members;
    if (first === undefined) return;
    this.term += 1;
    first.voice.candidate(time + 1500, this.term, null);
    for (const member of this.members) member.voice.elected(time + 1512, this.term, first);
  }

  /** A write of an API server that talks to one member. */
  write(
    time: number,
    wanted: Omit<Request, 'expects' | 'lease'>,
    via: number,
    remote: string,
    extra: { readonly conflict?: boolean; readonly lease?: bigint } = {},
  ): Outcome {
    const member = this.serving(via);
    if (member === null || !this.hasQuorum()) return this.note(time, wanted, 'failed', member);
    const isPut = wanted.op === 'put';
    const known = this.store.modOf(wanted.key);
    const expects = extra.conflict === true ? Math.max(1, known - 1) : known;
    const request: Request = { ...wanted, expects, lease: extra.lease ?? null };
    const cost = isPut ? 256 + request.key.length + request.size : 0;
    const started = Math.max(time, member.blockedUntil);
    if ((cost > 0 || !this.release.deletesPass) && member.pages.file + cost >= member.quotaBytes) {
      this.raise(started + 2, member);
      this.failed(started + 0.2, member, remote);
      return this.note(time, wanted, 'refused', member);
    }
    this.index += 1;
    this.snapshotWhenDue(started);
    const { spent, applies } = this.latency(started, member);
    const end = started + spent;
    if (this.armedBy !== null && cost > 0) {
      for (const one of this.up()) one.voice.applyRefused(end, request, this.header, this.random.between(0.002, 0.009));
      this.header += 2n;
      this.failed(end, member, remote);
      return this.note(time, wanted, 'refused', member);
    }
    const content = txnText(request, this.release);
    const branch = request.key.length + 5;
    this.header += 2n;
    for (const [one, ms] of applies)
      if (ms > 100) one.voice.slowApply(started + spent * 0.9 + ms * 0.01, request, this.header, ms);
    if (extra.conflict === true || (!isPut && known === 0)) {
      member.voice.served(
        end,
        end - time,
        remote,
        '/etcdserverpb.KV/Txn',
        [1, branch, 0, 62 + request.size],
        content,
        member.startedAt,
      );
      return this.note(time, wanted, 'conflict', member);
    }
    const bytes = isPut ? this.store.put(request.key, request.size) : this.store.delete(request.key);
    for (const one of this.members) one.pages.take(bytes);
    const size = isPut ? request.key.length + request.size + 9 : branch;
    member.voice.served(end, end - time, remote, '/etcdserverpb.KV/Txn', [1, size, 0, 38], content, member.startedAt);
    return this.note(time, wanted, 'ok', member);
  }

  /** A read: nothing but a line, late where the member is slow. */
  range(time: number, key: string, rangeEnd: string | null, via: number, remote: string, ms: number): void {
    const member = this.serving(via);
    if (member === null) return;
    const request: Request = {
      op: 'range',
      key,
      size: 0,
      expects: 0,
      lease: null,
      ...(rangeEnd === null ? {} : { rangeEnd }),
    };
    const end = Math.max(time, member.blockedUntil) + ms;
    if (ms > 100) member.voice.slowApply(end, request, 0n, ms);
    const counts = [0, key.length + 8, rangeEnd === null ? 1 : 500, rangeEnd === null ? 410 : 1_912_843] as const;
    member.voice.served(
      end,
      end - time,
      remote,
      '/etcdserverpb.KV/Range',
      counts,
      rangeText(request, this.release),
      member.startedAt,
    );
  }

  /** `compact_rev_key` first, as an API server does; false: it was refused, and nothing is compacted. */
  apiServerCompacts(time: number, revision: number, via: number, remote: string): boolean {
    const outcome = this.write(time, { op: 'put', key: 'compact_rev_key', size: String(revision).length }, via, remote);
    if (outcome !== 'ok' || revision <= this.store.compactedAt) return outcome === 'ok';
    const member = this.serving(via);
    this.compact(time + 3, revision);
    member?.voice.served(time + 6, 2.4, remote, '/etcdserverpb.KV/Compact', [-1, -1, -1, -1], '', member.startedAt);
    return true;
  }

  /** Removes history on every member, or on those that are named; each takes its time. */
  compact(time: number, revision: number, only: readonly number[] | null = null, slowness = 1): void {
    const { bytes, count } = this.store.compact(revision);
    this.index += 1;
    for (const member of this.up()) {
      if (only !== null && !only.includes(member.index)) continue;
      const ms = (3 + count * 0.012) * this.random.between(0.8, 1.3) * slowness;
      member.pages.giveBack(bytes);
      member.voice.compacted(time + 1, time + 1 + ms, revision, member.pages);
    }
  }

  /** One member gives its free pages back, and stands still meanwhile. Returns when it is done. */
  defragment(time: number, member: Member): number {
    const end = time + 400 + member.pages.inUse / 60_000;
    const before = { file: member.pages.file, inUse: member.pages.inUse };
    member.pages.defragment();
    member.blockedUntil = end;
    member.voice.defragmentation(time, end, before, member.pages);
    return end;
  }

  disarm(time: number): void {
    const { armedBy } = this;
    if (armedBy === null) return;
    for (const member of this.up()) member.voice.alarmDisarmed(time + this.random.between(0.5, 4), armedBy.id);
    this.armedBy = null;
    this.armedAt = null;
  }

  restart(time: number, member: Member, downMs: number, quotaBytes = member.quotaBytes): void {
    this.stop(time, member);
    this.agenda.at(time + downMs, (now) => {
      this.start(now, member, quotaBytes);
    });
  }

  stop(time: number, member: Member): void {
    if (!member.isUp) return;
    member.voice.stopping(time);
    member.isUp = false;
    for (const other of this.up())
      other.voice.peerLost(time + 130, member, `dial tcp ${member.ip}:2380: connect: connection refused`);
    if (this.leader === member) this.electAfter(time, 1300);
  }

  start(time: number, member: Member, quotaBytes = member.quotaBytes): void {
    member.isUp = true;
    member.startedAt = time;
    member.quotaBytes = quotaBytes;
    member.log.pid = this.random.int(20_000, 60_000);
    member.voice.started(time, this.members, { ...this.options.settings, quotaBytes }, true, this.term);
    if (this.leader !== null) member.voice.elected(time + 300, this.term, this.leader);
    for (const other of this.up()) if (other !== member) other.voice.peerActive(time + 200, member);
    if (this.leader === null) this.electAfter(time, 1400);
  }

  /** The leader is lost, and another is elected after a while, if a majority can. */
  electAfter(time: number, ms: number): void {
    const lost = this.leader;
    this.leaderIndex = null;
    const next = this.reachable().find((member) => member !== lost) ?? this.reachable()[0];
    this.agenda.at(time + ms, (now) => {
      if (next === undefined || !next.isUp || !this.hasQuorum() || this.leaderIndex !== null) return;
      this.term += 1;
      next.voice.candidate(now, this.term, lost);
      for (const member of this.reachable()) {
        if (member !== next && lost !== null) member.voice.leaderLost(now + 1, this.term, lost);
        member.voice.elected(now + 12, this.term, next);
      }
      this.leaderIndex = next.index;
    });
  }

  /** Cuts a member off from the others for a while; they can't tell each other from dead. */
  cut(time: number, member: Member, ms: number): void {
    member.isCut = true;
    const others = this.up().filter((other) => other !== member);
    const error = 'i/o timeout';
    for (const other of others) {
      other.voice.peerLost(time + 900, member, `read tcp ${other.ip}:51782->${member.ip}:2380: ${error}`);
      member.voice.peerLost(time + 1000, other, `read tcp ${member.ip}:43110->${other.ip}:2380: ${error}`);
    }
    for (let at = time + 5000; at < time + ms; at += 5000) {
      for (const other of others) {
        other.voice.unreachable(at, member, error);
        member.voice.unreachable(at + 120, other, error);
      }
    }
    if (this.leader === member) this.electAfter(time, 1500);
    this.agenda.at(time + ms, (now) => {
      member.isCut = false;
      for (const other of others) {
        other.voice.peerActive(now + 20, member);
        member.voice.peerActive(now + 25, other);
      }
      if (this.leader !== null) member.voice.elected(now + 200, this.term, this.leader);
    });
  }

  /** Which member a client gets that prefers one. */
  serving(via: number): Member | null {
    const wanted = this.members[via % this.members.length];
    if (wanted?.isUp === true && !wanted.isCut) return wanted;
    return this.reachable()[0] ?? null;
  }

  up(): readonly Member[] {
    return this.members.filter((member) => member.isUp);
  }

  private reachable(): readonly Member[] {
    return this.up().filter((member) => !member.isCut);
  }

  private hasQuorum(): boolean {
    return this.reachable().length * 2 > this.members.length;
  }

  private raise(time: number, from: Member): void {
    if (this.armedBy !== null) return;
    this.armedBy = from;
    this.armedAt = time;
    for (const member of this.up()) member.voice.alarmRaised(time + this.random.between(0.5, 5), from.id);
  }

  /** A failed transaction's line has neither sizes nor content. */
  private failed(end: number, member: Member, remote: string): void {
    member.voice.served(
      end,
      this.random.between(0.05, 0.4),
      remote,
      '/etcdserverpb.KV/Txn',
      [0, 0, 0, 0],
      '',
      member.startedAt,
    );
  }

  private note(
    time: number,
    { op, key, size }: Omit<Request, 'expects' | 'lease'>,
    outcome: Outcome,
    member: Member | null,
  ): Outcome {
    if (op === 'range') return outcome;
    if (outcome === 'refused') this.firstRefusal ??= time;
    this.ops.push({ time, op, key, size, outcome, member: member?.name ?? '' });
    return outcome;
  }

  private snapshotWhenDue(time: number): void {
    if (this.index - this.lastSnapshot < this.release.snapshotCount) return;
    for (const member of this.up()) member.voice.snapshotSaved(time + member.index, this.index, this.lastSnapshot);
    this.lastSnapshot = this.index;
  }

  /** What a write takes: the sync of a majority and of the member itself, then its apply. */
  private latency(time: number, via: Member): { spent: number; applies: (readonly [Member, number])[] } {
    const reachable = this.reachable();
    const syncs = reachable.map((member) => this.sync(time, member)).sort((a, b) => a.ms - b.ms);
    const commit = syncs[Math.floor(this.members.length / 2)]?.ms ?? 1;
    const own = syncs.find((sync) => sync.member === via)?.ms ?? commit;
    const applies = reachable.map((member) => [member, this.apply(time, member)] as const);
    const applied = applies.find(([member]) => member === via)?.[1] ?? 0;
    return { spent: Math.max(commit, own) + applied + this.random.between(0.1, 0.5), applies };
  }

  private sync(time: number, member: Member): { member: Member; ms: number } {
    const fault = this.faultAt(time, member, 'disk');
    if (fault === null || !this.random.chance(fault.chance)) return { member, ms: this.random.skewed(1.1, 0.35) };
    const ms = this.random.skewed(fault.ms, 0.5);
    if (time >= member.syncingUntil) {
      member.syncingUntil = time + ms;
      if (ms > 1000) member.voice.slowSync(time + ms, ms);
      if (this.leader === member && ms > 300)
        for (const peer of this.up())
          if (peer !== member) member.voice.heartbeatLate(time + ms, peer, ms - 200 + peer.index);
    }
    return { member, ms: Math.max(1, member.syncingUntil - time) };
  }

  private apply(time: number, member: Member): number {
    const load = this.faultAt(time, member, 'load');
    const disk = this.faultAt(time, member, 'disk');
    if (load !== null && this.random.chance(load.chance)) return this.random.skewed(load.ms, 0.4);
    if (disk !== null && this.random.chance(disk.chance * 0.6)) return this.random.skewed(disk.ms * 0.5, 0.4);
    return this.random.skewed(0.25, 0.5);
  }

  private faultAt(time: number, member: Member, kind: Fault['kind']): Fault | null {
    const hit = this.faults.find(
      (fault) =>
        fault.kind === kind &&
        time >= fault.from &&
        time < fault.to &&
        (fault.member === null || fault.member === member.index),
    );
    return hit ?? null;
  }

  /** Retention as the log of a periodic compactor prints it. */
  static retentionText(ms: number): string {
    return goDuration(ms);
  }
}
