import type { LineRef, Sink } from '../../../model/parser.js';
import { bytes } from '../../../model/units.js';
import { etcdSetting } from '../../../model/etcd-settings.js';
import { hostPorts } from '../../etcdctl/output/addresses.js';
import type { Argument, Program } from './arguments.js';

export interface PlacedArgument extends Argument {
  readonly at: LineRef;
}

const DEFAULT_QUOTA = 2 * 1024 ** 3;
const OFF = /^(?=0)(?:[0.]+(?:h|ms|us|µs|ns|m|s))*[0.]*$/;
const URLS = ['listen-client-urls', 'advertise-client-urls', 'listen-peer-urls', 'initial-advertise-peer-urls'];

/**
 * Hands over with what settings a program is started: etcd's quota and auto-compaction, the API server's compaction
 * interval; of the rest what etcd has as a setting, as lines like others. None carries a time. Answers whether any did.
 */
export function emitArguments(program: Program, found: readonly PlacedArgument[], format: string, sink: Sink): boolean {
  return program === 'etcd' ? emitEtcd(found, format, sink) : emitApiserver(found, format, sink);
}

function emitEtcd(found: readonly PlacedArgument[], format: string, sink: Sink): boolean {
  const value = (name: string): string | null => found.find((one) => one.name === name)?.value ?? null;
  const named = value('name');
  const common = {
    format,
    source: 'config',
    time: null,
    ...(named === null ? {} : { about: { name: named } }),
  } as const;
  let any = false;
  for (const { name, value: text, at } of found) {
    if (etcdSetting(name) === null) continue;
    any = true;
    if (name === 'quota-backend-bytes' && /^-?\d+$/.test(text)) {
      const number = Number(text);
      const quotaBytes = number < 0 ? null : bytes(number === 0 ? DEFAULT_QUOTA : number);
      sink.record({ ...common, kind: 'quota-set', quotaBytes }, at);
    } else if (name === 'auto-compaction-retention') {
      const mode = value('auto-compaction-mode');
      sink.record({ ...common, kind: 'auto-compaction-set', mode, retention: text, disabled: OFF.test(text) }, at);
    } else {
      sink.record({ ...common, kind: 'log', level: null, message: `${name}: ${text}`.slice(0, 300) }, at);
    }
  }
  const endpoints = hostPorts(URLS.map((name) => value(name) ?? '').join(',')).filter(
    (pair) => !/^(?:0\.0\.0\.0|\[::\]|127\.0\.0\.1|localhost)(?::|$)/.test(pair) && !/[$%]/.test(pair),
  );
  const at = found.find(({ name }) => name === 'name' || URLS.includes(name))?.at;
  if (any && at !== undefined && (named !== null || endpoints.length > 0) && !/[$%]/.test(named ?? '')) {
    const identity = { kind: 'member-identity', format, source: 'config', time: null, self: true, endpoints } as const;
    sink.record({ ...identity, ...(named === null ? {} : { name: named }) }, at);
  }
  return any;
}

/** kube-apiserver's flags that say something of its etcd. `etcd-compaction-interval` is 5m0s by default, 0 is off. */
const APISERVER_FLAGS: ReadonlySet<string> = new Set([
  ...['etcd-compaction-interval', 'etcd-servers', 'etcd-servers-overrides', 'etcd-prefix', 'etcd-healthcheck-timeout'],
  ...['etcd-count-metric-poll-period', 'etcd-db-metric-poll-interval', 'etcd-readycheck-timeout', 'event-ttl'],
  ...['storage-backend', 'lease-reuse-duration-seconds', 'watch-cache', 'max-requests-inflight'],
  ...['max-mutating-requests-inflight', 'request-timeout', 'enable-priority-and-fairness'],
]);

function emitApiserver(found: readonly PlacedArgument[], format: string, sink: Sink): boolean {
  let any = false;
  for (const { name, value, at } of found) {
    if (!APISERVER_FLAGS.has(name)) continue;
    any = true;
    if (isRuleSetting(name)) sink.record(apiserverSetting(name, value, format, 'config'), at);
    else {
      const message = `${name}: ${value}`.slice(0, 300);
      sink.record({ kind: 'log', format, source: 'config', time: null, level: null, message }, at);
    }
  }
  return any || found.length > 0;
}

/** Settings of an API server that verdicts depend on. */
const isRuleSetting = (name: string): boolean => name === 'etcd-compaction-interval' || name === 'event-ttl';

export function apiserverSetting(name: string, value: string, format: string, source: 'config' | 'kubernetes') {
  const claim = { what: 'setting', name, value, glued: false, proposed: false } as const;
  return { kind: 'claim', format, source, time: null, claim, excerpt: `--${name}=${value}` } as const;
}
