import type { AnyRecord, SystemRecord, TroubleRecord } from '../../../model/record.js';
import { common, durationField, errorOf, type EtcdLine, type MessageRow, textField } from '../line.js';

/** Health probes without an alarm, rejected connections, files that are damaged. */
export const failureRows: readonly MessageRow[] = [
  { text: /^serving \/health false/, records: (line) => unhealthy(line) },
  { text: /^\/health error/, records: (line) => unhealthy(line) },
  { text: /^Health check error$/i, records: (line) => unhealthy(line) },
  {
    // {"msg":"rejected connection","remote-addr":"10.0.0.9:51234","server-name":"","error":"remote error: tls: bad certificate"}
    text: /^rejected connection(?: on (?:client|peer) endpoint)?$/,
    records: (line) => (isCertificate(errorOf(line)) ? certificate(line, textField(line, 'remote-addr')) : null),
  },
  {
    // rejected connection from "10.0.0.9:51234" (error "remote error: tls: bad certificate", ServerName "")
    text: /^rejected connection from "([^"]*)" \(error "(.*)", ServerName/s,
    records: (line, [, remote, error]) => (isCertificate(error ?? '') ? certificate(line, remote ?? null) : null),
  },
  { text: /^(?:panic|fatal error): /, records: panic },
  { text: /^runtime: (?:out of memory|goroutine stack exceeds)/, records: panic },
];

/** Damage that shows in the error of many a message (`wal/wal.go`, `raft/log.go`, `mvcc/backend`, bbolt). */
const DAMAGE =
  /\bcrc mismatch\b|read wal error|failed to (?:read|repair) WAL|WAL.*cannot be repaired|wal: (?:file not found|slice bounds|max entry size)|tocommit\(\d+\) is out of range|invalid database\b|database file .* of the backend is missing|freepages: failed|snap: (?:snapshot file doesn't exist|empty snapshot)|failed to find \[SNAPSHOT/i;
const CERTIFICATE =
  /\bx509: |\btls: (?:\w+ )*(?:certificate|handshake failure|unknown authority)|certificate (?:has expired|signed by)/i;
const BAD_LEVELS: ReadonlySet<string> = new Set(['warn', 'error', 'critical', 'dpanic', 'panic', 'fatal']);

/**
 * What a line tells by its error where its message has no row: a full or failing disk, damaged files, a certificate, a
 * time-out, the end of the process. Null: nothing of the kind.
 */
export function failureOf(line: EtcdLine): AnyRecord | null {
  if (line.level !== null && !BAD_LEVELS.has(line.level) && !line.message.startsWith('panic')) return null;
  const text = `${line.message} ${errorOf(line)}`;
  if (/no space left on device/i.test(text)) return { ...common(line), kind: 'disk-full', process: 'etcd' };
  if (/input\/output error|read-only file system|structure needs cleaning/i.test(text)) {
    return { ...common(line), kind: 'disk-error', process: 'etcd' };
  }
  if (DAMAGE.test(text)) return { ...common(line), kind: 'wal-corrupt', process: 'etcd' };
  if (isCertificate(text)) return certificate(line, textField(line, 'remote-addr'));
  if (/etcdserver: request timed out/.test(text)) {
    return { ...common(line), kind: 'request-timeout', duration: durationField(line, 'took'), message: text.trim() };
  }
  if (line.level === 'panic' || line.level === 'fatal' || line.level === 'dpanic' || line.level === 'critical') {
    return panic(line);
  }
  return null;
}

function isCertificate(text: string): boolean {
  return CERTIFICATE.test(text);
}

function unhealthy(line: EtcdLine): TroubleRecord {
  const why = textField(line, 'output') ?? errorOf(line);
  return { ...common(line), kind: 'health-check-failed', message: `${line.message} ${why}`.trim().slice(0, 300) };
}

function certificate(line: EtcdLine, remote: string | null): SystemRecord {
  // by whom, not by which connection
  const host = remote === null ? null : remote.replace(/:\d+$/, '');
  return { ...common(line), kind: 'certificate-error', remote: host === '' ? null : host };
}

function panic(line: EtcdLine): SystemRecord {
  return { ...common(line), kind: 'panic', process: 'etcd', message: line.message.trim().slice(0, 1000) };
}
