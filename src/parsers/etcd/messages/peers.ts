import type { MessageRow } from '../line.js';
import { noticeRows } from './notice.js';

/** What continues between members beside losses: `api/rafthttp/{peer,peer_status,stream,pipeline,http,transport}.go`. */
export const peerRows: readonly MessageRow[] = [
  ...noticeRows(
    'peer-connected',
    'peer became active',
    /^peer (?<peer>[0-9a-f]+) became active/,
    'established TCP streaming connection with remote peer',
    /^established a TCP streaming connection with peer (?<peer>[0-9a-f]+)/,
    'set message encoder',
  ),
  ...noticeRows(
    'peer-disconnected',
    'closed TCP streaming connection with remote peer',
    /^closed an existing TCP streaming connection with (?:remote )?peer(?: (?<peer>[0-9a-f]+))?/,
    'stopped TCP streaming connection with remote peer',
  ),
  ...noticeRows(
    'messages-dropped',
    /^dropped (?:internal )?(?:Raft|raft) message .*(?:buffer|queue)/,
    /^dropped (?:MsgProp|Msg\w+|internal raft message|raft message)/,
    'rate limit on stream reader with remote peer',
    /^streaming with peer (?<peer>[0-9a-f]+) \(.* reader\) rate limiter error/,
  ),
];

/** Exchanges that failed, for a reason that is in the error. */
export const generalPeerRows: readonly MessageRow[] = [
  ...noticeRows(
    'peer-message-failed',
    /^failed to (?:decode|process|read|unmarshal) (?:Raft|raft) message(?: \((?<error>.*)\))?$/,
    'request sent was ignored by peer',
    /^failed to close (?:connection with remote peer|remote peer connection)/,
    /^peer (?<peer>[0-9a-f]+) \((?:reader|writer)\) connection close error: (?<error>.*)/,
    /^failed to add peer (?:into prober|\S+ into prober)/,
    'failed to encode members response',
    /^failed to encode members response/,
    /^failed to parse (?:path|from \S+) into ID/,
  ),
  ...noticeRows(
    'peer-query-failed',
    /^failed to (?:get version|parse (?:cluster|server) version of remote member|update cluster version)$/,
    /^cannot (?:get|understand) the (?:cluster )?version of member (?<peer>[0-9a-f]+) \((?<error>.*)\)/,
    /^error updating cluster version \((?<error>.*)\)/,
    /^aborting (?:cluster version update|update cluster version); server is stopped/,
    /^failed to (?:read body of response|unmarshal response|read body of cluster response|unmarshal cluster response|get cluster response|parse cluster ID)$/,
    /^could not (?:get cluster response|parse the cluster ID|read the body of cluster response|unmarshal cluster response)/,
    /^failed to (?:read out|unmarshal) the response body (?:got )?from the peerURL/,
  ),
  ...noticeRows(
    'stream-error',
    /^failed to (?:send|receive) (?:pending |control )?(?:watch|lease keepalive)(?: control)? (?:response|request)(?: (?:to|from) gRPC stream)/,
    /^failed to send (?:watch control|pending watch) response/,
  ),
  ...noticeRows(
    'name-resolution-failed',
    /^failed to (?:resolve URL Host|parse URL Host while resolving URL)/,
    /^(?:failed resolving host|could not resolve host) /,
    /^could not parse url .* during tcp resolving/,
  ),
];
