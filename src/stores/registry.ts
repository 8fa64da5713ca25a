import type { Described } from '../model/described.js';
import { isBolt } from './bbolt/meta.js';
import { isWal } from './wal/wal-file.js';

/** A file of etcd's data directory, known by its first bytes. */
export interface StoreFile extends Described {
  readonly mode: 'store' | 'wal';
  readonly isFile: (head: Uint8Array) => boolean;
}

/** What etcd keeps on disk. https://etcd.io/docs/latest/learning/persistent-storage-files/ */
export const STORES: readonly StoreFile[] = [
  {
    id: 'etcd-db',
    title: 'databases of etcd (`member/snap/db`) and snapshots of `etcdctl snapshot save`, read only',
    sample: 'a bbolt file: magic 0xED0CDAED at byte 16',
    versions: '3.0 to 3.7',
    takes: [
      'store-content',
      'request',
      'member-status',
      'nospace-alarm-active',
      'corrupt-alarm-raised',
      'member-identity',
    ],
    mode: 'store',
    isFile: isBolt,
  },
  {
    id: 'etcd-wal',
    title: 'segments of the write-ahead log (`member/wal/*.wal`)',
    sample: 'a frame of eight bytes of length, then a record of the checksum',
    versions: '3.0 to 3.7',
    takes: [
      ...['request', 'compaction-requested', 'leader-changed', 'member-identity'],
      ...['nospace-alarm-raised', 'nospace-alarm-disarmed'],
    ],
    mode: 'wal',
    isFile: isWal,
  },
];
