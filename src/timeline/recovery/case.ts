import type {
  Burst,
  StatementSighting,
  Coverage,
  MemberCadence,
  OnsetSet,
  Indicator,
  SizeSample,
} from '../../model/case-file.js';
import type { Leadership } from '../../model/leadership.js';
import type { Exemplar } from '../../model/origin.js';
import type { EpochMicros } from '../../model/units.js';
import { epochMicros, HOUR, SECOND } from '../../model/units.js';

/** What an audit looks at: parts of the case file that are made before it. */
export interface RecoveryCase {
  readonly episodes: readonly OnsetSet[];
  readonly bursts: readonly Burst[];
  readonly claims: readonly StatementSighting[];
  readonly sizes: readonly SizeSample[];
  readonly indicators: readonly Indicator[];
  readonly leadership: Leadership;
  readonly cadences: readonly MemberCadence[];
  readonly coverage: Coverage;
}

/** A defragmentation of one member, from its start to its end. */
export interface Defragmentation {
  readonly member: string | null;
  readonly from: EpochMicros;
  readonly to: EpochMicros;
  /** null: no line shows it. */
  readonly before: number | null;
  readonly after: number | null;
  readonly evidence: readonly Exemplar[];
}

const LONGEST = HOUR;
const SAME = 1.2 * SECOND;

export const burstsFrom = (bursts: readonly Burst[], since: EpochMicros, ...kinds: readonly Burst['kind'][]): Burst[] =>
  bursts.filter((burst) => kinds.includes(burst.kind) && burst.start !== null && burst.start >= since);

/**
 * Defragmentations that ended at or after a moment. Start and end have lines of their own (3.4 and later twice: what
 * began at one moment is one); the end shows how long it took where the version does.
 */
export function defragmentationsSince(bursts: readonly Burst[], since: EpochMicros): Defragmentation[] {
  const starts = bursts.filter((burst) => burst.kind === 'defragmentation-started' && burst.start !== null);
  const found: Defragmentation[] = [];
  for (const end of burstsFrom(bursts, since, 'defragmentation-finished')) {
    const { record, member } = end;
    if (record.kind !== 'defragmentation-finished' || record.source === 'etcdctl') continue;
    const to = end.start as EpochMicros;
    const start = starts.findLast(
      (one) => one.member === member && (one.start ?? 0) <= to && to - (one.start ?? 0) <= LONGEST,
    );
    const from = record.duration === null ? (start?.start ?? to) : epochMicros(to - record.duration);
    const startRecord = start?.record.kind === 'defragmentation-started' ? start.record : null;
    const after = record.dbSizeBytes ?? null;
    const freed = record.freedBytes;
    const before = startRecord?.dbSizeBytes ?? (after === null || freed === undefined ? null : after + freed);
    const evidence = start === undefined ? [end.first] : [start.first, end.first];
    if (!found.some((one) => one.member === member && Math.abs(one.to - to) <= SAME))
      found.push({ member, from, to, before, after, evidence });
  }
  // A log that nothing joins to a member may be another's copy.
  const isCopy = (one: Defragmentation): boolean =>
    one.member === null && found.some((other) => other.member !== null && Math.abs(other.to - one.to) <= SAME);
  return found
    .filter((one) => !isCopy(one))
    .sort((a, b) => a.from - b.from || ((a.member ?? '') < (b.member ?? '') ? -1 : 1));
}

/** Who led at a moment: by the elections, else by the last status before it. */
export function leaderAt({ leadership, sizes }: RecoveryCase, time: EpochMicros): string | null {
  const term = leadership.terms.findLast((one) => one.from <= time);
  const told = sizes.findLast((one) => one.isLeader === true && one.time !== null && one.time <= time);
  if (term === undefined) return told?.member ?? null;
  return told?.time != null && told.time > term.from ? told.member : term.leader;
}

/** Commands that were run, with no time but an order. */
export const commandsOf = (claims: readonly StatementSighting[]) =>
  claims.flatMap(({ claim, exemplar }) =>
    claim.what === 'command' && claim.proposed !== true && !claim.script ? [{ command: claim.command, exemplar }] : [],
  );
