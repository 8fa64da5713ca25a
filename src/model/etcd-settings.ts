import { flagTypeOf } from './etcd-releases.js';

/** etcd's settings by their names in flags and configuration files: what kind of value they take, and the default. */
export interface EtcdSetting {
  readonly type: 'integer' | 'duration' | 'boolean' | 'text' | 'section';
  /** As etcd prints it; null where there is none or it depends. */
  readonly default: string | null;
  /** Whether the name alone tells etcd's configuration from anybody else's. */
  readonly strong: boolean;
}

const integer = (value: string | null = null): EtcdSetting => ({ type: 'integer', default: value, strong: true });
const duration = (value: string | null = null): EtcdSetting => ({ type: 'duration', default: value, strong: true });
const boolean = (value: string | null = 'false'): EtcdSetting => ({ type: 'boolean', default: value, strong: true });
const text = (value: string | null = null): EtcdSetting => ({ type: 'text', default: value, strong: true });
const weak = (setting: EtcdSetting): EtcdSetting => ({ ...setting, strong: false });

/**
 * A key of the file equals the flag's name; defaults are given where incidents turn on them. Which release has which name
 * is in etcd-names.ts.
 */
export const ETCD_SETTINGS: ReadonlyMap<string, EtcdSetting> = new Map(
  Object.entries({
    'quota-backend-bytes': integer('0'),
    'auto-compaction-mode': text('periodic'),
    'auto-compaction-retention': { type: 'duration', default: '0', strong: true },
    'max-request-bytes': integer('1572864'),
    'max-txn-ops': integer('128'),
    'max-concurrent-streams': integer('4294967295'),
    'snapshot-count': integer(),
    'heartbeat-interval': integer('100'),
    'election-timeout': integer('1000'),
    'max-snapshots': integer('5'),
    'max-wals': integer('5'),
    'backend-batch-limit': integer('0'),
    'backend-batch-interval': duration('0s'),
    'backend-bbolt-freelist-type': text(),
    'data-dir': weak(text()),
    'wal-dir': text(),
    'listen-peer-urls': text(),
    'listen-client-urls': text(),
    'listen-client-http-urls': text(),
    'listen-metrics-urls': text(),
    'initial-advertise-peer-urls': text(),
    'advertise-client-urls': text(),
    'initial-cluster': text(),
    'initial-cluster-state': text('new'),
    'initial-cluster-token': text('etcd-cluster'),
    'initial-election-tick-advance': boolean('true'),
    'strict-reconfig-check': boolean('true'),
    'pre-vote': boolean(null),
    'discovery-srv': text(),
    'discovery-srv-name': text(),
    'discovery-proxy': text(),
    'discovery-fallback': text(),
    discovery: weak(text()),
    name: weak(text('default')),
    cors: weak(text()),
    logger: weak(text()),
    debug: weak(boolean()),
    'log-level': weak(text('info')),
    'log-format': weak(text('json')),
    'log-outputs': weak(text('default')),
    'log-package-levels': text(),
    'enable-v2': boolean(),
    'enable-pprof': weak(boolean()),
    'enable-log-rotation': weak(boolean()),
    'log-rotation-config-json': text(),
    'host-whitelist': text('*'),
    'force-new-cluster': boolean(),
    'unsafe-no-fsync': boolean(),
    'socket-reuse-port': boolean(),
    'socket-reuse-address': boolean(),
    'grpc-keepalive-min-time': duration('5s'),
    'grpc-keepalive-interval': duration('2h0m0s'),
    'grpc-keepalive-timeout': duration('20s'),
    'auth-token': text('simple'),
    'auth-token-ttl': integer('300'),
    'bcrypt-cost': integer('10'),
    metrics: weak(text('basic')),
    proxy: weak(text()),
    'proxy-failure-wait': integer(),
    'proxy-refresh-interval': integer(),
    'proxy-dial-timeout': integer(),
    'proxy-write-timeout': integer(),
    'proxy-read-timeout': integer(),
    'cipher-suites': text(),
    'tls-min-version': weak(text()),
    'tls-max-version': weak(text()),
    'self-signed-cert-validity': integer('1'),
    'client-transport-security': { type: 'section', default: null, strong: true },
    'peer-transport-security': { type: 'section', default: null, strong: true },
    'cert-file': weak(text()),
    'key-file': weak(text()),
    'client-cert-auth': boolean(),
    'trusted-ca-file': text(),
    'auto-tls': weak(boolean()),
    'peer-cert-file': text(),
    'peer-key-file': text(),
    'peer-client-cert-auth': boolean(),
    'peer-trusted-ca-file': text(),
    'peer-auto-tls': boolean(),
    'compaction-batch-limit': integer('1000'),
    'compaction-sleep-interval': duration('10ms'),
    'corrupt-check-time': duration('0s'),
    'compact-hash-check-time': duration('1m0s'),
    'warning-apply-duration': duration('100ms'),
    'warning-unary-request-duration': duration('300ms'),
    'watch-progress-notify-interval': duration('10m0s'),
    'downgrade-check-time': duration('5s'),
    'bootstrap-defrag-threshold-megabytes': integer('0'),
    'snapshot-catchup-entries': integer('5000'),
    'max-learners': integer('1'),
    'feature-gates': weak(text()),
    'v2-deprecation': text(),
  } satisfies Readonly<Record<string, EtcdSetting>>),
);

/** The setting of that name, also under its `experimental-` name; null: no release from 3.3 on has it. */
export function etcdSetting(name: string): EtcdSetting | null {
  const found = ETCD_SETTINGS.get(name) ?? ETCD_SETTINGS.get(name.replace(/^experimental-/, ''));
  if (found !== undefined) return found;
  const type = flagTypeOf(name);
  if (type === null) return name.startsWith('experimental-') ? weak(text()) : null;
  return { type: type === 'other' ? 'text' : type, default: null, strong: name.startsWith('experimental-') };
}
