import type { Block, BlockParser, LineRef, Sink } from '../model/parser.js';
import { emitDocument } from './etcdctl/documents.js';
import type { Json } from './etcdctl/json.js';

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
  title: 'etcdctl -w fields: endpoint status, endpoint hashkv, alarm list, member list',
  sample: '"ClusterID" : 4628087479707914252',
  open(line, _context, sink) {
    return line.text.startsWith('"ClusterID" : ') ? new FieldsBlock(line, sink) : null;
  },
};

const FIELD = /^"(\w+)" : (.*)$/;

/** Fields of one member up to a blank line; a member list goes on with the next member behind it. */
class FieldsBlock implements Block {
  private fields = new Map<string, string>();
  private start: LineRef;
  private lines = 0;
  private recognised = false;
  private taken = 0;

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
    if (name === 'ClusterID' && this.fields.size > 0) this.finish();
    if (this.fields.size === 0) this.start = line;
    this.taken += 1;
    this.lines += 1;
    // RaftTerm comes twice, from the header and from the status: they are equal.
    this.fields.set(name, value);
    return 'more';
  }

  close(): number {
    this.finish();
    return this.recognised ? 0 : this.taken;
  }

  private finish(): void {
    const document = this.fields.size === 0 ? null : documentOf(this.fields);
    if (document !== null && emitDocument(document, null, this.sink, { at: this.start, lines: this.lines }))
      this.recognised = true;
    // The header's fields are part of the output too, though a member list says nothing with them alone.
    else if (this.fields.has('ClusterID')) this.recognised = true;
    this.fields = new Map();
    this.lines = 0;
  }
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
      errors: errors === '' ? [] : (errors.match(/memberID:\d+\s+alarm:[A-Z]+/g) ?? [errors]),
    });
    return { Endpoint: endpoint, Status: status };
  }
  if (fields.has('Hash')) {
    const body = given({
      header,
      hash: value('Hash'),
      hash_revision: value('HashRevision'),
      compact_revision: value('CompactRevision'),
    });
    return { Endpoint: endpoint, HashKV: body };
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
