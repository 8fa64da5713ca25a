import { goDuration } from '../go-duration.js';
import type { Random } from '../random.js';
import type { Request } from './requests.js';
import {
  API_SERVERS_STOPPED,
  CLUSTER_ID,
  COMPACTION_ASKED,
  COMPACT_REVISION,
  DISARMED,
  FINAL_REVISION,
  INDEX_AHEAD,
  MEMBERS,
  RAISED_QUOTA,
  SPACE_EXCEEDED,
  TERM,
  VERSION,
  at,
  decimalId,
  type Member,
} from './story.js';

interface Line {
  readonly time: number;
  readonly text: string;
  readonly ident: 'etcd' | 'systemd';
}

type Say = (time: number, text: string, ident?: Line['ident']) => void;

const MINUTE = 60_000;
const [first, second, third] = MEMBERS;

/**
 * One member's journal in journalctl's short form. etcd 3.4 with its old logger writes to journald directly when
 * systemd starts it: the message stands bare, without its stamp, level and package (coreos/pkg capnslog,
 * journald_formatter.go). Raft's own lines keep a stamp.
 */
export function journal(member: Member, requests: readonly Request[], random: Random): string {
  const lines: Line[] = [];
  const say: Say = (time, text, ident = 'etcd') => {
    lines.push({ time, text, ident });
  };
  upkeep(say);
  slowness(member, requests, random, say);
  say(SPACE_EXCEEDED + random.int(2, 9), `alarm NOSPACE raised by peer ${first.id}`);
  health(member, random, say);
  restart(member, say);
  leaderChange(member, say);
  peersRestart(member, say);
  refusals(member, requests, say);
  compaction(member, say);
  defragmentation(member, say);
  say(DISARMED + random.int(1, 8), `alarm disarmed action:DEACTIVATE memberID:${decimalId(first)} alarm:NOSPACE `);
  const order = lines
    .map((line, index) => ({ line, index }))
    .sort((a, b) => a.line.time - b.line.time || a.index - b.index);
  return order.map(({ line }) => `${shortLine(line, member)}\n`).join('');
}

/** `Dec 15 03:15:45 k8s-master-1 etcd[1234]: alarm NOSPACE raised by peer 2f5c1ab9d3e84706` */
function shortLine({ time, text, ident }: Line, member: Member): string {
  const stamp = new Date(time).toISOString();
  const pid = ident === 'systemd' ? 1 : time < member.restart ? member.pid : member.pidAfter;
  return `Dec ${stamp.slice(8, 10).replace(/^0/, ' ')} ${stamp.slice(11, 19)} ${member.name} ${ident}[${pid}]: ${text}`;
}

const raft = (time: number, text: string): string =>
  `raft${new Date(time).toISOString().slice(0, 19).replaceAll('-', '/').replace('T', ' ')} INFO: ${text}`;

const txn = ({ key, before, size }: Request, headerId: bigint): string =>
  `header:<ID:${headerId} > txn:<compare:<target:MOD key:\\"${key}\\" mod_revision:${before} > ` +
  `success:<request_put:<key:\\"${key}\\" value_size:${size} >> failure:<request_range:<key:\\"${key}\\" > >>`;

const HEADER = 3136090848520000000n;

function slowness(member: Member, requests: readonly Request[], random: Random, say: Say): void {
  for (const request of requests) {
    if (request.durationMicros < 100_000 || request.time > SPACE_EXCEEDED) continue;
    // Every member applies the entry and reports its own time; the log of requests has the first member's.
    const own =
      member === first ? request.durationMicros : Math.round(request.durationMicros * (0.5 + 0.7 * random.next()));
    if (own < 100_000) continue;
    const took = goDuration(own);
    if (request.op === 'RANGE') {
      if (member === first)
        say(
          request.time,
          `read-only range request "key:\\"${request.key}\\" " with result "range_response_count:0 size:7" took too long (${took}) to execute`,
        );
      continue;
    }
    if (request.op !== 'PUT') continue;
    say(
      request.time,
      `request "${txn(request, HEADER + BigInt(request.revision))}" with result "size:20" took too long (${took}) to execute`,
    );
    if (own > 1_150_000) say(request.time - 20, `sync duration of ${goDuration(own - 41_380)}, expected less than 1s`);
    if (member === first && own > 700_000) {
      for (const peer of [second, third]) {
        say(
          request.time - 12,
          `failed to send out heartbeat on time (exceeded the 100ms timeout for ${goDuration(own - 233_417)}, to ${peer.id})`,
        );
        say(request.time - 12, 'server is likely overloaded');
      }
    }
  }
  const index = FINAL_REVISION + INDEX_AHEAD - 2484;
  const snapshot = at('03:06:02') + random.int(0, 700);
  say(snapshot, `start to snapshot (applied: ${index}, lastsnap: ${index - 100_001})`);
  say(snapshot + 31, `saved snapshot at index ${index}`);
  say(snapshot + 34, `compacted raft log at ${index - 5000}`);
}

