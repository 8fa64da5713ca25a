import type { AnyRecord, SystemRecord, TroubleRecord } from '../../../model/record.js';
import { certificateFault, certificateFields } from '../../certificate-text.js';
import { common, durationField, errorOf, type EtcdLine, memberId, type MessageRow, textField } from '../line.js';
import { errorKind } from './error-kinds.js';
import { notice } from './notice.js';

/** Health probes without an alarm, rejected connections, files that are damaged. */
export const failureRows: readonly MessageRow[] = [
  { text: /^serving \/health false/, records: (line) => unhealthy(line) },
  { text: /^\/health error/, records: (line) => unhealthy(line) },
  { text: /^Health (?:check|request) error$/i, records: (line) => unhealthy(line) },
  {
    // {"msg":"rejected connection","remote-addr":"10.0.0.9:51234","server-name":"","error":"remote error: tls: bad certificate"}
    text: /^rejected connection(?: on (?:client|peer) endpoint)?$/,
    records: (line) =>
      rejected(line, errorOf(line), textField(line, 'remote-addr'), textField(line, 'server-name') ?? ''),
  },
  {
    // rejected connection from "10.0.0.9:51234" (error "remote error: tls: bad certificate", ServerName "")
    text: /^rejected connection from "([^"]*)" \(error "(.*)", ServerName "([^"]*)"/s,
    records: (line, [, remote = '', error = '', server = '']) => rejected(line, error, remote, server),
  },
  {
    text: /^rejecting HTTP request (?:from .* )?to prevent DNS rebinding attacks/,
    records: (line) => notice(line, 'connection-rejected'),
  },
  { text: /^(?:panic|fatal error): /, records: panicRecords },
  { text: /^runtime: (?:out of memory|goroutine stack exceeds)/, records: panic },
];

const BAD_LEVELS: ReadonlySet<string> = new Set(['warn', 'error', 'critical', 'dpanic', 'panic', 'fatal']);
const LAST_LEVELS: ReadonlySet<string> = new Set(['critical', 'dpanic', 'panic', 'fatal']);

/**
 * What a line shows by its error where its message has no row, or one that says less: a full or failing disk, damaged
 * files, a certificate, a time-out, the end of the process. Null: nothing of the kind.
 */
export function failureOf(line: EtcdLine): AnyRecord | null {
  if (line.level !== null && !BAD_LEVELS.has(line.level) && !line.message.startsWith('panic')) return null;
  const text = `${line.message} ${errorOf(line)}`;
  const message = text.trim().slice(0, 400);
  if (/no space left on device/i.test(text)) return { ...common(line), kind: 'disk-full', process: 'etcd', message };
  if (/input\/output error|read-only file system|structure needs cleaning/i.test(text)) {
    return { ...common(line), kind: 'disk-error', process: 'etcd', message };
  }
  const told = errorKind(text);
  if (told === 'wal-corrupt') return { ...common(line), kind: 'wal-corrupt', process: 'etcd', message };
  if (told !== null) return notice(line, told);
  const certificate = certificateOf(line, text);
  if (certificate !== null) return certificate;
  if (/etcdserver: request timed out/.test(text)) {
    return { ...common(line), kind: 'request-timeout', duration: durationField(line, 'took'), message: text.trim() };
  }
  return null;
}

/** The end of the process, if the level of the line says so; null: the process continues. */
export function endOf(line: EtcdLine): SystemRecord | null {
  return line.level !== null && LAST_LEVELS.has(line.level) ? panic(line) : null;
}

/** A refused certificate that a line on a peer reports: who is on the other side is known by its id. */
export function certificateOf(line: EtcdLine, text: string): SystemRecord | null {
  const fields = certificateFields(text);
  if (fields === null) return null;
  const remote = hostOf(textField(line, 'remote-addr'));
  const peer = memberId(textField(line, 'remote-peer-id') ?? textField(line, 'remote-member-id'));
  return {
    ...common(line),
    kind: 'certificate-error',
    remote,
    ...fields,
    ...(peer === null ? {} : { peer }),
  };
}

function rejected(line: EtcdLine, error: string, remote: string | null, serverName: string): AnyRecord {
  const fields = certificateFields(error);
  const host = hostOf(remote);
  if (fields === null) {
    const tls = certificateFault(error) === null ? {} : { message: `${line.message}: ${error}`.slice(0, 400) };
    return notice(line, 'connection-rejected', [], { ...(host === null ? {} : { remote: host }), ...tls });
  }
  return {
    ...common(line),
    kind: 'certificate-error',
    remote: host,
    ...fields,
    ...(serverName === '' ? {} : { serverName }),
  };
}

/** By whom, not by which connection. */
function hostOf(remote: string | null): string | null {
  const host = remote === null ? '' : remote.replace(/:\d+$/, '');
  return host === '' ? null : host;
}

export function unhealthy(line: EtcdLine): TroubleRecord {
  const why = textField(line, 'output') ?? errorOf(line);
  return { ...common(line), kind: 'health-check-failed', message: `${line.message} ${why}`.trim().slice(0, 300) };
}

/** Go's own last words: what they are about, and the end of the process. */
function panicRecords(line: EtcdLine): readonly AnyRecord[] {
  const failure = failureOf(line);
  return failure === null ? [panic(line)] : [failure, panic(line)];
}

function panic(line: EtcdLine): SystemRecord {
  const error = errorOf(line);
  const message = `${line.message.trim()}${error === '' ? '' : `: ${error}`}`;
  return { ...common(line), kind: 'panic', process: 'etcd', message: message.slice(0, 1000) };
}
