import { goDuration, humanSize } from './go-text.js';
import { type Fields, type MemberLog, took } from './member-log.js';
import type { Request } from './request-text.js';
import { rangeText, txnText } from './request-text.js';
import { goTime } from './stamps.js';

export interface Identity {
  readonly name: string;
  readonly id: string;
  readonly ip: string;
}

export interface Settings {
  readonly quotaBytes: number;
  readonly compactionMode: 'periodic' | 'revision';
  /** As zap prints it: `0s`, `1h0m0s`, `1µs` for 1000 revisions. */
  readonly retention: string;
}

export interface Sizes {
  readonly file: number;
  readonly inUse: number;
}

const decimal = (id: string): string => BigInt(`0x${id}`).toString();

/** What a member says of what happens to it, in the words of its version and logger. */
export class Voice {
  constructor(
    readonly log: MemberLog,
    private readonly self: Identity,
    private readonly clusterId: string,
  ) {}

  started(time: number, peers: readonly Identity[], settings: Settings, initialized: boolean, term: number): void {
    const { log, self } = this;
    const { release } = log;
    const client = `https://${self.ip}:2379`;
    const initial = peers.map(({ name, ip }) => `${name}=https://${ip}:2380`).join(',');
    const at = log.isZap ? 'embed/etcd.go:308' : '';
    log.systemd(time - 40, 'Starting etcd.service - etcd key-value store...');
    const fields: Fields = [
      ['etcd-version', release.version],
      ['git-sha', '7d1e21a'],
      ['go-version', 'go1.19.8'],
      ['go-os', 'linux'],
      ['go-arch', 'amd64'],
      ['max-cpu-set', 4],
      ['max-cpu-available', 4],
      ['member-initialized', initialized],
      ['name', self.name],
      ['data-dir', '/var/lib/etcd'],
      ['wal-dir', ''],
      ['wal-dir-dedicated', ''],
      ['member-dir', '/var/lib/etcd/member'],
      ['force-new-cluster', false],
      ['heartbeat-interval', '100ms'],
      ['election-timeout', '1s'],
      ['initial-election-tick-advance', true],
      ['snapshot-count', release.snapshotCount],
      ['initial-advertise-peer-urls', [`https://${self.ip}:2380`]],
      ['listen-peer-urls', [`https://${self.ip}:2380`]],
      ['advertise-client-urls', [client]],
      ['listen-client-urls', ['https://127.0.0.1:2379', client]],
      ['initial-cluster', initialized ? '' : initial],
      ['initial-cluster-state', 'new'],
      ['quota-backend-bytes', settings.quotaBytes],
      ['pre-vote', release.minor >= 5],
      ['auto-compaction-mode', settings.compactionMode],
      ['auto-compaction-retention', settings.retention],
      ['auto-compaction-interval', settings.retention],
    ];
    log.zap(time, 'info', at, 'starting an etcd server', fields);
    const quota: Fields = [
      ['quota-name', 'v3-applier'],
      ['quota-size-bytes', settings.quotaBytes],
      ['quota-size', humanSize(settings.quotaBytes)],
    ];
    const isDefault = settings.quotaBytes === 2 * 1024 ** 3;
    log.zap(
      time + 12,
      'info',
      'etcdserver/quota.go:126',
      `enabled backend quota${isDefault ? ' with default value' : ''}`,
      quota,
    );
    log.old(time, 'info', 'etcdmain', `etcd Version: ${release.version}`);
    log.old(time + 0.1, 'info', 'etcdmain', 'Go Version: go1.19.8');
    log.old(time + 1, 'info', 'embed', `name = ${self.name}`);
    log.old(time + 1.1, 'info', 'embed', 'data dir = /var/lib/etcd');
    log.old(time + 1.2, 'info', 'embed', `snapshot count = ${release.snapshotCount}`);
    log.old(time + 1.3, 'info', 'embed', `advertise client URLs = ${client}`);
    log.old(
      time + 14,
      'info',
      'etcdserver',
      `${initialized ? 'restarting' : 'starting'} member ${self.id} in cluster ${this.clusterId}${initialized ? ' at commit index 41723' : ''}`,
    );
    log.raft(time + 16, `${self.id} became follower at term ${term}`);
    log.zap(time + 18, 'info', 'etcdserver/server.go:816', 'starting etcd server', [
      ['local-member-id', self.id],
      ['local-server-version', release.version],
      ['cluster-version', `3.${release.minor}`],
    ]);
    log.old(
      time + 18,
      'info',
      'etcdserver',
      `starting server... [version: ${release.version}, cluster version: 3.${release.minor}]`,
    );
    for (const peer of peers) if (peer.id !== self.id) this.peerActive(time + 60, peer);
    log.zap(time + 420, 'info', 'etcdserver/server.go:2055', 'published local member to cluster through raft', [
      ['local-member-id', self.id],
      ['local-member-attributes', `{Name:${self.name} ClientURLs:[${client}]}`],
      ['cluster-id', this.clusterId],
      ['publish-timeout', '7s'],
    ]);
    log.old(
      time + 420,
      'info',
      'etcdserver',
      `published {Name:${self.name} ClientURLs:[${client}]} to cluster ${this.clusterId}`,
    );
    log.zap(time + 424, 'info', 'embed/serve.go:191', 'ready to serve client requests');
    log.old(time + 424, 'info', 'embed', 'ready to serve client requests');
    log.systemd(time + 430, 'Started etcd.service - etcd key-value store.');
  }

