import type { LineParser, Payload } from '../../model/parser.js';
import { integerOf, isObject, parseJson } from './output/json.js';
import { startsWith, wordBeforeComma } from './output/peek.js';
import { emitSnapshot, SNAPSHOT, snapshotOfCells, type SnapshotStatus } from './output/snapshot.js';

/**
 * `etcdutl snapshot status` (`etcdctl` up to 3.5), simple and JSON; the table is read with the other tables. 3.6 adds
 * the storage version.
 *
 *     fe01cf57, 10, 7, 2.1 MB
 *     870ac813, 377, 36, 287 kB,
 *     {"hash":4261531479,"revision":10,"totalKey":7,"totalSize":2113536}
 */
export const snapshotStatus: LineParser = {
  id: SNAPSHOT,
  source: 'etcdctl',
  title: 'etcdutl snapshot status: simple, JSON',
  sample: '{"hash":4261531479,"revision":10,"totalKey":7,"totalSize":2113536}',
  versions: '3.2 to 3.7',
  takes: [],
  begins: '{0-9a-f',
  parse(payload, _context, sink) {
    const status = startsWith(payload, '{"hash":') ? readJson(payload) : readSimple(payload);
    if (status === null) return false;
    emitSnapshot(status, payload.outerTime, sink);
    return true;
  },
};

function readSimple(payload: Payload): SnapshotStatus | null {
  const word = payload.end - payload.start > 100 ? null : wordBeforeComma(payload);
  if (word === null || !/^[0-9a-f]{1,8}$/.test(word)) return null;
  // 3.6 puts the storage version behind it, and nothing behind the comma where it finds none.
  return snapshotOfCells(payload.text.trim().replace(/,$/, '').split(/,\s+/));
}

function readJson(payload: Payload): SnapshotStatus | null {
  const value = parseJson(payload.text);
  if (!isObject(value)) return null;
  const [hash, revision, keys, size] = ['hash', 'revision', 'totalKey', 'totalSize'].map((key) =>
    integerOf(value[key]),
  );
  if (hash == null || revision == null || keys == null || size == null) return null;
  return { hash: hash.toString(16), revision, keys, size: `${size} B` };
}
