import type { NoticeRecord } from '../../../model/record.js';
import { type Bytes, bytes, type Micros } from '../../../model/units.js';
import { common, durationField, errorOf, type EtcdLine, memberId, type MessageRow, textField } from '../line.js';

export type NoticeKind = NoticeRecord['kind'];
type Text = string | RegExp;
type Fields = Omit<NoticeRecord, 'kind' | 'level' | 'message' | 'format' | 'source' | 'time'>;

/** Where zap's lines name the other member. */
const PEER_FIELDS = [
  ...['remote-peer-id', 'peer-id', 'remote-member-id', 'added-peer-id', 'removed-remote-peer-id'],
  ...['removed-remote-peer-id', 'promoted-member-id', 'updated-remote-peer-id', 'remote-peer-id-from'],
  ...['transferee-member-id', 'target-leader-member-id', 'follower-id', 'removed-peer-id', 'from', 'to', 'mem-id'],
  ...['removed-member-id', 'requested-member-remove-id', 'requested-member-promote-id', 'learner-id'],
] as const;

const LIMIT = 1000;

/** A record of a message that is shown in its own words; named groups of its pattern are values of the record. */
export function notice(
  line: EtcdLine,
  kind: NoticeKind,
  found: readonly string[] = [],
  more: Partial<Fields> = {},
): NoticeRecord {
  const groups = (found as Partial<RegExpExecArray>).groups ?? {};
  const error = groups['error'] ?? errorOf(line);
  const peer = memberId(groups['peer'] ?? peerField(line));
  return {
    ...common(line),
    kind,
    level: line.level,
    message: line.message.trim().slice(0, LIMIT),
    ...(error === '' ? {} : { error: error.slice(0, LIMIT) }),
    ...(peer === null ? {} : { peer }),
    ...numbers(line, groups),
    ...more,
  };
}

/** Rows of one kind: whole messages, or patterns. */
export function noticeRows(kind: NoticeKind, ...texts: readonly Text[]): readonly MessageRow[] {
  return texts.map((text) => ({ text, records: (line, found) => notice(line, kind, found) }));
}

function peerField(line: EtcdLine): string | null {
  for (const name of PEER_FIELDS) {
    const value = textField(line, name);
    if (value !== null && /^[0-9a-fA-F]{1,16}$/.test(value)) return value;
  }
  return null;
}

function numbers(line: EtcdLine, groups: Readonly<Record<string, string | undefined>>): Partial<Fields> {
  const term = groups['term'];
  const size = sizeOf(line);
  const took = durationOf(line);
  return {
    ...(term === undefined ? {} : { term: Number(term) }),
    ...(size === null ? {} : { sizeBytes: size }),
    ...(took === null ? {} : { duration: took }),
  };
}

function sizeOf(line: EtcdLine): Bytes | null {
  for (const name of ['incoming-snapshot-size-bytes', 'total-bytes', 'bytes']) {
    const value = line.fields[name];
    if (typeof value === 'number' && value >= 0) return bytes(value);
  }
  return null;
}

function durationOf(line: EtcdLine): Micros | null {
  return durationField(line, 'download-took') ?? durationField(line, 'took');
}
