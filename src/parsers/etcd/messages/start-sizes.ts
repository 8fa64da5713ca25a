import type { MemberStatus } from '../../../model/record.js';
import { revision } from '../../../model/units.js';
import { bytesField, common, type EtcdLine, type MessageRow, numberField } from '../line.js';

/**
 * What a member says of its file as it opens it: `etcdserver/server.go` (3.4, 3.5), `etcdserver/bootstrap.go` (3.6),
 * `mvcc/kvstore.go`. A restart is often the only sample of the size that a log has.
 */
export const startSizeRows: readonly MessageRow[] = [
  // {"msg":"recovered v3 backend from snapshot","backend-size-bytes":2147483648,"backend-size-in-use-bytes":2147450880}
  { text: 'recovered v3 backend from snapshot', records: sizeOf },
  { text: 'recovered v3 backend', records: sizeOf },
  // {"msg":"kvstore restored","current-rev":5122884}
  { text: 'kvstore restored', records: revisionOf },
];

function sizeOf(line: EtcdLine): MemberStatus | null {
  const size = bytesField(line, 'backend-size-bytes');
  const inUse = bytesField(line, 'backend-size-in-use-bytes');
  if (size === null || size <= 0) return null;
  return {
    ...statusOf(line),
    dbSizeBytes: size,
    ...(inUse === null ? {} : { dbSizeInUseBytes: inUse }),
    excerpt: `opened its file: ${size} B${inUse === null ? '' : `, ${inUse} B in use`}`,
  };
}

function revisionOf(line: EtcdLine): MemberStatus | null {
  const current = numberField(line, 'current-rev') ?? numberField(line, 'current-revision');
  if (current === null || !Number.isSafeInteger(current)) return null;
  return { ...statusOf(line), revision: revision(current), excerpt: `restored at revision ${current}` };
}

const statusOf = (line: EtcdLine): MemberStatus => ({
  ...common(line),
  kind: 'member-status',
  ...{ endpoint: null, version: null, quotaBytes: null, isLeader: null, term: null, revision: null, errors: [] },
});
