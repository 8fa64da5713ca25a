import type { StoreFileTally } from '../../aggregates/store-files.js';
import type { CountedResource, CountedStore, SizeSample, StoredFile } from '../../model/case-file.js';
import { isArmed, momentOf } from '../../model/store-moment.js';
import type { EpochMicros } from '../../model/units.js';

/** The databases and snapshots at hand, by input. */
export function storedFiles(tally: StoreFileTally, memberOf: (stream: string) => string | null): StoredFile[] {
  return [...tally.values()]
    .sort((a, b) => (a.facts.input < b.facts.input ? -1 : 1))
    .map(({ facts, stream, exemplar }) => ({
      ...{ facts, member: memberOf(stream), at: momentOf(facts), isArmed: isArmed(facts), exemplar },
    }));
}

const ROWS = 200;
const NAMESPACES = 20;

/** What lives in a file, by resource: the keys that are there, and the revisions of all. */
export function countedFile({ facts, at, exemplar }: StoredFile, iso: (time: EpochMicros) => string): CountedStore {
  const rows = facts.byResource.map((group): CountedResource => {
    const places = facts.places.filter(({ resource }) => resource === group.key);
    return {
      ...{ key: group.key, count: group.liveKeys, bytes: group.liveBytes, revisions: group.revisions },
      evidence: [exemplar],
      namespaces: places.slice(0, NAMESPACES).map(({ namespace, liveKeys }) => ({ name: namespace, count: liveKeys })),
      parts: [],
      within: null,
    };
  });
  return {
    ...{ input: facts.input, command: null, at: at === null ? null : iso(at), of: 'objects' },
    rows: rows
      .sort((a, b) => b.count - a.count || (b.bytes ?? 0) - (a.bytes ?? 0) || (a.key < b.key ? -1 : 1))
      .slice(0, ROWS),
  };
}

/** Of a file's size: what is in use may differ by what was written while it was copied. */
const ALIKE = 0.01;

/** The file that a sample of sizes is of, or shows at the same moment: as large, and with as much in use. */
export function fileOfSample(files: readonly StoredFile[], sample: SizeSample): StoredFile | null {
  const isOf = ({ exemplar }: StoredFile): boolean => exemplar.input === sample.exemplar.input;
  const isLike = ({ facts, member }: StoredFile): boolean => {
    const held = heldBytes(facts);
    const inUse = held - facts.split.free;
    return (
      held === sample.dbSizeBytes &&
      (member === null || sample.member === null || member === sample.member) &&
      (sample.dbSizeInUseBytes === null || Math.abs(sample.dbSizeInUseBytes - inUse) <= ALIKE * held)
    );
  };
  return files.find(isOf) ?? files.find(isLike) ?? null;
}

const DIGEST = 32;
/** A snapshot has a digest behind its last page. */
export const heldBytes = ({ split, isSnapshot }: StoredFile['facts']): number =>
  isSnapshot ? split.file - DIGEST : split.file;
