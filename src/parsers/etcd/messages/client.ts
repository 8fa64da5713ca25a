import type { AnyRecord } from '../../../model/record.js';
import { certificateFields } from '../../certificate-text.js';
import { errorKind } from './error-kinds.js';
import { durationField, errorOf, type EtcdLine, textField } from '../line.js';

/**
 * Lines of etcd's client library, in the logs of API servers and of etcdctl: they are JSON of the same logger and say
 * nothing of the process that runs the server.
 *
 * `{"level":"warn","ts":"…","logger":"etcd-client","caller":"v3/retry_interceptor.go:66","msg":"retrying of unary
 * invoker failed","target":"etcd-endpoints://0x…/127.0.0.1:2379","attempt":0,"error":"rpc error: code =
 * ResourceExhausted desc = etcdserver: mvcc: database space exceeded"}`; 3.4: caller `clientv3/…`, no logger.
 */
export function isClientLine(caller: string, logger: string): boolean {
  return caller.startsWith('clientv3/') || /^v3\//.test(caller) || /^etcd-?client/.test(logger);
}

export function clientRecord(line: EtcdLine): AnyRecord {
  const { format, time } = line;
  const base = { format, time, source: 'kubernetes' } as const;
  const error = errorOf(line);
  if (error === '') return { ...base, kind: 'log', level: line.level, message: line.message };
  if (/database space exceeded/.test(error)) return { ...base, kind: 'nospace-error', clientSide: true };
  const trouble = {
    ...base,
    duration: durationField(line, 'took'),
    endpoint: endpointOf(textField(line, 'target') ?? textField(line, 'endpoint') ?? ''),
    message: error.slice(0, 300),
  };
  const certificate = certificateFields(error);
  if (certificate !== null) {
    const { endpoint } = trouble;
    return {
      ...base,
      kind: 'certificate-error',
      remote: null,
      ...certificate,
      ...(endpoint === null ? {} : { endpoint }),
    };
  }
  const kind = errorKind(error);
  if (kind === 'corrupt-error' || kind === 'auth-error') {
    const message = error.slice(0, 300);
    return { ...base, kind, level: line.level, message, clientSide: true };
  }
  if (/too many requests/.test(error)) return { ...trouble, kind: 'too-many-requests' };
  if (/request is too large|message larger than max/.test(error)) {
    return { ...trouble, kind: 'request-too-large' };
  }
  if (/timed out|DeadlineExceeded|deadline exceeded|i\/o timeout/.test(error))
    return { ...trouble, kind: 'request-timeout' };
  return { ...trouble, kind: 'api-error' };
}

/** `endpoint://client-<uuid>/127.0.0.1:2379`, `etcd-endpoints://0xc000/127.0.0.1:2379`, `…/#initially=[https://10.0.0.1:2379;…]` */
function endpointOf(target: string): string | null {
  return (
    /(?:\[[0-9a-fA-F:]+\]|(?<![\w.-])[\w.-]+):\d{1,5}(?=$|[\]\s;,/])/.exec(
      target.replace(/^[\w-]+:\/\/[^/]*/, ''),
    )?.[0] ?? null
  );
}
