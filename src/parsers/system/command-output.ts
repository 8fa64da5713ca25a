import { clientError } from '../client-error.js';
import type { Context, LineParser, Payload } from '../../model/parser.js';
import type { AnyRecord } from '../../model/record.js';
import { argumentsIn, wordsOf } from '../configuration/start-flags/arguments.js';
import { emitArguments } from '../configuration/start-flags/emit-arguments.js';

const ID = 'command-output';
const MOST_LENGTH = 8000;

interface Shape {
  readonly text: RegExp;
  readonly record: (payload: Payload, found: readonly string[], context: Context) => AnyRecord | null;
}

const common = (payload: Payload) => ({ format: ID, source: 'system', time: payload.outerTime }) as const;
const log = (payload: Payload): AnyRecord => ({
  ...common(payload),
  ...{ kind: 'log', level: null, message: payload.text.trim().slice(0, 300) },
});

/** Images that are mounted read-only are always full. */
const HOLDS_ETCD = /^\/(?:var(?:\/lib)?)?$|etcd|rancher|k3s|k0s/;

/** Lines that show by themselves which command printed them. */
const SHAPES: readonly Shape[] = [
  {
    // [-]etcd failed: error getting data from etcd: context deadline exceeded
    text: /^\[-\]etcd(?:-readiness)? failed: (.{1,300})/,
    record: (payload, [, message = '']) => ({
      ...{ format: ID, source: 'kubernetes', time: payload.outerTime, kind: 'health-check-failed' },
      message: `etcd check of the API server: ${message}`,
    }),
  },
  // [+]ping ok, [-]poststarthook/rbac/bootstrap-roles failed: not finished, healthz check failed
  { text: /^\[[+-]\][\w./-]{2,100} (?:ok|excluded: ok|failed: .+)$/, record: log },
  { text: /^(?:healthz|livez|readyz) check (?:passed|failed)$/, record: log },
  {
    // df -h: /dev/sda2        50G   50G     0 100% /var/lib/etcd
    text: /^\S{1,200} +[\d.]{1,15}[KMGTP]?i? +[\d.]{1,15}[KMGTP]?i? +[\d.]{1,15}[KMGTP]?i? +(\d{1,3})% +(\/\S*)$/,
    record: (payload, [, used, mount = '']) =>
      used === '100' && HOLDS_ETCD.test(mount) ? { ...common(payload), kind: 'disk-full' } : log(payload),
  },
  { text: /^Filesystem +(?:Size|1K-blocks|Type|Inodes|1M-blocks)\b.* Mounted on$/, record: log },
  { text: /^(?:etcdctl|etcdutl|API) version: v?\d{1,2}(?:\.\d{1,3}){1,2}\S{0,40}$/, record: log },
  { text: /^(?:Client|Server|Kustomize) Version: (?:v\d|version\.Info\{)\S{1,30}.{0,400}$/, record: log },
  {
    // gRPC's own log in etcd 3.6, by the standard library's logger
    text: /^(\d{4})\/(\d\d)\/(\d\d) (\d\d):(\d\d):(\d\d) ((?:INFO|WARNING|ERROR): \[[a-z]+\] .{1,1000})/,
    record: (payload, found, { clock }) => {
      const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = found.slice(1, 7).map(Number);
      const message = found[7] ?? '';
      const level = message.startsWith('WARNING') ? 'warn' : message.startsWith('ERROR') ? 'error' : 'info';
      const time = payload.outerZoned ? payload.outerTime : clock.local(year, month, day, hour, minute, second, 0);
      return { format: ID, source: 'etcd', time, kind: 'log', level, message };
    },
  },
  {
    // Failed to get the status of endpoint https://10.0.0.1:2379 (context deadline exceeded)
    text: /^Failed to get the status of endpoint (\S{1,200}) \((.{1,200})\)$/,
    record: (payload, [, endpoint = '', message = '']) => ({
      ...{ format: ID, source: 'etcdctl', time: payload.outerTime, kind: 'endpoint-unhealthy', endpoint },
      message: `${endpoint}: ${message}`,
    }),
  },
  {
    text: /^Error: {1,2}(?:context deadline exceeded|(?:etcdclient|client): no available endpoints|grpc: timed out when dialing|dial tcp \S{1,100} .{1,100}|failed to fetch endpoints from etcd cluster member list: .{1,200})$/,
    record: (payload) => ({
      ...{ format: ID, source: 'etcdctl', time: payload.outerTime, kind: 'request-timeout' },
      message: payload.text.trim().slice(0, 300),
    }),
  },
  {
    // Error from server (InternalError): etcdserver: request timed out
    text: /^Error from server(?: \([A-Za-z]{1,40}\))?: (.{1,1000})/,
    record: (payload, [, message = '']) => {
      const base = { ...common(payload), source: 'kubernetes' } as const;
      if (/(?:etcdserver|mvcc): |\bdatabase space exceeded/.test(message)) return clientError(base, message, message);
      const short = message.slice(0, 300);
      if (/request timed out|unable to return a response in the time|deadline exceeded/.test(message))
        return { ...base, kind: 'request-timeout', message: short };
      return log(payload);
    },
  },
  {
    text: /^(?:Unable to connect to the server: .{1,300}|The connection to the server \S{1,200} was refused - did you .{1,80})$/,
    record: (payload) => ({
      ...{ format: ID, source: 'kubernetes', time: payload.outerTime, kind: 'api-error' },
      message: payload.text.trim().slice(0, 300),
    }),
  },
  {
    // kubeadm: error execution phase check-etcd: error syncing endpoints with etcd: dial tcp 10.0.0.1:2379: connect: connection refused
    text: /^(?:error: )?error execution phase [\w/-]{1,60}: (.{0,300}\betcd\b.{0,300})$/,
    record: (payload, [, message = '']) => ({
      ...{ ...common(payload), source: 'kubernetes', kind: 'endpoint-unhealthy' },
      message: message.slice(0, 300),
    }),
  },
  {
    text: /^\[(?:etcd|check-etcd|kubelet-check|wait-control-plane|control-plane-check|api-check)\] [A-Z]/,
    record: log,
  },
  // etcdctl cluster-health of etcd 2; what stands around the tables of auger analyze
  { text: /^cluster is (?:un)?healthy$|^cluster is degraded$/, record: log },
  {
    text: /^(?:Total (?:kubernetes objects|\(all revisions\) storage used by kubernetes objects|keys?): \d{1,18}|Most common (?:kubernetes types|namespaces):|Entries by '[A-Z ]{1,40}' \(total [^()]{1,40}\):)$/,
    record: log,
  },
  {
    text: /^Error response from daemon: .{0,40}[Cc]ontainer \S{1,80} is (?:restarting|not running|paused)\b/,
    record: log,
  },
  {
    // docker compose: etcd1 exited with code 137
    text: /^\S{0,60}etcd\S{0,60} exited(?: with code)? \(?(\d{1,3})\)?$/,
    record: (payload, [, status = '']) => ({
      ...common(payload),
      ...{ kind: 'service-failed', unit: payload.text.trim().split(' ')[0] ?? 'etcd', status },
    }),
  },
];

/** A word of our programs and then a flag: prose does not continue like this. */
const COMMAND_LINE = /(?:^|[\s/])(?:etcd|kube-apiserver) --?[a-z]/;
const CONTINUED = /^(?:\S{0,200}\/)?(?:etcd|kube-apiserver) \\$/;
/** What `ps … | grep -o` leaves: a flag of ours alone. */
const LONE_FLAG = /^--(?:etcd-compaction-interval|etcd-servers|event-ttl)[= ]\S{1,300}( \\)?$/;

/**
 * Answers of everyday commands about etcd: health checks, `df`, versions, etcdctl's failures, and pasted command
 * lines of etcd and kube-apiserver, also out of `ps`.
 */
export const commandOutput: LineParser = {
  id: ID,
  source: 'system',
  title: 'answers of commands: health checks, df, versions, ps; command lines of etcd and kube-apiserver',
  sample: '[-]etcd failed: error getting data from etcd: context deadline exceeded',
  takes: [
    'health-check-failed',
    'disk-full',
    'endpoint-unhealthy',
    'request-timeout',
    'nospace-error',
    'api-error',
    'leader-changed',
    'no-leader',
    'too-many-requests',
    'request-too-large',
    'corrupt-error',
    'auth-error',
    'service-failed',
    'quota-set',
    'auto-compaction-set',
    'member-identity',
    'claim',
  ],
  parse(payload, context, sink) {
    const { bytes, start, end } = payload;
    if (end - start > MOST_LENGTH || end === start || bytes[start] === 123) return false;
    const text = payload.text.trim();
    for (const shape of SHAPES) {
      const found = shape.text.exec(text);
      const record = found === null ? null : shape.record(payload, found, context);
      if (record === null) continue;
      sink.record(record);
      return true;
    }
    return takeCommandLine(text, payload, sink);
  },
};

function takeCommandLine(text: string, payload: Payload, sink: Parameters<LineParser['parse']>[2]): boolean {
  if (CONTINUED.test(text)) {
    sink.record(log(payload));
    return true;
  }
  const isFlag = LONE_FLAG.test(text);
  const at = isFlag ? 0 : (COMMAND_LINE.exec(text)?.index ?? -1);
  // a prompt, a log's message or a sentence continues otherwise: what `ps` prints before it are numbers and names
  if (at === -1 || /[`"{}]|\b(?:grep|docker|podman|kubectl|msg)\b/.test(text.slice(0, at))) return false;
  const rest = text.slice(at).trim();
  const program = isFlag || rest.includes('kube-apiserver') ? 'kube-apiserver' : 'etcd';
  const ref = { line: 0, byteOffset: null, text };
  const words = wordsOf(rest.replace(/ ?\\$/, ''));
  if (!isOfFlags(words.slice(isFlag ? 0 : 1))) return false;
  const found = argumentsIn(words).map((one) => ({ ...one, at: ref }));
  const direct = { ...sink, record: (record: AnyRecord) => sink.record({ ...record, format: ID }) };
  return found.length > 0 && emitArguments(program, found, ID, direct);
}

/** Flags, each with one value at most: in a sentence other words follow. */
const isOfFlags = (words: readonly string[]): boolean =>
  words.every((word, i) => word.startsWith('-') || (i > 0 && /^-[^=]*$/.test(words[i - 1] ?? '')));
