import type { Burst, CaseFile, SizeSample } from '../../model/case-file.js';
import { compareExemplars, type Exemplar, placeIn } from '../../model/origin.js';
import type { EpochMicros } from '../../model/units.js';
import { statementsOf, commandsRun, runsEtcdctl } from './statements.js';

/** A quota and where it is said. */
export interface Quota {
  readonly bytes: number;
  readonly lines: readonly Exemplar[];
}

/** The quota at the refusal; else the least that a configuration or a log sets. */
export function quotaOf(file: CaseFile): Quota | null {
  const set = file.bursts.flatMap((burst) =>
    burst.record.kind === 'quota-set' && burst.record.quotaBytes !== null
      ? [{ bytes: burst.record.quotaBytes, line: burst.first }]
      : [],
  );
  const least = set.sort((a, b) => a.bytes - b.bytes)[0];
  const figure = file.space.quotaBytes;
  if (figure === null) return least === undefined ? null : { bytes: least.bytes, lines: [least.line] };
  const same = set.filter((quota) => quota.bytes === figure.value).map(({ line }) => line);
  return { bytes: figure.value, lines: same.slice(0, 1) };
}

/** The first line that says writes are refused because the database is full: an error, or an alarm that continues; not a list that shows it. */
export function firstRefusal(file: CaseFile): Exemplar | null {
  const lines = [
    ...(file.onsets.spaceExceeded?.evidence ?? []),
    ...file.bursts
      .filter(({ kind }) => kind === 'nospace-error' || kind === 'nospace-alarm-raised' || kind === 'quota-exceeded')
      .map(({ first }) => first),
  ];
  return lines.sort(compareExemplars)[0] ?? null;
}

/** Whether anything at all says that writes were refused, or an alarm is on. */
export function spaceTrouble(file: CaseFile): Exemplar | null {
  return firstRefusal(file) ?? burstsOf(file, 'nospace-alarm-active')[0]?.first ?? null;
}

export function burstsOf(file: CaseFile, kind: Burst['kind']): Burst[] {
  return file.bursts.filter((burst) => burst.kind === kind);
}

export function statusSamples(file: CaseFile): SizeSample[] {
  return file.sizes.filter((sample) => sample.origin === 'status' && sample.dbSizeBytes !== null);
}

/** The first line of a text by which the file has been defragmented, or may have been. */
export function firstDefragmentation(file: CaseFile, input: string): Exemplar | null {
  const lines = [
    ...commandsRun(file)
      .filter(({ claim }) => runsEtcdctl(claim.command, 'defrag'))
      .map(({ exemplar }) => exemplar),
    ...file.bursts.filter(({ kind }) => kind.startsWith('defragmentation-')).map(({ first }) => first),
  ].filter((line) => line.input === input);
  return lines.sort((a, b) => placeIn(a) - placeIn(b))[0] ?? null;
}

/** The compaction settings that switch etcd's own compaction off, of the configuration or a start-up line. */
export function compactionOff(file: CaseFile): Exemplar[] {
  return file.bursts.flatMap((burst) =>
    burst.record.kind === 'auto-compaction-set' && burst.record.disabled ? [burst.first] : [],
  );
}

/** Whether a compaction is in the inputs at all, by a line or by a command that was run. */
export function compacted(file: CaseFile): Exemplar[] {
  return [
    ...file.bursts
      .filter(({ kind }) => kind === 'compaction-requested' || kind === 'compaction-finished')
      .map(({ first }) => first),
    ...commandsRun(file)
      .filter(({ claim }) => runsEtcdctl(claim.command, 'compact(?:ion)?'))
      .map(({ exemplar }) => exemplar),
  ];
}

/** A revision of the store, its line and when it was, where that is known. */
export interface RevisionSeen {
  readonly revision: number;
  readonly line: Exemplar;
  readonly time: EpochMicros | null;
}

/** The highest revision that anything shows, of those asked for. */
export function highestRevision(
  file: CaseFile,
  counts: (seen: RevisionSeen) => boolean = () => true,
): RevisionSeen | null {
  const seen: RevisionSeen[] = [
    ...statementsOf(file, 'hash').flatMap(({ claim, exemplar }) =>
      claim.revision === null ? [] : [{ revision: claim.revision, line: exemplar, time: exemplar.time }],
    ),
    ...file.sizes.flatMap(({ revision, exemplar, time }) =>
      revision === null ? [] : [{ revision, line: exemplar, time }],
    ),
  ].filter(counts);
  return seen.sort((a, b) => b.revision - a.revision || compareExemplars(a.line, b.line))[0] ?? null;
}

/** Whether a member's own log covers at least this long before a moment, with the lines that compaction prints. */
export function logCovers(file: CaseFile, minutes: number, until: EpochMicros | null): boolean {
  return file.coverage.etcdLogs.some(({ span, info }) => {
    const end = until === null ? span.to : Math.min(span.to, until);
    return info && end - span.from >= minutes * 60_000_000;
  });
}
