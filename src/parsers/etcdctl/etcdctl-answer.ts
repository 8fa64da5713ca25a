import { certificateFields } from '../certificate-text.js';
import type { LineParser, Payload } from '../../model/parser.js';
import { clientError } from '../client-error.js';
import type { AnyRecord } from '../../model/record.js';
import { parseGoDuration } from '../../model/go-duration.js';
import { revision } from '../../model/units.js';
import { WordFinder } from '../../model/word-finder.js';
import { hostPort, memberId } from './output/addresses.js';
import { refusalIn } from './output/refusal.js';

const ID = 'etcdctl-answer';

/**
 * What etcdctl and etcdutl print when they did something, or couldn't: lines that nothing else prints, outside of any
 * transcript. What `alarm disarm` prints looks like an alarm list and is read as one.
 *
 *     Finished defragmenting etcd member[127.0.0.1:2379]
 *     Failed to defragment etcd member[127.0.0.1:22379] (context deadline exceeded)
 *     Leadership transferred from 45ddc0e800e20b93 to c89feb932daef420
 *     Error: etcdserver: mvcc: database space exceeded
 */
export const etcdctlAnswer: LineParser = {
  id: ID,
  source: 'etcdctl',
  title: 'etcdctl: answers of compact, defrag, move-leader, snapshot save; errors of the server',
  sample: 'Finished defragmenting etcd member[127.0.0.1:2379]',
  versions: '3.2 to 3.7',
  takes: [
    'compaction-requested',
    'defragmentation-finished',
    'defragmentation-failed',
    'leader-changed',
    'no-leader',
    'nospace-error',
    'request-timeout',
    'request-too-large',
    'too-many-requests',
    'api-error',
    'endpoint-unhealthy',
    'auth-error',
    'corrupt-error',
    'certificate-error',
    'claim',
  ],
  begins: 'AEFLPScl',
  parse(payload, _context, sink) {
    const first = payload.bytes[payload.start];
    if (!STARTS.isAt(payload.bytes, payload.start, payload.end) || payload.end - payload.start > 2000) return false;
    const text = payload.text.trim();
    for (const { first: byte, shape, records } of ROWS) {
      const found = byte === first ? shape.exec(text) : null;
      if (found === null) continue;
      for (const record of records(found, payload)) sink.record(record);
      return true;
    }
    return false;
  },
};

/** With what the rows begin. */
const STARTS = new WordFinder(
  [
    ...['Finished defragmenting', 'Failed to defragment', 'compacted revision ', 'Leadership transferred ', 'lease '],
    ...['Snapshot saved at ', 'Server version ', 'PASS: ', 'FAIL: ', 'Throughput ', 'Slowest request ', 'Stddev '],
    ...[
      'Approximate system memory ',
      'Error: etcdserver: ',
      'Error:  etcdserver: ',
      'Error: rpc error: ',
      'Error:  rpc error: ',
    ],
    ...['Error:  client: ', 'Error: client: '],
  ],
  true,
);

interface Row {
  /** First byte of the line. */
  readonly first: number;
  readonly shape: RegExp;
  readonly records: (found: readonly string[], payload: Payload) => readonly AnyRecord[];
}

const common = ({ outerTime }: Payload) => ({ format: ID, source: 'etcdctl', time: outerTime }) as const;
const byte = (letter: string): number => letter.charCodeAt(0);
const aboutEndpoint = (endpoint: string) => ({ endpoint, about: { endpoint: hostPort(endpoint) } });

/** `etcdctl/ctlv3/command/{defrag,compaction,move_leader,snapshot}_command.go`. */
const ROWS: readonly Row[] = [
  {
    first: byte('F'),
    shape: /^Finished defragmenting etcd member\[([^\]]+)\](?:[.,]? took[ :]+([^\s:]\S*))?$/,
    records: ([, endpoint = '', took], payload) => [
      {
        ...common(payload),
        kind: 'defragmentation-finished',
        ...aboutEndpoint(endpoint),
        duration: took === undefined ? null : parseGoDuration(took.replace(/\.$/, '')),
      },
    ],
  },
  {
    first: byte('F'),
    shape: /^Finished defragmenting etcd data\[/,
    records: (_found, payload) => [
      { ...common(payload), kind: 'defragmentation-finished', endpoint: null, duration: null },
    ],
  },
  {
    first: byte('F'),
    shape: /^Failed to defragment etcd member\[([^\]]+)\](.*)$/,
    records: ([, endpoint = '', rest = ''], payload) => [
      {
        ...common(payload),
        kind: 'defragmentation-failed',
        ...aboutEndpoint(endpoint),
        duration: null,
        error: refusalIn(rest),
      },
    ],
  },
  {
    first: byte('c'),
    shape: /^compacted revision (\d{1,15})$/,
    records: ([, value], payload) => [
      {
        ...common(payload),
        kind: 'claim',
        claim: { what: 'answer', of: 'compact', value: Number(value) },
      },
      {
        ...common(payload),
        kind: 'compaction-requested',
        revision: revision(Number(value)),
        duration: null,
        automatic: false,
      },
    ],
  },
  {
    first: byte('L'),
    shape: /^Leadership transferred from [0-9a-f]{1,16} to ([0-9a-f]{1,16})$/,
    records: ([, id = ''], payload) => [
      { ...common(payload), kind: 'leader-changed', leader: memberId(id), term: null },
    ],
  },
  {
    first: byte('S'),
    // 3.6 on says which version the snapshot is from
    shape: /^(?:Snapshot saved at \S.*|Server version \d+\.\d+\.\d\S*)$/,
    records: ([message = ''], payload) => [{ ...common(payload), kind: 'log', level: null, message }],
  },
  // etcdctl check perf, check datascale: what this one run measured
  ...['P', 'F', 'S', 'A'].map((letter) => ({
    first: byte(letter),
    shape:
      /^(?:PASS: |FAIL: )?(?:Throughput (?:is|too low:) \d+ writes\/s|Slowest request took(?: too long:)? \d[\d.]*s|Stddev (?:is|too high:) \d[\d.]*s|too many errors|ERROR\(.*\) -> \d+|Approximate system memory used : [\d.]+ MB\.)$/,
    records: ([message = '']: readonly string[], payload: Payload): readonly AnyRecord[] => [
      { ...common(payload), kind: 'log', level: null, message },
    ],
  })),
  {
    first: byte('l'),
    shape: /^lease [0-9a-f]{16} (?:granted with TTL\(\d+s\)|revoked|keepalived with TTL\(\d+\)|already expired).*$/,
    records: ([message = ''], payload) => [{ ...common(payload), kind: 'log', level: null, message }],
  },
  {
    first: byte('E'),
    // Error: x509: certificate has expired or is not yet valid: current time … is after …
    shape: /^Error: (?:.{0,200} )?(?=x509: |(?:remote error: )?tls: )(.*)$/,
    records: ([, error = ''], payload) => {
      const fields = certificateFields(error);
      return fields === null ? [] : [{ ...common(payload), kind: 'certificate-error', remote: null, ...fields }];
    },
  },
  {
    first: byte('E'),
    // etcdctl of the v2 API, with two blanks
    shape: /^Error:  ?client: (etcd cluster is unavailable or misconfigured.*)$/s,
    records: ([, message = ''], payload) => [{ ...common(payload), kind: 'endpoint-unhealthy', message }],
  },
  {
    first: byte('E'),
    shape: /^Error: {1,2}(?:rpc error: code = \w+ desc = )?etcdserver: .*$/,
    records: ([message = ''], payload) => [clientError(common(payload), message, message)],
  },
];
