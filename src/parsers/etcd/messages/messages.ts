import type { AnyRecord } from '../../../model/record.js';
import { compactionRows } from './compaction.js';
import { failureOf, failureRows } from './failures.js';
import { latencyRows } from './latency.js';
import type { EtcdLine, MessageRow } from '../line.js';
import { logged, memberRows } from './members.js';
import { raftRows } from './raft.js';
import { settingRows } from './settings.js';
import { spaceRows } from './space.js';

/** Every message that means more than its words, of all versions and both loggers. The first row that fits wins. */
export const messageRows: readonly MessageRow[] = [
  ...latencyRows,
  ...spaceRows,
  ...raftRows,
  ...compactionRows,
  ...memberRows,
  ...settingRows,
  ...failureRows,
];

const exact = new Map<string, MessageRow[]>();
const patterns: { readonly text: RegExp; readonly records: MessageRow['records'] }[] = [];
for (const row of messageRows) {
  if (typeof row.text === 'string') exact.set(row.text, [...(exact.get(row.text) ?? []), row]);
  else patterns.push({ text: row.text, records: row.records });
}

/** What a server's line says: the records of its row, else what its error tells, else a plain `log`. Never empty. */
export function recordsOf(line: EtcdLine): readonly AnyRecord[] {
  // trailing blanks (`Running: `) are part of some messages
  const message = line.message.trim();
  for (const row of exact.get(message) ?? []) {
    const records = asList(row.records(line, []));
    if (records !== null) return records;
  }
  for (const row of patterns) {
    const found = row.text.exec(message);
    const records = found === null ? null : asList(row.records(line, found));
    if (records !== null) return records;
  }
  return [failureOf(line) ?? logged(line)];
}

function asList(records: AnyRecord | readonly AnyRecord[] | null): readonly AnyRecord[] | null {
  if (records === null) return null;
  return isList(records) ? records : [records];
}

function isList(records: AnyRecord | readonly AnyRecord[]): records is readonly AnyRecord[] {
  return Array.isArray(records);
}
