import { bursts, type BurstTally } from '../../aggregates/bursts.js';
import type { Tally } from '../../aggregates/registry.js';
import { streamCoverage, type CoverageTally } from '../../aggregates/stream-coverage.js';
import { addStream, AS_NUMBERED } from '../../aggregates/write-merge.js';
import { emptyStream, type StreamWrites } from '../../aggregates/write-tally.js';
import type { LogSet } from '../../model/log-set.js';
import { SECOND } from '../../model/units.js';

/** Lines of one process are out of order by less, also where its log was set aside between them. */
const OUT_OF_ORDER = 2 * SECOND;
/** What grows by lines; tables, documents and settings that are named like rotated logs stay by themselves. */
const LOG = /^(?:etcd-(?:zap|capnslog|console)|request-log|klog|kube-audit$|journal$|systemd$)/;

/** What is known of one file of a set, once all is read. */
interface LogFile {
  readonly input: string;
  readonly number: number | null;
  readonly first: number;
  readonly last: number;
  readonly formats: ReadonlySet<string>;
  /** First and last stamps by dialect: a copy of the beginning or the end of another file has one in common with it. */
  readonly ends: ReadonlySet<string>;
  /** Whose log it says that it is. */
  readonly names: ReadonlySet<string>;
  /** The processes that name themselves in it, where no wrapping shows. */
  readonly processes: readonly string[];
}

export interface JoinedLogs {
  readonly tally: Tally;
  /** Which log an input is of: the same for all that one member's rotated log was cut into. */
  readonly logOf: (input: string) => string;
}

/**
 * Reads the files of a rotated log as the one stream that it was: in the order of their first stamps, as long as each
 * begins where the one before ended. What is counted, sampled, or continues over the cut is then that of the whole. A copy
 * of what another file holds stays a stream of its own (copies are recognised by their lines, and belong to the same member);
 * what overlaps the others without being a copy, or says that it is another member's, is no part of the set at all.
 */
export function joinLogs(tally: Tally, sets: readonly LogSet[]): JoinedLogs {
  const logs = new Map<string, string>();
  const streams = new Map<string, string>();
  for (const set of sets) {
    const { chain, copies } = chainOf(filesOf(tally, set));
    const [oldest] = chain;
    if (oldest === undefined) continue;
    for (const { input } of [...chain, ...copies]) logs.set(input, oldest.input);
    nameStreams(streams, chain);
  }
  const logOf = (input: string): string => logs.get(input) ?? input;
  if (streams.size === 0) return { tally, logOf };
  const nameOf = (stream: string): string => streams.get(stream) ?? renamed(stream, streams);
  return {
    logOf,
    tally: {
      ...tally,
      'stream-coverage': joinCoverage(tally['stream-coverage'], nameOf),
      'write-volume': { ...tally['write-volume'], streams: joinWrites(tally['write-volume'].streams, nameOf) },
      'source-writes': new Map(
        [...tally['source-writes']].map(([source, writes]) => [
          source,
          { ...writes, streams: joinWrites(writes.streams, nameOf) },
        ]),
      ),
      bursts: joinBursts(tally.bursts, nameOf),
    },
  };
}

function filesOf(tally: Tally, set: LogSet): LogFile[] {
  const seen = [...tally['stream-coverage'].values(), ...tally['write-volume'].streams.values()];
  return set.files.flatMap(({ input, number }): LogFile[] => {
    const own = seen.filter((one) => one.input === input && LOG.test(one.format) && one.first <= one.last);
    if (own.length === 0) return [];
    const self = [...tally.identities.values()].filter((one) => one.self && one.stream.startsWith(`${input}\0\0`));
    return [
      {
        input,
        number,
        first: Math.min(...own.map((one) => one.first)),
        last: Math.max(...own.map((one) => one.last)),
        formats: new Set(own.map((one) => one.format)),
        ends: new Set(own.flatMap((one) => [`${one.format} from ${one.first}`, `${one.format} to ${one.last}`])),
        names: new Set(self.flatMap(({ id, name }) => (name === null ? (id === null ? [] : [id]) : [name]))),
        processes: [...new Set(own.map((one) => processOf(one.stream)))].filter((process) => process !== ''),
      },
    ];
  });
}

