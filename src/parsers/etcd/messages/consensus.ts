import type { MessageRow } from '../line.js';
import { notice, noticeRows } from './notice.js';

/** What raft shows beside elections, and who handed over leadership: `raft/raft.go`, `etcdserver/{raft,server}.go`. */
export const consensusRows: readonly MessageRow[] = [
  ...noticeRows('quorum-inactive', /^[0-9a-f]+ stepped down to follower since quorum is not active/),
  ...noticeRows('tick-missed', /(?:^|\s)A tick missed to fire\. Node blocks too long!/),
  {
    // 8211f1d0f64f3269 became pre-candidate at term 3
    text: /^[0-9a-f]+ became (?<state>leader|follower|candidate|pre-candidate|learner) at term (?<term>\d+)/,
    records: (line, found) => {
      const state = /became (\S+) at/.exec(line.message)?.[1];
      return notice(line, 'raft-state-changed', found, state === undefined ? {} : { state });
    },
  },
  ...noticeRows(
    'proposal-dropped',
    /appending new entries to log would exceed uncommitted entry size limit; dropping proposal/,
    /^[0-9a-f]+ \[term:? (?<term>\d+)\] transfer leadership to [0-9a-f]+ is in progress; dropping proposal/,
    /not forwarding to leader [0-9a-f]+ at term (?<term>\d+); dropping proposal/,
    /ignoring conf change .* at config/,
  ),
  ...noticeRows(
    'campaign-blocked',
    /^[0-9a-f]+ cannot campaign at term (?<term>\d+) since there are still/,
    /^[0-9a-f]+ is unpromotable(?:;| and can ?not| and can't)/,
    /^[0-9a-f]+ is unpromotable; ignoring MsgTimeoutNow/,
  ),
  ...noticeRows(
    'read-index-failed',
    'failed to get read index from Raft',
    /^failed to get read index from raft: (?<error>.*)/,
    'pending MsgReadIndex should be released only after first commit in current term',
    /^[0-9a-f]+ invalid format of MsgReadIndexResp/,
  ),
  ...noticeRows('server-overloaded', 'server is likely overloaded'),
  ...noticeRows(
    'leadership-transfer-started',
    'leadership transfer starting',
    /^[0-9a-f]+ starts leadership transfer from [0-9a-f]+ to (?<peer>[0-9a-f]+)/,
  ),
  ...noticeRows(
    'leadership-transferred',
    'leadership transfer finished',
    /^[0-9a-f]+ finished leadership transfer from [0-9a-f]+ to (?<peer>[0-9a-f]+)/,
  ),
  ...noticeRows(
    'leadership-transfer-failed',
    'leadership transfer failed',
    /^\S+ failed to transfer leadership \((?<error>.*)\)$/,
  ),
];
