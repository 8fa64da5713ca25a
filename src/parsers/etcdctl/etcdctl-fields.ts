import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import { unquoteGo } from '../etcd/go-quote.js';
import { emitDocument } from './output/documents.js';
import type { Json } from './output/json.js';
import { emitSnapshot } from './output/snapshot.js';
import { messageRecord } from './output/message-record.js';

/**
 * `-w fields`: a line a field, a blank line after each member. etcd 3.2 to 3.7.
 *
 *     "ClusterID" : 4628087479707914252
 *     "MemberID" : 10504731706944314076
 *     "Errors" : [memberID:4539454061249919681 alarm:NOSPACE ]
 *     "Endpoint" : "127.0.0.1:12379"
 */
export const etcdctlFields: BlockParser = {
  id: 'etcdctl-fields',
  source: 'etcdctl',
  title: 'etcdctl -w fields: endpoint status, hashkv and health, alarm list, member list, snapshot status, watch, get',
  sample: '"ClusterID" : 4628087479707914252',
  versions: '3.2 to 3.7',
  takes: [
    'member-status',
    'nospace-alarm-active',
    'corrupt-alarm-raised',
    'endpoint-unhealthy',
    'member-identity',
    'claim',
  ],
  begins: '"',
  open(line, _context, sink) {
    return BEGINS.test(line.text) ? new FieldsBlock(line, sink) : null;
  },
};

/** The header of an answer; health and the status of a snapshot have none. */
const BEGINS = /^"(?:ClusterID" : \d|Endpoint" : "|Hash" : \d)/;
/** etcdctl 3.1 prints `"DBSize" :" 122880`. */
const FIELD = /^"(\w+)" :(?:"? (.*))?$/;

/** Fields of one member up to a blank line; a member list continues with the next member behind it. */
class FieldsBlock implements Block {
  private fields = new Map<string, string>();
  private start: LineRef;
  private lines = 0;
  private recognised = false;
  private taken = 0;
  private watched: { readonly at: LineRef; readonly op: string } | null = null;

  constructor(
    first: LineRef,
    private readonly sink: Sink,
  ) {
    this.start = first;
    this.take(first);
  }

  take(line: LineRef): 'more' | 'over' {
    const match = FIELD.exec(line.text.trimEnd());
    if (match === null) {
      if (line.text.trim() !== '') return 'over';
      this.finish();
      return 'more';
    }
    const [name, value] = [match[1] ?? '', match[2] ?? ''];
    if ((name === 'ClusterID' && this.fields.size > 0) || this.endsSnapshot(name)) this.finish();
    if (this.fields.size === 0) this.start = line;
    this.taken += 1;
    this.lines += 1;
    if (name === 'Type' && (value === 'PUT' || value === 'DELETE')) this.watched = { at: line, op: value };
    else if (this.watched !== null && name === 'ModRevision') this.emitWatched(value);
    // values are neither kept nor shown
    if (name === 'Value' || name === 'PrevValue') return 'more';
    // RaftTerm comes twice, from the header and from the status: they are equal.
    this.fields.set(name, value);
    return 'more';
  }

  /** The status of a snapshot has neither a header nor a blank line behind it: another answer may follow at once. */
  private endsSnapshot(next: string): boolean {
    return (next === 'Hash' || next === 'Endpoint') && this.fields.has('Hash') && !this.fields.has('ClusterID');
  }

  close(): number {
    this.finish();
    return this.recognised ? 0 : this.taken;
  }

  /** An event of a watch: it has a revision and no time. */
  private emitWatched(revision: string): void {
    const { watched } = this;
    this.watched = null;
    if (watched === null) return;
    const key = unquoteGo(this.fields.get('Key') ?? '', 0) ?? '';
    const message = `${watched.op} ${key} revision ${revision}`;
    this.sink.record(messageRecord('etcdctl-fields', 'etcdctl', null, message), watched.at);
  }

  private finish(): void {
    const document = this.fields.size === 0 ? null : documentOf(this.fields);
    if (document !== null && emitDocument(document, null, this.sink, { at: this.start, lines: this.lines }))
      this.recognised = true;
    // The header's fields are part of the output too, though a member list says nothing with them alone.
    else if (this.fields.has('ClusterID')) this.recognised = true;
    else if (emitSnapshotFields(this.fields, this.sink, this.start, this.lines)) this.recognised = true;
    this.fields = new Map();
    this.lines = 0;
  }
}

/** `etcdutl snapshot status -w fields`: `Keys` and `Size` from 3.2, the storage version from 3.6 on. */
function emitSnapshotFields(fields: ReadonlyMap<string, string>, sink: Sink, at: LineRef, lines: number): boolean {
  const [hash, revision, keys, size] = ['Hash', 'Revision', 'Keys', 'Size'].map((name) => fields.get(name) ?? '');
  if (![hash, revision, keys, size].every((text) => text !== undefined && /^\d{1,15}$/.test(text))) return false;
  const status = {
    hash: Number(hash).toString(16),
    revision: Number(revision),
    keys: Number(keys),
    size: `${size ?? ''} B`,
  };
  emitSnapshot(status, null, sink, { at, lines });
  return true;
}

/** The same document as `-w json` would have printed. */
function documentOf(fields: ReadonlyMap<string, string>): Json | null {
  const value = (name: string): Json | undefined => {
    const text = fields.get(name);
    return text === undefined ? undefined : text.startsWith('"') ? text.slice(1, -1) : text;
  };
  const given = (entries: Readonly<Record<string, Json | undefined>>): Json =>
    Object.fromEntries(Object.entries(entries).filter(([, entry]) => entry !== undefined));
  const header = given({ member_id: value('MemberID'), revision: value('Revision'), raft_term: value('RaftTerm') });
  const endpoint = value('Endpoint') ?? '';
  if (fields.has('DBSize')) {
    const errors = (fields.get('Errors') ?? '').replace(/^\[|\]$/g, '').trim();
    const status = given({
      header,
      version: value('Version'),
      dbSize: value('DBSize'),
      dbSizeInUse: value('DBSizeInUse'),
      dbSizeQuota: value('DBSizeQuota'),
      leader: value('Leader'),
      raftTerm: value('RaftTerm'),
      raftIndex: value('RaftIndex'),
      raftAppliedIndex: value('RaftAppliedIndex'),
      errors: errors === '' ? [] : (errors.match(/memberID:\d+\s+alarm:[A-Z]+/g) ?? [errors]),
    });
    return { Endpoint: endpoint, Status: status };
  }
  if (fields.has('Hash') && fields.has('Endpoint')) {
    const body = given({
      header,
      hash: value('Hash'),
      hash_revision: value('HashRevision'),
      compact_revision: value('CompactRevision'),
    });
    return { Endpoint: endpoint, HashKV: body };
  }
  if (fields.has('Health')) {
    return given({ endpoint, health: fields.get('Health') === 'true', took: value('Took'), error: value('Error') });
  }
  if (fields.has('AlarmType')) {
    return { alarms: [given({ memberID: value('MemberID'), alarm: value('AlarmType') })] };
  }
  if (!fields.has('ID') || !fields.has('PeerURL')) return null;
  const member = given({
    ID: value('ID'),
    name: value('Name'),
    peerURLs: [value('PeerURL') ?? ''],
    clientURLs: [value('ClientURL') ?? ''],
  });
  return { members: [member] };
}
