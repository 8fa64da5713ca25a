/**
 * The incident that the sample inputs tell: one night of a cluster of three masters and a worker. Its figures are those
 * of a published report (etcd 3.4.13, quota 8 GiB, revision 1,847,293, compaction off, phases of 15, 45, 180 and
 * 23 minutes); where that report contradicts itself, the sample follows what etcd does.
 */
export const at = (clock: string): number => Date.parse(`2024-12-15T${clock}Z`);

export const LOG_START = at('02:44:00');
export const STORM_START = at('02:54:20');
export const SLOW_START = at('03:07:30');
export const SPACE_EXCEEDED = at('03:15:45.218');
export const CAPTURED = at('03:20:00');
export const API_SERVERS_STOPPED = at('03:33:00');
export const COMPACTION_ASKED = at('03:34:10');
export const DISARMED = at('07:17:20.604');
export const API_SERVERS_BACK = at('07:17:31');
export const LOG_END = at('07:21:00');

export const VERSION = '3.4.13';
export const QUOTA = 8_589_934_592;
export const RAISED_QUOTA = 12_884_901_888;
export const FINAL_REVISION = 1_847_293;
export const COMPACT_REVISION = FINAL_REVISION - 1000;
/** Raft entries that made no revision: leases, failed compares, leader changes of a few weeks. */
export const INDEX_AHEAD = 55_210;
export const LIVE_BYTES = 156_000_000;
export const TERM = 5;
export const CLUSTER_ID = 'a3f7c52e91d04b68';

export interface Member {
  readonly name: string;
  readonly ip: string;
  readonly id: string;
  readonly pid: number;
  readonly pidAfter: number;
  /** How far its file is from the first member's: members do not allocate alike. */
  readonly extraBytes: number;
  readonly bytesAfterDefrag: number;
  readonly restart: number;
  readonly compactionMicros: number;
  readonly defrag: readonly [number, number];
}

// The leader is restarted and defragmented last.
export const MEMBERS: readonly [Member, Member, Member] = [
  {
    name: 'k8s-master-1',
    ip: '10.0.1.10',
    id: '2f5c1ab9d3e84706',
    pid: 1234,
    pidAfter: 48121,
    extraBytes: 0,
    bytesAfterDefrag: 178_003_968,
    restart: at('03:29:12'),
    compactionMicros: 2_472_418_332,
    defrag: [at('06:18:31'), at('07:16:49')],
  },
  {
    name: 'k8s-master-2',
    ip: '10.0.1.11',
    id: '9b1d6e02c47a83f5',
    pid: 1187,
    pidAfter: 45310,
    extraBytes: -2_277_376,
    bytesAfterDefrag: 181_002_240,
    restart: at('03:24:40'),
    compactionMicros: 2_381_902_117,
    defrag: [at('04:17:04'), at('05:16:40')],
  },
  {
    name: 'k8s-master-3',
    ip: '10.0.1.12',
    id: 'd84e7f3056ba912c',
    pid: 1302,
    pidAfter: 44862,
    extraBytes: -430_080,
    bytesAfterDefrag: 175_001_600,
    restart: at('03:26:55'),
    compactionMicros: 2_540_660_905,
    defrag: [at('05:17:41'), at('06:17:30')],
  },
];

export const decimalId = (member: Member): string => BigInt(`0x${member.id}`).toString();
export const endpoint = (member: Member): string => `${member.ip}:2379`;
