import { text, emptyUse } from './bbolt/bolt-file.js';
import { readBig64 } from './bbolt/meta.js';
import type { EtcdDb } from './etcd-db.js';
import { Fields } from './fields.js';
import type { StoreFacts, StoreMember } from '../model/store-facts.js';

type State = Pick<
  StoreFacts,
  | 'compacted'
  | 'interruptedCompaction'
  | 'consistentIndex'
  | 'term'
  | 'clusterVersion'
  | 'storageVersion'
  | 'members'
  | 'removedMembers'
  | 'alarms'
  | 'leases'
  | 'hasAuth'
>;

const ALARMS = ['unknown', 'NOSPACE', 'CORRUPT'] as const;

/** Everything but the revisions: etcd's small buckets (server/storage/schema/bucket.go). */
export function readBackendState(store: EtcdDb): State {
  const meta = textMap(store, 'meta');
  const finished = revisionOf(meta.get('finishedCompactRev'));
  const scheduled = revisionOf(meta.get('scheduledCompactRev'));
  const index = meta.get('consistent_index');
  const term = meta.get('term');
  const cluster = textMap(store, 'cluster');
  return {
    compacted: finished,
    interruptedCompaction: scheduled !== null && (finished === null || scheduled > finished) ? scheduled : null,
    consistentIndex: index?.length === 8 ? readBig64(index, 0) : null,
    term: term?.length === 8 ? readBig64(term, 0) : null,
    clusterVersion: versionOf(cluster.get('clusterVersion')),
    storageVersion: versionOf(meta.get('storageVersion')),
    members: [...textMap(store, 'members')].flatMap(([id, json]) => memberOf(id, json)),
    removedMembers: [...textMap(store, 'members_removed').keys()],
    alarms: alarmsOf(store),
    leases: countOf(store, 'lease'),
    hasAuth: countOf(store, 'authUsers') > 0,
  };
}

/** Keys as text with copies of their values. */
function textMap(store: EtcdDb, name: string): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  const bucket = store.bucket(name);
  if (bucket === null) return found;
  store.bolt.each(bucket, emptyUse(), ({ bytes, keyStart, keyEnd, valueStart, valueEnd }) => {
    if (found.size < MOST) found.set(text(bytes, keyStart, keyEnd), Buffer.from(bytes.slice(valueStart, valueEnd)));
  });
  return found;
}
const MOST = 1024;

function countOf(store: EtcdDb, name: string): number {
  const bucket = store.bucket(name);
  let count = 0;
  if (bucket !== null) store.bolt.each(bucket, emptyUse(), () => void (count += 1));
  return count;
}

/** A revision as compaction marks have it: 17 bytes, the first 8 its number. */
const revisionOf = (bytes: Buffer | undefined): number | null =>
  bytes !== undefined && bytes.length >= 8 ? readBig64(bytes, 0) : null;

const versionOf = (bytes: Buffer | undefined): string | null => {
  const version = bytes?.toString('utf8') ?? '';
  return /^\d+\.\d+(?:\.\d+)?$/.test(version) ? version : null;
};

function memberOf(id: string, json: Buffer): StoreMember[] {
  try {
    const member = JSON.parse(json.toString('utf8')) as {
      name?: unknown;
      peerURLs?: unknown;
      isLearner?: unknown;
    };
    return [
      {
        id: id.replace(/^0+(?=.)/, ''),
        name: typeof member.name === 'string' ? member.name : '',
        peerUrls: Array.isArray(member.peerURLs) ? member.peerURLs.filter((url) => typeof url === 'string') : [],
        isLearner: member.isLearner === true,
      },
    ];
  } catch {
    return [];
  }
}

/** The key is the alarm: etcdserverpb.AlarmMember {memberID 1, alarm 2}. */
function alarmsOf(store: EtcdDb): State['alarms'] {
  const found: State['alarms'][number][] = [];
  const bucket = store.bucket('alarm');
  if (bucket === null) return found;
  store.bolt.each(bucket, emptyUse(), ({ bytes, keyStart, keyEnd }) => {
    const fields = new Fields().reset(bytes, keyStart, keyEnd);
    let member = '0';
    let alarm = 0;
    while (fields.next()) {
      if (fields.field === 1) member = fields.hex();
      else if (fields.field === 2) alarm = fields.value;
    }
    found.push({ member, alarm: ALARMS[alarm] ?? 'unknown' });
  });
  return found;
}
