import type { AnyRecord } from '../../../model/record.js';
import { clientRows } from './clients.js';
import { compactionRows } from './compaction.js';
import { consensusRows } from './consensus.js';
import { corruptionRows } from './corruption.js';
import { endOf, failureOf, failureRows } from './failures.js';
import { latencyRows } from './latency.js';
import { generalRows, lifecycleRows } from './lifecycle.js';
import { type EtcdLine, memberId, type MessageRow, textField } from '../line.js';
import { logged, memberRows } from './members.js';
import { generalMembershipRows, membershipRows } from './membership.js';
import { generalPeerRows, peerRows } from './peers.js';
import { raftRows } from './raft.js';
import { settingRows } from './settings.js';
import { snapshotRows } from './snapshots.js';
import { spaceRows } from './space.js';
import { startSizeRows } from './start-sizes.js';
import { storageRows } from './storage.js';
import { versionRows } from './versions.js';

/** Every message that means more than its words, of all versions and both loggers. The first row that fits wins. */
export const messageRows: readonly MessageRow[] = [
  ...latencyRows,
  ...spaceRows,
  ...corruptionRows,
  ...raftRows,
  ...consensusRows,
  ...compactionRows,
  ...snapshotRows,
  ...membershipRows,
  ...memberRows,
  ...settingRows,
  ...startSizeRows,
  ...versionRows,
  ...clientRows,
  ...peerRows,
  ...lifecycleRows,
  ...failureRows,
];

/** Messages that only say that something failed: what their error says comes before them. */
const general = tableOf([...generalMembershipRows, ...generalPeerRows, ...generalRows, ...storageRows]);
const telling = tableOf(messageRows);

interface Table {
  readonly exact: ReadonlyMap<string, readonly MessageRow[]>;
  readonly patterns: readonly { readonly text: RegExp; readonly records: MessageRow['records'] }[];
}

function tableOf(rows: readonly MessageRow[]): Table {
  const exact = new Map<string, MessageRow[]>();
  const patterns: { text: RegExp; records: MessageRow['records'] }[] = [];
  for (const row of rows) {
    if (typeof row.text === 'string') exact.set(row.text, [...(exact.get(row.text) ?? []), row]);
    else patterns.push({ text: row.text, records: row.records });
  }
  return { exact, patterns };
}

/** What a server's line says: the records of its row, else what its error shows, else a plain `log`. Never empty. */
export function recordsOf(line: EtcdLine): readonly AnyRecord[] {
  const records = recordsIn(line);
  const localId = localIdOf(line);
  const [first, ...others] = records;
  return localId === null || first === undefined ? records : [{ ...first, localId }, ...others];
}

/** Raft speaks of the member that it runs in: `ID became follower at term 5`, `ID [logterm: 5, …`, `raft.node: ID lost …` */
const OWN_ID =
  /^(?:raft\.node: )?([0-9a-f]{6,16}) (?:became |is starting a new election|\[(?:logterm|term|quorum)|elected leader |lost leader |changed leader |switched to configuration|no leader at term|stepped down)/;

function localIdOf(line: EtcdLine): string | null {
  const told = memberId(textField(line, 'local-member-id'));
  return told ?? memberId(OWN_ID.exec(line.message)?.[1]);
}

function recordsIn(line: EtcdLine): readonly AnyRecord[] {
  // trailing blanks (`Running: `) are part of some messages
  const message = line.message.trim();
  const records = inTable(telling, line, message) ?? asList(failureOf(line)) ?? inTable(general, line, message);
  const end = endOf(line);
  if (end === null) return records ?? [logged(line)];
  if (records === null) return [end];
  return records.some(({ kind }) => kind === 'panic') ? records : [...records, end];
}

function inTable({ exact, patterns }: Table, line: EtcdLine, message: string): readonly AnyRecord[] | null {
  for (const row of exact.get(message) ?? []) {
    const records = asList(row.records(line, []));
    if (records !== null) return records;
  }
  for (const row of patterns) {
    const found = row.text.exec(message);
    const records = found === null ? null : asList(row.records(line, found));
    if (records !== null) return records;
  }
  return null;
}

function asList(records: AnyRecord | readonly AnyRecord[] | null): readonly AnyRecord[] | null {
  if (records === null) return null;
  return isList(records) ? records : [records];
}

function isList(records: AnyRecord | readonly AnyRecord[]): records is readonly AnyRecord[] {
  return Array.isArray(records);
}