/** What a quiet member says now and then: the log is there, and nothing in it is a compaction. */
function upkeep(say: Say): void {
  const segments = [
    { time: at('02:44:31'), number: 0x1a3, index: FINAL_REVISION + INDEX_AHEAD - 9204 },
    { time: at('03:09:12'), number: 0x1a4, index: FINAL_REVISION + INDEX_AHEAD - 1702 },
  ];
  const hex = (value: number): string => value.toString(16).padStart(16, '0');
  for (const { time, number, index } of segments) {
    say(time, `segmented wal file /var/lib/etcd/member/wal/${hex(number)}-${hex(index)}.wal is created`);
    say(
      time + 18_000,
      `purged file /var/lib/etcd/member/wal/${hex(number - 5)}-${hex(index - 37_411)}.wal successfully`,
    );
  }
}

/** A load balancer asks every two minutes. */
function health(member: Member, random: Random, say: Say): void {
  const alarm = `/health error due to memberID:${decimalId(first)} alarm:NOSPACE `;
  const [defragStart, defragEnd] = member.defrag;
  for (let time = SPACE_EXCEEDED + random.int(2000, 50_000); time < DISARMED; time += 2 * MINUTE) {
    if (Math.abs(time - member.restart) < 9000 || (time > defragStart && time < defragEnd)) continue;
    say(time, alarm);
  }
}

function restart(member: Member, say: Say): void {
  const stop = member.restart - 4100;
  const start = member.restart;
  say(stop, 'Stopping etcd...', 'systemd');
  say(stop + 10, 'received terminated signal, shutting down...');
  if (member !== first) say(stop + 12, 'skipped leadership transfer for stopping non-leader member');
  say(stop + 2600, 'Stopped etcd.', 'systemd');
  say(start - 800, 'Starting etcd...', 'systemd');
  const index = FINAL_REVISION + INDEX_AHEAD + 9;
  const opening = [
    'Loading server configuration from "/etc/etcd/etcd.conf.yml". Other configuration command line flags and environment variables will be ignored if provided.',
    `etcd Version: ${VERSION}`,
    'Git SHA: ae9734ed2',
    'Go Version: go1.12.17',
    'Go OS/Arch: linux/amd64',
    'setting maximum number of CPUs to 4, total number of available CPUs is 4',
    'the server is already initialized as member before, starting as etcd member...',
    `name = ${member.name}`,
    'data dir = /var/lib/etcd',
    'member dir = /var/lib/etcd/member',
    'heartbeat = 100ms',
    'election = 1000ms',
    'snapshot count = 100000',
    `advertise client URLs = http://${member.ip}:2379`,
    `backend quota ${RAISED_QUOTA} exceeds maximum recommended quota 8589934592`,
    `restarting member ${member.id} in cluster ${CLUSTER_ID} at commit index ${index}`,
  ];
  for (const [i, text] of opening.entries()) say(start + i, text);
  say(start + 40, raft(start + 40, `${member.id} became follower at term ${member === first ? TERM + 1 : TERM}`));
  say(start + 60, `starting server... [version: ${VERSION}, cluster version: 3.4]`);
  const leader = member === first ? second : first;
  const term = member === first ? TERM + 1 : TERM;
  say(start + 410, raft(start + 410, `raft.node: ${member.id} elected leader ${leader.id} at term ${term}`));
  for (const peer of MEMBERS) {
    if (peer === member) continue;
    say(start + 420, `peer ${peer.id} became active`);
    say(start + 421, `established a TCP streaming connection with peer ${peer.id} (stream MsgApp v2 reader)`);
  }
  say(start + 700, `published {Name:${member.name} ClientURLs:[http://${member.ip}:2379]} to cluster ${CLUSTER_ID}`);
  say(start + 702, 'ready to serve client requests');
  say(start + 760, 'Started etcd.', 'systemd');
}