  stopping(time: number): void {
    const { log, self } = this;
    log.systemd(time, 'Stopping etcd.service - etcd key-value store...');
    log.zap(time + 1, 'info', 'osutil/interrupt_unix.go:64', 'received signal; shutting down', [
      ['signal', 'terminated'],
    ]);
    log.zap(time + 2, 'info', 'embed/etcd.go:377', 'closing etcd server', [
      ['name', self.name],
      ['data-dir', '/var/lib/etcd'],
    ]);
    log.zap(time + 90, 'info', 'embed/etcd.go:379', 'closed etcd server', [
      ['name', self.name],
      ['data-dir', '/var/lib/etcd'],
    ]);
    log.old(time + 1, 'notice', 'pkg/osutil', 'received terminated signal, shutting down...');
    log.systemd(time + 120, 'etcd.service: Deactivated successfully.');
    log.systemd(time + 121, 'Stopped etcd.service - etcd key-value store.');
  }

  peerActive(time: number, peer: Identity): void {
    const { log } = this;
    log.zap(time, 'info', 'rafthttp/peer_status.go:51', 'peer became active', [['peer-id', peer.id]]);
    log.zap(time + 1, 'info', 'rafthttp/stream.go:425', 'established TCP streaming connection with remote peer', [
      ['stream-reader-type', 'stream MsgApp v2'],
      ['local-member-id', this.self.id],
      ['remote-peer-id', peer.id],
    ]);
    log.old(time, 'info', 'rafthttp', `peer ${peer.id} became active`);
    log.old(
      time + 1,
      'info',
      'rafthttp',
      `established a TCP streaming connection with peer ${peer.id} (stream MsgApp v2 reader)`,
    );
  }

  peerLost(time: number, peer: Identity, error: string): void {
    const { log } = this;
    log.zap(time, 'warn', 'rafthttp/stream.go:442', 'lost TCP streaming connection with remote peer', [
      ['stream-reader-type', 'stream MsgApp v2'],
      ['local-member-id', this.self.id],
      ['remote-peer-id', peer.id],
      ['error', error],
    ]);
    log.zap(time + 1, 'warn', 'rafthttp/peer_status.go:66', 'peer became inactive (message send to peer failed)', [
      ['peer-id', peer.id],
      ['error', `failed to dial ${peer.id} on stream MsgApp v2 (${error})`],
    ]);
    log.old(
      time,
      'warn',
      'rafthttp',
      `lost the TCP streaming connection with peer ${peer.id} (stream MsgApp v2 reader)`,
    );
    log.old(time + 1, 'error', 'rafthttp', `failed to dial ${peer.id} on stream MsgApp v2 (${error})`);
    log.old(time + 1.2, 'info', 'rafthttp', `peer ${peer.id} became inactive (message send to peer failed)`);
  }

  unreachable(time: number, peer: Identity, error: string): void {
    const { log } = this;
    const full = `dial tcp ${peer.ip}:2380: ${error}`;
    log.zap(time, 'warn', 'rafthttp/probing_status.go:68', 'prober detected unhealthy status', [
      ['round-tripper-name', 'ROUND_TRIPPER_RAFT_MESSAGE'],
      ['remote-peer-id', peer.id],
      ['rtt', '0s'],
      ['error', full],
    ]);
    log.old(time, 'warn', 'rafthttp', `health check for peer ${peer.id} could not connect: ${full}`);
  }

