import type { LeaderRecord } from '../../../model/record.js';
import { common, type EtcdLine, memberId, type MessageRow, textField } from '../line.js';

/** Texts of raft are the same in every dialect and version: `raft/{raft,node}.go`, later etcd-io/raft. */
export const raftRows: readonly MessageRow[] = [
  {
    text: /^raft\.node: [0-9a-f]+ elected leader ([0-9a-f]+) at term (\d+)/,
    records: (line, [, leader, term]) => leadership(line, 'leader-elected', leader, term),
  },
  {
    text: /^raft\.node: [0-9a-f]+ changed leader from [0-9a-f]+ to ([0-9a-f]+) at term (\d+)/,
    records: (line, [, leader, term]) => leadership(line, 'leader-changed', leader, term),
  },
  {
    text: /^raft\.node: [0-9a-f]+ lost leader ([0-9a-f]+) at term (\d+)/,
    records: (line, [, leader, term]) => leadership(line, 'leader-lost', leader, term),
  },
  {
    text: /^[0-9a-f]+ is starting a new election at term (\d+)/,
    records: (line, [, term]) => leadership(line, 'election-started', null, term),
  },
  {
    // a leader that hands over: 91c84dd4bd32dadc [term 3] received MsgTimeoutNow from 3eff… and starts an election to get leadership.
    text: /^[0-9a-f]+ \[term:? (\d+)\] received MsgTimeoutNow from [0-9a-f]+ and starts an election/,
    records: (line, [, term]) => leadership(line, 'election-started', null, term),
  },
  {
    text: /^[0-9a-f]+ no leader at term (\d+); dropping/,
    records: (line, [, term]) => leadership(line, 'no-leader', null, term),
  },
  { text: /^(?:serving )?\/health (?:false|error); no leader/, records: (line) => leadership(line, 'no-leader') },
  {
    text: '/health error',
    records: (line) =>
      /NO LEADER/i.test(textField(line, 'output') ?? '') ? leadership(line, 'no-leader', null) : null,
  },
  { text: /^etcdserver: no leader/, records: (line) => leadership(line, 'no-leader') },
];

function leadership(
  line: EtcdLine,
  kind: LeaderRecord['kind'],
  leader: string | null | undefined = null,
  term?: string,
): LeaderRecord {
  return { ...common(line), kind, leader: memberId(leader), term: term === undefined ? null : Number(term) };
}