/** The leader hands over before it stops. */
function leaderChange(member: Member, say: Say): void {
  const time = first.restart - 4080;
  const next = TERM + 1;
  const tell = (after: number, text: string): void => {
    say(time + after, raft(time + after, text));
  };
  if (member === first) {
    say(time, `${first.id} starts leadership transfer from ${first.id} to ${second.id}`);
    tell(1, `${first.id} [term ${TERM}] starts to transfer leadership to ${second.id}`);
    tell(2, `${first.id} sends MsgTimeoutNow to ${second.id} immediately as ${second.id} already has up-to-date log`);
    tell(
      8,
      `${first.id} [term: ${TERM}] received a MsgVote message with higher term from ${second.id} [term: ${next}]`,
    );
    tell(9, `${first.id} became follower at term ${next}`);
    tell(10, `raft.node: ${first.id} lost leader ${first.id} at term ${next}`);
    tell(14, `raft.node: ${first.id} elected leader ${second.id} at term ${next}`);
    say(time + 101, `finished leadership transfer from ${first.id} to ${second.id} (took 100.870214ms)`);
  } else if (member === second) {
    tell(
      4,
      `${second.id} [term ${TERM}] received MsgTimeoutNow from ${first.id} and starts an election to get leadership.`,
    );
    tell(5, `${second.id} became candidate at term ${next}`);
    tell(5, `${second.id} received MsgVoteResp from ${second.id} at term ${next}`);
    tell(6, `raft.node: ${second.id} lost leader ${first.id} at term ${next}`);
    tell(12, `${second.id} received MsgVoteResp from ${third.id} at term ${next}`);
    tell(12, `${second.id} has received 2 MsgVoteResp votes and 0 vote rejections`);
    tell(12, `${second.id} became leader at term ${next}`);
    tell(12, `raft.node: ${second.id} elected leader ${second.id} at term ${next}`);
  } else {
    tell(
      8,
      `${third.id} [term: ${TERM}] received a MsgVote message with higher term from ${second.id} [term: ${next}]`,
    );
    tell(8, `${third.id} became follower at term ${next}`);
    tell(9, `raft.node: ${third.id} lost leader ${first.id} at term ${next}`);
    tell(14, `raft.node: ${third.id} elected leader ${second.id} at term ${next}`);
  }
}

function peersRestart(member: Member, say: Say): void {
  for (const peer of MEMBERS) {
    if (peer === member) continue;
    const gone = peer.restart - 1480;
    const back = peer.restart + 430;
    say(gone, `lost the TCP streaming connection with peer ${peer.id} (stream MsgApp v2 reader)`);
    say(gone, `lost the TCP streaming connection with peer ${peer.id} (stream Message reader)`);
    say(
      gone + 12,
      `failed to dial ${peer.id} on stream Message (dial tcp ${peer.ip}:2380: connect: connection refused)`,
    );
    say(gone + 12, `peer ${peer.id} became inactive (message send to peer failed)`);
    say(back, `peer ${peer.id} became active`);
    say(back + 2, `established a TCP streaming connection with peer ${peer.id} (stream Message writer)`);
  }
}

/**
 * Once a restarted member has the higher quota, its gate lets writes through to the apply step, where the stored alarm
 * still refuses them, and there a line is written.
 */
function refusals(member: Member, requests: readonly Request[], say: Say): void {
  const leases = [...new Set(requests.filter(({ key }) => key.includes('/leases/')).map(({ key }) => key))].sort();
  const start = Math.max(member.restart, second.restart) + 5000;
  let turn = 0;
  for (let time = second.restart + 5000; time < API_SERVERS_STOPPED; time += 7300, turn += 1) {
    if (time < start || Math.abs(time - first.restart) < 6000) continue;
    const key = leases[turn % leases.length] ?? '';
    const last = requests.findLast((request) => request.key === key && request.time < SPACE_EXCEEDED);
    if (last === undefined) continue;
    const refused = { ...last, before: last.revision };
    const text = txn(refused, HEADER + BigInt(FINAL_REVISION + 40_000 + turn));
    say(
      time,
      `failed to apply request "${text}" with response "" took (${goDuration(3.185 + 0.0625 * (turn % 9))}) to execute, err is etcdserver: no space`,
    );
  }
}

function compaction(member: Member, say: Say): void {
  say(COMPACTION_ASKED, `store.index: compact ${COMPACT_REVISION}`);
  const took = member.compactionMicros;
  say(
    COMPACTION_ASKED + 420 + took / 1000,
    `finished scheduled compaction at ${COMPACT_REVISION} (took ${goDuration(took)})`,
  );
}

function defragmentation(member: Member, say: Say): void {
  const [start, end] = member.defrag;
  say(start, 'starting to defragment the storage backend...');
  say(end, 'finished defragmenting the storage backend');
}