  clockDrift(time: number, peer: Identity, driftMs: number): void {
    const { log } = this;
    log.zap(time, 'warn', 'rafthttp/probing_status.go:86', 'prober found high clock drift', [
      ['round-tripper-name', 'ROUND_TRIPPER_RAFT_MESSAGE'],
      ['remote-peer-id', peer.id],
      ['clock-drift', goDuration(Math.abs(driftMs) + 0.41)],
      ['rtt', '1.219ms'],
    ]);
    log.old(
      time,
      'warn',
      'rafthttp',
      `the clock difference against peer ${peer.id} is too high [${goDuration(Math.abs(driftMs) + 0.41)} > 1s]`,
    );
  }

  candidate(time: number, term: number, lost: Identity | null): void {
    const { log, self } = this;
    log.raft(time, `${self.id} is starting a new election at term ${term - 1}`);
    log.raft(time + 0.2, `${self.id} became candidate at term ${term}`);
    log.raft(time + 0.4, `${self.id} received MsgVoteResp from ${self.id} at term ${term}`);
    if (lost !== null) log.raft(time + 0.6, `raft.node: ${self.id} lost leader ${lost.id} at term ${term}`);
  }

  leaderLost(time: number, term: number, lost: Identity): void {
    this.log.raft(time, `raft.node: ${this.self.id} lost leader ${lost.id} at term ${term}`);
  }

  elected(time: number, term: number, leader: Identity): void {
    if (leader.id === this.self.id) this.log.raft(time, `${leader.id} became leader at term ${term}`);
    this.log.raft(time + 0.1, `raft.node: ${this.self.id} elected leader ${leader.id} at term ${term}`);
  }

  alarmRaised(time: number, from: string): void {
    const { log } = this;
    if (!log.release.logsAlarms) return;
    log.zap(time, 'warn', 'etcdserver/apply.go:636', 'alarm raised', [
      ['alarm', 'NOSPACE'],
      ['from', from],
    ]);
    log.old(time, 'warn', 'etcdserver', `alarm NOSPACE raised by peer ${from}`);
  }

  alarmDisarmed(time: number, from: string): void {
    const { log } = this;
    if (!log.release.logsAlarms) return;
    log.zap(time, 'warn', 'etcdserver/apply.go:667', 'alarm disarmed', [
      ['alarm', 'NOSPACE'],
      ['from', from],
    ]);
    log.old(time, 'info', 'etcdserver', `alarm disarmed action:DEACTIVATE memberID:${decimal(from)} alarm:NOSPACE `);
  }

  unhealthy(time: number, from: string): void {
    const { log } = this;
    const alarm = `memberID:${decimal(from)} alarm:NOSPACE `;
    if (log.release.minor >= 5 && log.isZap) {
      log.zap(time, 'warn', 'etcdhttp/health.go:93', 'serving /health false due to an alarm', [['alarm', alarm]]);
      log.zap(time + 0.1, 'warn', 'etcdhttp/health.go:60', '/health error', [
        ['output', '{"health":"false","reason":"ALARM NOSPACE"}'],
        ['status-code', 503],
      ]);
    } else log.old(time, 'warn', 'etcdserver/api/etcdhttp', `/health error due to ${alarm}`);
  }

  /** A write that the gate let through and the armed alarm refuses. */
  applyRefused(time: number, request: Request, header: bigint, tookMs: number): void {
    const { log } = this;
    const text = `header:<ID:${header} > txn:<${txnText(request, log.release)}>`;
    log.zap(time, 'warn', 'etcdserver/util.go:121', 'failed to apply request', [
      took(tookMs),
      ['request', text],
      ['response', ''],
      ['error', 'etcdserver: no space'],
    ]);
    log.old(
      time,
      'warn',
      'etcdserver',
      `failed to apply request "${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}" with response "" took (${goDuration(tookMs)}) to execute, err is etcdserver: no space`,
    );
  }

