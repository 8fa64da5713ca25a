import { mergeMaps } from '../mergeable/merge-maps.js';
import { addPoint, emptyEpisodes, mergeEpisodes, type EpisodeRules, type Episodes } from '../mergeable/episodes.js';
import type { IndicatorName } from '../model/case-file.js';
import { compareExemplars, type Exemplar } from '../model/origin.js';
import { type AnyRecord, isNotice, type Kind, type Source } from '../model/record.js';
import { SECOND } from '../model/units.js';
import type { Aggregate, LineContext } from './aggregate.js';
import { diagnosesOf } from './diagnoses.js';

export interface StreamIndicators {
  readonly name: IndicatorName;
  readonly stream: string;
  readonly source: Source;
  readonly episodes: Episodes<Exemplar>;
}

/** Lines without a kind of their own that a hypothesis hangs on, by indicator and stream. */
export type IndicatorTally = Map<string, StreamIndicators>;

interface Row {
  readonly name: IndicatorName;
  readonly text: RegExp;
}

/** The whole table of a source in one test: nearly every line ends there. */
interface Table {
  readonly cue: RegExp;
  readonly rows: readonly Row[];
}

/**
 * Texts of both loggers (`etcdserver/{server,raft,corrupt}.go`, `api/rafthttp/{peer,peer_status,snapshot_sender}.go`,
 * `membership/cluster.go`, `embed/etcd.go`, `snapshot/v3_snapshot.go`).
 */
const ETCD: Table = {
  cue: /snapshot|dropped internal|remove|new.cluster|hash|inconsistency/i,
  rows: [
    // applying snapshot at index 5 …; {"msg":"applied snapshot","current-snapshot-index":…}
    {
      name: 'snapshot-applied',
      text: /^(?:applied snapshot|finished applying incoming snapshot|raft applied incoming snapshot)/i,
    },
    {
      name: 'snapshot-restored',
      text: /^restor(?:ing|ed) (?:database )?snapshot\b/i,
    },
    { name: 'message-dropped', text: /^dropped internal raft message/i },
    {
      name: 'member-removed',
      text: /^(?:removed member|the (?:local )?member has been permanently removed|the membership reports that it has been removed)/i,
    },
    {
      name: 'hash-mismatch',
      text: /^found (?:hash mismatch|different hash values|data inconsistency)|hash mismatch$|^mismatched hash|then hashes must match|failed compaction hash check|'s hash \d+ != /i,
    },
  ],
};

/** The kernel's watchdogs (`kernel/watchdog.c`, `kernel/rcu/tree_stall.h`, `kernel/time`), systemd and chrony on time. */
const SYSTEM: Table = {
  cue: /lockup|stall|clock|[tT]ime|throttl/,
  rows: [
    {
      name: 'cpu-stalled',
      text: /\bsoft lockup\b|\bhard LOCKUP\b|rcu\w*:? .*(?:self-)?detected (?:expedited )?stalls?\b|clocksource: .*(?:unstable|skewed)|hrtimer: interrupt took|temperature above threshold, cpu clock throttled/i,
    },
    {
      name: 'clock-set',
      text: /^Time has been changed|^Clock change detected|clock (?:wrong by|was stepped)|time (?:jumped|stepped)/i,
    },
  ],
};

/** `storage/cacher`, `storage/etcd3/watcher.go`, client-go `reflector.go`; what etcd answers to a client of another past. */
const CLIENT: Table = {
  cue: /watch|revision|resource version|ListAndWatch/i,
  rows: [
    { name: 'future-revision', text: /is a future revision/ },
    {
      name: 'watch-slow',
      text: /[Ff]orcing .*watcher close due to unresponsiveness|Fast watcher, slow processing|watch (?:channel|cache).*(?:buffer (?:is )?full|behind)/i,
    },
    {
      name: 'relist',
      text: /too old resource version|required revision has been compacted|unexpected ListAndWatch error|ended with: very short watch/i,
    },
  ],
};

const TABLES: Partial<Record<Source, Table>> = { etcd: ETCD, system: SYSTEM, kubernetes: CLIENT, etcdctl: ETCD };
const BOTH: Partial<Record<Source, Table>> = { etcd: CLIENT, etcdctl: CLIENT };
const GAP = 30 * SECOND;
const RULES: EpisodeRules<Exemplar> = {
  limit: 200,
  compare: compareExemplars,
  worse: (a, b) => compareExemplars(a, b),
};

/** Kinds that are an indicator by themselves, with any wording. */
const OF_KIND: Partial<Record<Kind, IndicatorName>> = {
  'snapshot-applied': 'snapshot-applied',
  'local-member-removed': 'member-removed',
  'member-removed': 'member-removed',
  'new-cluster-forced': 'new-cluster-forced',
  'hash-mismatch': 'hash-mismatch',
  'snapshot-restored': 'snapshot-restored',
};

/** What the line says; null: the record has no text that could be an indicator. */
function messageOf(record: AnyRecord): string | null {
  if (isNotice(record)) return record.message;
  if (record.kind === 'log' || record.kind === 'api-error' || record.kind === 'request-timeout')
    return record.message ?? null;
  return null;
}

function signOf(table: Table | undefined, message: string): IndicatorName | null {
  if (table === undefined || !table.cue.test(message)) return null;
  return table.rows.find((row) => row.text.test(message))?.name ?? null;
}

/** Each once: by its message, and by the failure that the line names. */
function namesOf(record: AnyRecord, sight: LineContext): readonly IndicatorName[] {
  const message = messageOf(record);
  const own =
    OF_KIND[record.kind] ??
    (message === null ? null : (signOf(TABLES[record.source], message) ?? signOf(BOTH[record.source], message)));
  const told = diagnosesOf(record, sight);
  return own === null || told.includes(own) ? told : [own, ...told];
}

export const indicators: Aggregate<IndicatorTally> = {
  name: 'indicators',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (record.time === null) return;
    for (const name of namesOf(record, sight)) {
      const key = `${name}\0${record.source}\0${sight.stream}`;
      let found = tally.get(key);
      if (found === undefined) {
        found = { name, stream: sight.stream, source: record.source, episodes: emptyEpisodes<Exemplar>(GAP) };
        tally.set(key, found);
      }
      addPoint(found.episodes, record.time, sight.exemplar(record.time, record.excerpt), RULES);
    }
  },
  merge: (a, b) => mergeMaps(a, b, (into, other) => mergeEpisodes(into.episodes, other.episodes, RULES)),
};
