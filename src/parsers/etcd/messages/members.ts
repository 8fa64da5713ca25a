import { parseGoDuration } from '../../../model/go-duration.js';
import type { AnyRecord, MemberIdentity, MemberRecord } from '../../../model/record.js';
import { SECOND, type Micros } from '../../../model/units.js';
import { certificateOf } from './failures.js';
import {
  common,
  durationField,
  endpointsOf,
  errorOf,
  type EtcdLine,
  listField,
  memberId,
  type MessageRow,
  textField,
} from '../line.js';

/**
 * Members coming, going, losing each other, and what names them: `embed/etcd.go`, `etcdserver/{server,raft}.go`,
 * `etcdserver/api/membership/cluster.go`, `api/rafthttp/{peer_status,probing_status,stream}.go`.
 */
export const memberRows: readonly MessageRow[] = [
  {
    // starting server... [version: 3.4.23, cluster version: to_be_decided]
    text: /^starting server\.\.\. \[version: ([^,\]]+), cluster version: [^\]]*\]/,
    records: (line, [, version]) => ({ ...common(line), kind: 'member-started', version: version ?? null, name: null }),
  },
  {
    // I | etcdmain: etcd Version: 3.0.17: before `starting server...`, and all that a start shows that is refused
    text: /^etcd Version: (\d+\.\d+\.\d\S*)$/,
    records: (line, [, version]) => ({ ...common(line), kind: 'member-started', version: version ?? null, name: null }),
  },
  {
    // one line a stop: `closing etcd server` and `closed etcd server` follow
    text: 'received signal; shutting down',
    records: stopped,
  },
  { text: /^received \S+(?: \S+)? signal, shutting down/, records: stopped },
  { text: 'starting local member', records: own },
  { text: 'restarting local member', records: own },
  { text: 'starting etcd server', records: own },
  {
    text: /^(?:re)?starting member ([0-9a-f]+) in cluster [0-9a-f]+/,
    records: (line, [, id]) => [logged(line), identity(line, true, id, null, [])],
  },
  {
    // {"local-member-id":"d06ae0bea7b912df","local-member-attributes":"{Name:master-1 ClientURLs:[http://127.0.0.1:12389]}"}
    text: /^published local member to cluster/,
    records: (line) => published(line, textField(line, 'local-member-attributes'), textField(line, 'local-member-id')),
  },
  {
    text: /^published (\{Name:.*\}) to cluster [0-9a-f]+/,
    records: (line, [, attributes]) => published(line, attributes ?? null, null),
  },
  {
    text: 'now serving peer/client/metrics',
    records: (line) => [
      logged(line),
      identity(line, true, textField(line, 'local-member-id'), null, [
        ...listField(line, 'advertise-client-urls'),
        ...listField(line, 'initial-advertise-peer-urls'),
      ]),
    ],
  },
  { text: /^name = (\S+)$/, records: (line, [, name]) => [logged(line), identity(line, true, null, name, [])] },
  {
    text: /^(?:advertise client|initial advertise peer) URLs = (.+)$/,
    records: (line, [, urls]) => [logged(line), identity(line, true, null, null, (urls ?? '').split(','))],
  },
  {
    text: /^initial cluster = (.+)$/,
    records: (line, [, cluster]) => [logged(line), ...initialCluster(line, cluster ?? '', null)],
  },
  {
    text: 'recovered/added member from store',
    records: (line) =>
      peer(line, textField(line, 'recovered-remote-peer-id'), listField(line, 'recovered-remote-peer-urls')),
  },
  {
    text: 'added remote peer',
    records: (line) => peer(line, textField(line, 'remote-peer-id'), listField(line, 'remote-peer-urls')),
  },
  {
    text: /^prober detected unhealthy status/,
    records: (line) => unreachable(line, textField(line, 'remote-peer-id')),
  },
  {
    text: 'peer became inactive (message send to peer failed)',
    records: (line) => unreachable(line, textField(line, 'peer-id')),
  },
  {
    text: /^lost TCP streaming connection with remote peer/,
    records: (line) => unreachable(line, textField(line, 'remote-peer-id')),
  },
  {
    text: /^failed to reach the peer URL$/,
    records: (line) => unreachable(line, textField(line, 'remote-member-id')),
  },
  {
    text: /^health check for peer ([0-9a-f]+) could not connect/,
    records: (line, [, id]) => unreachable(line, id),
  },
  {
    text: /^lost the TCP streaming connection with peer ([0-9a-f]+)/,
    records: (line, [, id]) => unreachable(line, id),
  },
  { text: /^peer ([0-9a-f]+) became inactive/, records: (line, [, id]) => unreachable(line, id) },
  {
    text: /^failed to reach the peerURL\(.*\) of member ([0-9a-f]+)/,
    records: (line, [, id]) => unreachable(line, id),
  },
  {
    text: /^failed to dial ([0-9a-f]{8,16}) on stream/,
    records: (line, [, id]) => unreachable(line, id),
  },
  {
    text: 'prober found high clock drift',
    records: (line) => ({
      ...common(line),
      kind: 'clock-difference',
      peer: memberId(textField(line, 'remote-peer-id')),
      difference: clockDrift(line),
    }),
  },
  {
    // the clock difference against peer 3eff616aeb017ac1 is too high [1.5s > 1s]
    text: /^the clock difference against peer ([0-9a-f]+) is too high \[(\S+) > /,
    records: (line, [, id, difference]) => ({
      ...common(line),
      kind: 'clock-difference',
      peer: memberId(id),
      difference: parseGoDuration(difference ?? ''),
    }),
  },
];

