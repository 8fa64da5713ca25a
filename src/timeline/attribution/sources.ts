import type { Tally } from '../../aggregates/registry.js';
import { AUDIT_COUNT } from '../../aggregates/source-writes.js';
import type { WriteTally } from '../../aggregates/write-tally.js';
import type { SizeSample } from '../../model/case-file.js';
import type { AttributionSource } from '../../model/report.js';
import { clientName, sumWrites } from '../writes/write-sums.js';
import { withEndpointOwners } from './endpoint-owners.js';
import { withEventOwners } from './event-owners.js';
import { eventWrites } from './event-writes.js';
import { revisionWrites } from './revisions.js';
import { onceByRevision } from './store-copies.js';
import { unchangedIn, withoutUnchanged } from './unchanged-writes.js';
import { hasWrites, sourceSums, type SourceSums } from './source.js';

type MemberOf = (stream: string) => string | null;

/** The sources among the inputs that show who wrote, the strongest first. */
export function sourcesOf(tally: Tally, sizes: readonly SizeSample[], memberOf: MemberOf): SourceSums[] {
  const dump = tally['kube-events'];
  const owned = (writes: WriteTally): WriteTally => withEndpointOwners(withEventOwners(writes, dump));
  const bySource = new Map([...tally['source-writes']].map(([source, writes]) => [source, owned(writes)]));
  const events = ofEvents(dump);
  return [
    ...ofStores(bySource, tally['store-files']),
    requests(owned(tally['write-volume']), memberOf),
    ...ofServers(bySource, tally['api-writes']),
    events,
    ...[revisionWrites(sizes, tally['revision-samples'], memberOf) ?? []].flat(),
    ...slow(bySource, memberOf),
  ].filter(hasWrites);
}

/** etcd's own request lines, or a plain list of requests. */
function requests(tally: WriteTally, memberOf: MemberOf): SourceSums {
  const sums = sumWrites(tally, memberOf);
  const plain = [...tally.streams.values()].every(({ format }) => format === 'request-log');
  const source: AttributionSource = plain ? 'request-log' : 'request-stats';
  const estimated = sums.fullWindows > 0;
  return sourceSums({
    ...{ source, unit: 'puts', tally, sums },
    because: estimated
      ? 'request lines of etcd, corrected for what its logger dropped; clients are known by address only'
      : 'request lines of etcd, from the members whose logs are among the inputs; clients are known by address only',
    ...(estimated
      ? {
          low: Math.max(sums.puts, Math.floor(sums.corrected - sums.uncertainty)),
          high: Math.ceil(sums.corrected + sums.uncertainty),
        }
      : {}),
  });
}

const OF_STORES = {
  wal: 'puts that the write-ahead log holds, dated by lease renewals: proposals, of which those whose compare failed wrote nothing; entries before the last snapshots are gone',
  store:
    'revisions that the database holds, dated by lease renewals: of revisions before the last compaction only the latest of each key is left',
} as const;

/** Files of members hold the same writes: copies of one log, of any member. */
function ofStores(bySource: Tally['source-writes'], files: Tally['store-files']): SourceSums[] {
  const once = onceByRevision(files);
  return (['wal', 'store'] as const).flatMap((source) => {
    const tally = bySource.get(source);
    if (tally === undefined) return [];
    // Writes with revisions were deduplicated by them: no second comparison by seconds.
    const sums =
      source === 'store'
        ? sumWrites(
            tally,
            (stream) => (once.has(stream) ? stream : source),
            (stream) => once.get(stream) ?? null,
          )
        : sumWrites(tally, () => source);
    return [
      sourceSums({ source, unit: source === 'store' ? 'revisions' : 'puts', tally, sums, because: OF_STORES[source] }),
    ];
  });
}

const OF_SERVERS = {
  'audit-count':
    'requests of an audit log that somebody counted and pasted: at an unknown time, only the rows that were kept, without the results of requests',
  audit:
    'requests through the API servers that an audit log says succeeded: what its policy leaves out, and writes past the API servers, are missing',
  'http-log':
    "requests that the API server's own log says succeeded: user agents and addresses, no users; only from servers whose logs are among the inputs",
} as const;

/** Whether a dialect's requests are those of a source. */
export const isOfSource = (format: string, source: 'audit' | typeof AUDIT_COUNT | 'http-log'): boolean =>
  source === (format.startsWith('kube-audit') ? 'audit' : format === AUDIT_COUNT ? AUDIT_COUNT : 'http-log');

function ofServers(bySource: Tally['source-writes'], api: Tally['api-writes']): SourceSums[] {
  // The counted log may be an input itself.
  const audit = bySource.has('audit') ? 'audit' : AUDIT_COUNT;
  return ([audit, 'http-log'] as const).flatMap((from) => {
    const source = from === 'http-log' ? from : 'audit';
    const tally = bySource.get(from);
    if (tally === undefined) return [];
    const all = sumWrites(tally, () => null);
    const unchanged = unchangedIn(api, (format) => isOfSource(format, from), tally);
    const sums = unchanged === null ? all : withoutUnchanged(all, tally, unchanged, (id) => clientName(tally, id));
    const without =
      unchanged === null
        ? ''
        : `; without about ${unchanged.total} updates whose answers have the version that was there: they wrote nothing`;
    return [
      {
        ...sourceSums({ source, unit: 'requests', tally, sums, because: `${OF_SERVERS[from]}${without}` }),
        ...(unchanged === null ? {} : { unchanged }),
      },
    ];
  });
}

/** Puts that took long; the first of these that shows any. */
function slow(bySource: Tally['source-writes'], memberOf: MemberOf): SourceSums[] {
  const found = (['slow-apply', 'slow-request', 'slow-trace'] as const).flatMap((kind) => {
    const tally = bySource.get(kind);
    if (tally === undefined) return [];
    const because =
      kind === 'slow-trace'
        ? 'requests that API servers traced because they took long: a biased sample of all writes'
        : 'puts that etcd logged because they took long: a biased sample of all writes, and each member may log the same one';
    return [
      sourceSums({
        source: 'slow-requests',
        unit: 'requests',
        tally,
        sums: sumWrites(tally, memberOf),
        because,
        high: Infinity,
      }),
    ];
  });
  return found.filter(hasWrites).slice(0, 1);
}

function ofEvents(events: Tally['kube-events']): SourceSums {
  const { tally, accepted, events: distinct, occurrences, podWrites } = eventWrites(events);
  return sourceSums({
    ...{ source: 'events', unit: 'occurrences', tally, accepted, sums: sumWrites(tally, () => null) },
    low: distinct,
    high: occurrences + podWrites,
    because: `occurrences of ${distinct} events: each event is a write at least, repeats may be filtered before they are written, and expired events are gone; writes of other objects show only where an event goes with them`,
  });
}