/** The process that names itself, in a stream without a host. */
function processOf(stream: string): string {
  const [, host = '', process = ''] = stream.split('\0');
  return host === '' ? process : '';
}

function chainOf(files: readonly LogFile[]): { chain: LogFile[]; copies: LogFile[] } {
  // Sorting is stable: the order that the names show decides where the stamps don't.
  const ordered = [...files].sort((a, b) => a.first - b.first || b.last - a.last);
  const chain: LogFile[] = [];
  const copies: LogFile[] = [];
  for (const file of ordered) {
    if (!chain.every((other) => mayBeOne(file, other))) continue;
    const before = chain.at(-1);
    if (before === undefined || file.first >= before.last - OUT_OF_ORDER) chain.push(file);
    else if (chain.some((other) => isCopy(file, other))) copies.push(file);
  }
  return { chain, copies };
}

/** Of one kind, and not the logs of two members. */
function mayBeOne(a: LogFile, b: LogFile): boolean {
  const shared = [...a.formats].some((format) => b.formats.has(format));
  const strangers = a.names.size > 0 && b.names.size > 0 && ![...a.names].some((name) => b.names.has(name));
  return shared && !strangers;
}

const isCopy = (a: LogFile, b: LogFile): boolean => [...a.ends].some((end) => b.ends.has(end));

/**
 * Streams of later files get the names of those of the first one; after a hole (`.1` and `.3` without `.2`) those of the
 * first one behind it, because nothing is known about the time between. Lines before the first that names a process are of
 * the process that wrote the file before.
 */
function nameStreams(streams: Map<string, string>, chain: readonly LogFile[]): void {
  let run: LogFile | null = null;
  let before: LogFile | null = null;
  let process = '';
  for (const file of chain) {
    if (run === null || isHole(before, file)) {
      run = file;
      process = '';
    } else {
      streams.set(`${file.input}\0`, `${run.input}\0`);
      streams.set(`${file.input}\0\0`, `${run.input}\0\0${process}`);
    }
    // The only one so far: of several, it is unknown which of them continued.
    if (file.processes.length > 0) process = file.processes.length === 1 ? (file.processes[0] as string) : '';
    before = file;
  }
}

function isHole(before: LogFile | null, file: LogFile): boolean {
  return before?.number != null && file.number !== null && before.number - file.number > 1;
}

/** By the input of a stream, where there is no name for the stream itself. */
function renamed(stream: string, streams: ReadonlyMap<string, string>): string {
  const end = stream.indexOf('\0') + 1;
  const input = streams.get(stream.slice(0, end));
  return input === undefined ? stream : input + stream.slice(end);
}

type Names = (stream: string) => string;

function joinCoverage(tally: CoverageTally, nameOf: Names): CoverageTally {
  let joined: CoverageTally = new Map();
  for (const entry of tally.values()) {
    const stream = nameOf(entry.stream);
    joined = streamCoverage.merge(joined, new Map([[`${stream}\0${entry.format}`, { ...entry, stream }]]));
  }
  return joined;
}

function joinBursts(tally: BurstTally, nameOf: Names): BurstTally {
  let joined: BurstTally = new Map();
  for (const [key, entry] of tally) {
    const stream = nameOf(entry.stream);
    const name = key.slice(0, key.length - entry.stream.length) + stream;
    joined = bursts.merge(joined, new Map([[name, { ...entry, stream }]]));
  }
  return joined;
}

function joinWrites(streams: ReadonlyMap<string, StreamWrites>, nameOf: Names): Map<string, StreamWrites> {
  const joined = new Map<string, StreamWrites>();
  for (const entry of streams.values()) {
    const stream = nameOf(entry.stream);
    const key = `${stream}\0${entry.format}`;
    const into = joined.get(key);
    if (into === undefined && stream === entry.stream) joined.set(key, entry);
    else {
      const whole = into ?? emptyStream(stream, entry.input, entry.format);
      addStream(whole, entry, AS_NUMBERED);
      joined.set(key, whole);
    }
  }
  return joined;
}