  slowApply(time: number, request: Request, header: bigint, tookMs: number): void {
    const { log } = this;
    const isRange = request.op === 'range';
    const text = isRange
      ? rangeText(request, log.release)
      : `header:<ID:${header} > txn:<${txnText(request, log.release)}>`;
    const prefix = isRange ? 'read-only range ' : '';
    log.zap(
      time,
      'warn',
      log.release.minor >= 6 ? 'txn/util.go:93' : 'etcdserver/util.go:166',
      'apply request took too long',
      [
        took(tookMs),
        ['expected-duration', '100ms'],
        ['prefix', prefix],
        ['request', text],
        ['response', isRange ? 'range_response_count:500 size:1912843' : 'size:18'],
      ],
    );
    const quoted = text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
    const result = isRange ? 'range_response_count:500 size:1912843' : 'size:18';
    log.old(
      time,
      'warn',
      'etcdserver',
      `${prefix}request "${quoted}" with result "${result}" took too long (${goDuration(tookMs)}) to execute`,
    );
  }

  slowSync(time: number, tookMs: number): void {
    const { log } = this;
    log.zap(time, 'warn', 'wal/wal.go:805', 'slow fdatasync', [took(tookMs), ['expected-duration', '1s']]);
    log.old(time, 'warn', 'wal', `sync duration of ${goDuration(tookMs)}, expected less than 1s`);
  }

  heartbeatLate(time: number, to: Identity, exceededMs: number): void {
    const { log } = this;
    log.zap(
      time,
      'warn',
      'etcdserver/raft.go:440',
      'leader failed to send out heartbeat on time; took too long, leader is overloaded likely from slow disk',
      [
        ['to', to.id],
        ['heartbeat-interval', '100ms'],
        ['expected-duration', '200ms'],
        ['exceeded-duration', goDuration(exceededMs)],
      ],
    );
    log.old(
      time,
      'warn',
      'etcdserver',
      `failed to send out heartbeat on time (exceeded the 100ms timeout for ${goDuration(exceededMs)}, to ${to.id})`,
    );
    log.old(time + 0.1, 'warn', 'etcdserver', 'server is likely overloaded');
  }

  readIndexSlow(time: number): void {
    const { log } = this;
    log.zap(time, 'warn', 'etcdserver/v3_server.go:815', 'waiting for ReadIndex response took too long, retrying', [
      ['sent-request-id', 8128021583478400000 + Math.floor(time % 1000)],
      ['retry-timeout', '500ms'],
    ]);
    log.old(
      time,
      'warn',
      'etcdserver',
      'waiting for ReadIndex response took too long, retrying (sent-request-id: 8128021583478400321, retry-timeout: 500ms)',
    );
  }

  autoCompaction(time: number, revision: number, period: string, tookMs: number | null): void {
    const { log } = this;
    const fields: Fields = [
      ['revision', revision],
      ['compact-period', period],
    ];
    if (tookMs === null)
      log.zap(time, 'info', 'v3compactor/periodic.go:134', 'starting auto periodic compaction', fields);
    else
      log.zap(time, 'info', 'v3compactor/periodic.go:142', 'completed auto periodic compaction', [
        ...fields,
        took(tookMs),
      ]);
    const words = tookMs === null ? 'Starting' : 'Finished';
    log.old(
      time,
      'notice',
      'compactor',
      `${words} auto-compaction at revision ${revision}${tookMs === null ? ` (retention: ${period})` : ''}`,
    );
  }

  compacted(start: number, end: number, revision: number, after: Sizes): void {
    const { log } = this;
    log.zap(start, 'info', 'mvcc/index.go:189', 'compact tree index', [['revision', revision]]);
    log.old(start, 'info', 'mvcc', `store.index: compact ${revision}`);
    log.zap(end, 'info', 'mvcc/kvstore_compaction.go:66', 'finished scheduled compaction', [
      ['compact-revision', revision],
      took(end - start),
      ...(log.release.minor >= 5 ? [['hash', (revision * 2654435761) % 4294967296] as const] : []),
      ...(log.release.compactionSizes ? sizeFields(after) : []),
    ]);
    log.old(end, 'info', 'mvcc', `finished scheduled compaction at ${revision} (took ${goDuration(end - start)})`);
  }