/**
 * How far the local clock is ahead of the peer's (`rafthttp/probing_status.go`). The line is written for more than a
 * second alone; early releases of 3.4 put the round trip under `clock-drift` and the drift under `rtt`.
 */
function clockDrift(line: EtcdLine): Micros | null {
  const drift = durationField(line, 'clock-drift');
  const trip = durationField(line, 'rtt');
  return drift !== null && trip !== null && drift <= SECOND && trip > SECOND ? trip : drift;
}

/** The line itself, where what it yields besides is only who is who. */
export function logged(line: EtcdLine): AnyRecord {
  return { ...common(line), kind: 'log', level: line.level, message: line.message };
}

export function identity(
  line: EtcdLine,
  self: boolean,
  id: string | null | undefined,
  name: string | null | undefined,
  urls: readonly string[],
): MemberIdentity {
  const hex = memberId(id);
  const endpoints = endpointsOf(urls);
  return {
    ...common(line),
    kind: 'member-identity',
    self,
    ...(hex === null ? {} : { id: hex }),
    ...(name ? { name } : {}),
    ...(endpoints.length === 0 ? {} : { endpoints }),
  };
}

/** `master-1=http://10.0.0.1:2380,master-2=http://10.0.0.2:2380`: names and peer URLs; a name may come twice. */
export function initialCluster(line: EtcdLine, list: string, ownName: string | null): readonly MemberIdentity[] {
  const urls = new Map<string, string[]>();
  for (const item of list.split(',')) {
    const at = item.indexOf('=');
    if (at <= 0) continue;
    const name = item.slice(0, at).trim();
    const known = urls.get(name);
    if (known === undefined) urls.set(name, [item.slice(at + 1)]);
    else known.push(item.slice(at + 1));
  }
  return [...urls]
    .filter(([name]) => name !== ownName)
    .map(([name, addresses]) => identity(line, false, null, name, addresses));
}

function stopped(line: EtcdLine): MemberRecord {
  return { ...common(line), kind: 'member-stopped', name: null };
}

function own(line: EtcdLine): readonly AnyRecord[] {
  return [logged(line), identity(line, true, textField(line, 'local-member-id'), null, [])];
}

/** `{Name:master-1 ClientURLs:[http://127.0.0.1:12389 http://127.0.0.1:12390]}` */
function published(line: EtcdLine, attributes: string | null, id: string | null): readonly AnyRecord[] {
  const found = /^\{Name:(.*?) ClientURLs:\[(.*?)\]\}/.exec(attributes ?? '');
  return [logged(line), identity(line, true, id, found?.[1], (found?.[2] ?? '').split(' '))];
}

function peer(line: EtcdLine, id: string | null, urls: readonly string[]): readonly AnyRecord[] {
  const local = memberId(textField(line, 'local-member-id'));
  return [logged(line), identity(line, local !== null && local === memberId(id), id, null, urls)];
}

/** A peer that is not reached; where that is for a certificate, the line reports both. */
function unreachable(line: EtcdLine, id: string | null | undefined): AnyRecord | readonly AnyRecord[] {
  const peer = memberId(id);
  const lost: MemberRecord = { ...common(line), kind: 'member-unreachable', peer };
  const certificate = certificateOf(line, `${line.message} ${errorOf(line)}`);
  return certificate === null ? lost : [lost, { ...certificate, ...(peer === null ? {} : { peer }) }];
}
