import type { KeyRevision } from '../model/store-facts.js';
import { changedPaths, fieldsOf, type FieldMap } from './objects/changed-paths.js';
import { readKubeObject } from './objects/kube-object.js';
import type { StoreReading } from './read-store.js';

/** So many revisions of one key are kept, the latest. */
const MOST = 10_000;

/** The revisions of one key that the store still holds, in order. Yields now and then. */
export function* keyHistory(reading: StoreReading, key: string): Generator<void, KeyRevision[], void> {
  const wanted = Buffer.from(key);
  const found: KeyRevision[] = [];
  let before: FieldMap | null = null;
  const walk = reading.store.eachRevision((view) => {
    const { bytes, keyStart, keyEnd, valueStart, valueEnd } = view;
    if (keyEnd - keyStart !== wanted.length || wanted.compare(bytes, keyStart, keyEnd) !== 0) return;
    const about = view.isTombstone ? null : readKubeObject(bytes, valueStart, valueEnd, false);
    const fields: FieldMap | null = about === null ? null : fieldsOf(bytes, valueStart, valueEnd, about.kind);
    const dated = reading.clock.at(view.revision);
    found.push({
      revision: view.revision,
      version: view.version,
      time: dated?.time ?? null,
      earliest: dated?.earliest ?? null,
      latest: dated?.latest ?? null,
      isDeleted: view.isTombstone,
      valueBytes: valueEnd - valueStart,
      manager: about?.manager ?? null,
      changed: before === null || fields === null ? null : changedPaths(before, fields),
    });
    if (found.length > 2 * MOST) found.splice(0, MOST);
    before = fields;
  });
  for (const _ of walk) yield;
  return found.slice(-MOST);
}