  defragmentation(start: number, end: number, before: Sizes, after: Sizes): void {
    const { log } = this;
    log.zap(start, 'info', 'v3rpc/maintenance.go:90', 'starting defragment');
    log.zap(start + 0.1, 'info', 'backend/backend.go:497', 'defragmenting', [
      ['path', '/var/lib/etcd/member/snap/db'],
      ...sizeFields(before),
    ]);
    log.zap(
      end,
      'info',
      'backend/backend.go:549',
      log.release.minor >= 5 ? 'finished defragmenting directory' : 'defragmented',
      [
        ['path', '/var/lib/etcd/member/snap/db'],
        ['current-db-size-bytes-diff', after.file - before.file],
        ['current-db-size-bytes', after.file],
        ['current-db-size', humanSize(after.file)],
        ['current-db-size-in-use-bytes-diff', after.inUse - before.inUse],
        ['current-db-size-in-use-bytes', after.inUse],
        ['current-db-size-in-use', humanSize(after.inUse)],
        took(end - start),
      ],
    );
    log.zap(end + 0.1, 'info', 'v3rpc/maintenance.go:96', 'finished defragment');
    log.old(start, 'notice', 'etcdserver/api/v3rpc', 'starting to defragment the storage backend...');
    log.old(end, 'notice', 'etcdserver/api/v3rpc', 'finished defragmenting the storage backend');
  }

  snapshotSaved(time: number, index: number, last: number): void {
    const { log } = this;
    const { snapshotCount } = log.release;
    log.zap(time, 'info', 'etcdserver/server.go:1394', 'triggering snapshot', [
      ['local-member-id', this.self.id],
      ['local-member-applied-index', index],
      ['local-member-snapshot-index', last],
      ['local-member-snapshot-count', snapshotCount],
    ]);
    log.zap(
      time + 20,
      'info',
      'etcdserver/server.go:2413',
      log.release.minor >= 6 ? 'saved snapshot to disk' : 'saved snapshot',
      [['snapshot-index', index]],
    );
    log.old(time, 'info', 'etcdserver', `start to snapshot (applied: ${index}, lastsnap: ${last})`);
    log.old(time + 20, 'info', 'etcdserver', `saved snapshot at index ${index}`);
  }

  snapshotSent(start: number, end: number, bytes: number): void {
    const { log } = this;
    log.zap(start, 'info', 'v3rpc/maintenance.go:126', 'sending database snapshot to client', [
      ['total-bytes', bytes],
      ['size', humanSize(bytes)],
    ]);
    log.zap(end, 'info', 'v3rpc/maintenance.go:166', 'successfully sent database snapshot to client', [
      ['total-bytes', bytes],
      ['size', humanSize(bytes)],
      ['took', log.release.minor >= 6 ? goDuration(end - start) : `${Math.round((end - start) / 1000)} seconds ago`],
    ]);
    log.old(
      start,
      'info',
      'etcdserver/api/v3rpc',
      `sending database snapshot to client ${humanSize(bytes)} [${bytes} bytes]`,
    );
    log.old(
      end,
      'info',
      'etcdserver/api/v3rpc',
      `successfully sent database snapshot to client ${humanSize(bytes)} [${bytes} bytes]`,
    );
  }

  /** A line per request that this member served. */
  served(
    end: number,
    spentMs: number,
    remote: string,
    method: string,
    counts: readonly [number, number, number, number],
    content: string,
    startedAt: number,
  ): void {
    const { log } = this;
    const [requestCount, requestSize, responseCount, responseSize] = counts;
    const start = end - spentMs;
    if (!log.isZap) {
      const text =
        `start time = ${goTime(log.local(start), log.zoneMinutes, startedAt)}, time spent = ${goDuration(spentMs)}, remote = ${remote}, ` +
        `response type = ${method}, request count = ${requestCount}, request size = ${requestSize}, ` +
        `response count = ${responseCount}, response size = ${responseSize}, request content = ${content}`;
      log.old(end, 'debug', 'etcdserver/api/v3rpc', text);
      return;
    }
    const fields: Fields = [
      ['start time', log.stamp(start)],
      ['time spent', goDuration(spentMs)],
      ['remote', remote],
      ['response type', method],
      ['request count', requestCount],
      ['request size', requestSize],
      ['response count', responseCount],
      ['response size', responseSize],
      ['request content', content],
    ];
    log.zap(end, 'debug', 'v3rpc/interceptor.go:182', 'request stats', fields);
    // with debug on, the slow ones are logged at debug, not at warn
    if (spentMs > 300 && log.release.warnsOfSlowRequests && !log.atDebug)
      log.zap(end, 'warn', 'v3rpc/interceptor.go:197', 'request stats', fields);
  }
}

function sizeFields({ file, inUse }: Sizes): Fields {
  return [
    ['current-db-size-bytes', file],
    ['current-db-size', humanSize(file)],
    ['current-db-size-in-use-bytes', inUse],
    ['current-db-size-in-use', humanSize(inUse)],
  ];
}
