import type { ErrorLine } from '../../aggregates/error-lines.js';
import type { Burst } from '../../model/case-file.js';
import { type Exemplar, placeIn } from '../../model/origin.js';
import { epochMicros, MINUTE, SECOND, type EpochMicros } from '../../model/units.js';
import type { AnyRecord } from '../../model/record.js';
import { recordText } from '../symptoms/record-text.js';
import { severityOf } from '../entries/severities.js';

/** One run of a member's process, from its start to its end, as its own log and systemd tell. */
export interface Life {
  readonly member: string;
  /** null: it ran before its log begins. */
  readonly start: EpochMicros | null;
  /** From when on it served, as it says; null: it does not say so. */
  readonly ready: EpochMicros | null;
  /** null: it runs as far as its log goes. */
  readonly end: EpochMicros | null;
  /**
   * `signal`: it received a signal to stop; `fatal`: it exited with a last line; `exit`: systemd or the kernel saw it end;
   * `silent`: the next start follows without any word, so it was killed, or lines are missing.
   */
  readonly how: 'signal' | 'fatal' | 'exit' | 'oom' | 'silent' | null;
  /** What it said last before it ended; null: nothing at level error or above. */
  readonly last: { readonly kind: string; readonly message: string; readonly exemplar: Exemplar } | null;
  readonly evidence: readonly Exemplar[];
  /** Of a silent end: its last line before that, so that it ended between the two; absent: nothing of it is at hand. */
  readonly seen?: EpochMicros;
  /** How systemd says that the process ended. */
  readonly status?: string;
}

interface Mark {
  readonly what: 'start' | 'ready' | 'signal' | 'fatal' | 'exit' | 'oom';
  readonly time: EpochMicros;
  readonly burst: Burst;
}

/** Lines of one start, or of one end, come within this time of each other. */
const TOGETHER = 10 * SECOND;
/** A stamp of whole seconds may be this much before what caused it. */
const ROUNDED = SECOND;

/** The lives of each member whose own log is at hand, in order. */
export function livesOf(
  bursts: readonly Burst[],
  errors: readonly ErrorLine[],
  ofStream: (stream: string) => string | null,
): Life[] {
  const own = bursts.filter(({ source, member, start }) => source === 'etcd' && member !== null && start !== null);
  const members = [...new Set(own.map(({ member }) => member as string))].sort();
  const alone = soleMembers(own);
  return members.flatMap((member) => {
    const marks = bursts
      .flatMap((burst) => markOf(burst, member, alone) ?? [])
      .sort((a, b) => placeIn(a.burst.first) - placeIn(b.burst.first));
    const ordered = afterWhatStandsBefore(marks).sort((a, b) => a.time - b.time);
    const words = lastWords(member, own, errors, ofStream);
    const times = own.flatMap((one) => (one.member === member ? [one.start as number, one.end ?? 0] : []));
    return split(member, ordered, words, times);
  });
}

/** The one member of etcd that an input holds lines of: what systemd says there is of its process. */
function soleMembers(own: readonly Burst[]): ReadonlyMap<string, string | null> {
  const found = new Map<string, string | null>();
  for (const { member, first } of own) {
    const held = found.get(first.input);
    found.set(first.input, held === undefined || held === member ? member : null);
  }
  return found;
}

/** A stamp of whole seconds comes after what is above it in its input within that second. */
function afterWhatStandsBefore(marks: readonly Mark[]): Mark[] {
  const latest = new Map<string, number>();
  return marks.map((mark) => {
    const { input } = mark.burst.first;
    const before = latest.get(input) ?? -Infinity;
    const behind = mark.time % SECOND === 0 && before >= mark.time && before < mark.time + SECOND;
    const time = behind ? epochMicros(before) : mark.time;
    latest.set(input, Math.max(before, time));
    return { ...mark, time };
  });
}

const ETCD_UNIT = /(?:^|[^a-z])(?:etcd|k3s|rke2-server)/i;

function markOf(burst: Burst, member: string, alone: ReadonlyMap<string, string | null>): Mark | null {
  const { record, start } = burst;
  if (start === null) return null;
  const what = ((): Mark['what'] | null => {
    if (burst.source === 'etcd') {
      if (burst.member !== member) return null;
      if (record.kind === 'member-started') return 'start';
      if (record.kind === 'member-ready' || record.kind === 'leader-elected' || record.kind === 'leader-changed')
        return 'ready';
      if (record.kind === 'member-stopped') return 'signal';
      if (record.kind === 'server-closed') return 'exit';
      return record.kind === 'panic' ? 'fatal' : null;
    }
    if (burst.source !== 'system' || (burst.member ?? alone.get(burst.first.input)) !== member) return null;
    if (record.kind === 'oom-kill') return /etcd|k3s|rke2/.test(record.process ?? '') ? 'oom' : null;
    if (record.kind !== 'service-failed' && record.kind !== 'service-stopped') return null;
    if (!ETCD_UNIT.test(record.unit)) return null;
    // systemd was told to stop it
    if (record.kind === 'service-stopped') return 'signal';
    // a start that systemd gave up, or that waits for another unit, ended no process
    return /start-limit|dependency|^start$/.test(record.status ?? '') ? null : 'exit';
  })();
  return what === null ? null : { what, time: start, burst };
}

interface Words {
  readonly time: number;
  readonly kind: string;
  readonly message: string;
  readonly exemplar: Exemplar;
  readonly weight: number;
}

/** What a member said at level error and above, and what its messages of a critical kind say, in order. */
function lastWords(
  member: string,
  own: readonly Burst[],
  errors: readonly ErrorLine[],
  ofStream: (stream: string) => string | null,
): Words[] {
  const critical = own.flatMap((burst): Words[] => {
    if (burst.member !== member || severityOf(burst.kind) !== 'critical') return [];
    const one = (time: number, record: AnyRecord, exemplar: Exemplar): Words => ({
      ...{ time, kind: burst.kind, message: recordText(record, exemplar), exemplar },
      weight: burst.kind === 'panic' ? 1 : 2,
    });
    const last = burst.end ?? burst.start ?? 0;
    return last === burst.start
      ? [one(last, burst.record, burst.first)]
      : [one(burst.start as number, burst.record, burst.first), one(last, burst.worstRecord, burst.worst)];
  });
  const told = errors
    .filter(({ stream }) => ofStream(stream) === member)
    .map(({ time, kind, message, exemplar }): Words => ({
      time,
      kind,
      message,
      exemplar,
      weight: kind === 'log' ? 0 : 2,
    }));
  return [...critical, ...told].sort((a, b) => a.time - b.time || a.weight - b.weight);
}

function split(member: string, marks: readonly Mark[], words: readonly Words[], spoke: readonly number[]): Life[] {
  const lives: Life[] = [];
  let open: { start: EpochMicros | null; ready: EpochMicros | null; first: Burst | null } | null = null;
  const close = (
    end: EpochMicros | null,
    how: Life['how'],
    evidence: readonly Exemplar[],
    status?: string | null,
  ): void => {
    if (open === null) return;
    const from = open.start ?? -Infinity;
    const last = end === null ? null : wordsBefore(words, from, end);
    const cited = [...(open.first === null ? [] : [open.first.first]), ...evidence];
    const seen = how === 'silent' ? spoke.filter((time) => time >= from && time < (end ?? 0)) : [];
    lives.push({
      member,
      start: open.start,
      ready: open.ready,
      end,
      how,
      last,
      evidence: cited.slice(0, 4),
      ...(seen.length === 0 ? {} : { seen: epochMicros(seen.reduce((a, b) => Math.max(a, b))) }),
      ...(status == null ? {} : { status }),
    });
    open = null;
  };
  for (const { what, time, burst } of marks) {
    const ended = open === null ? lives.at(-1)?.end : undefined;
    // what a process says while it stops, like handing over the leadership, is no new life
    const isStopping = ended != null && time - ended <= TOGETHER;
    if (what === 'start') {
      if (open !== null) close(time, 'silent', [burst.first]);
      open = { start: time, ready: null, first: burst };
    } else if (isStopping) continue;
    else if (what === 'ready') {
      open ??= { start: null, ready: null, first: null };
      open.ready ??= time;
    } else {
      open ??= { start: null, ready: null, first: null };
      // the signal comes first, and what closes comes after it
      close(time, what, [burst.first], 'status' in burst.record ? burst.record.status : null);
    }
  }
  close(null, null, []);
  return lives;
}

/** The latest before an end; of one moment the one that says most. */
function wordsBefore(words: readonly Words[], from: number, end: number): Life['last'] {
  const own = words.filter(({ time }) => time >= from - ROUNDED && time <= end + ROUNDED);
  const latest = own.at(-1);
  if (latest === undefined || end - latest.time > MINUTE) return null;
  const near = own.filter(({ time }) => latest.time - time <= 200_000);
  const best = near.reduce((a, b) => (b.weight >= a.weight ? b : a));
  const { kind, message, exemplar } = best;
  return { kind, message, exemplar };
}

/** Moments at which a member was ended by something else than a signal, or by signals again and again. */
export const isUnplanned = ({ how, end }: Life): boolean => end !== null && how !== null && how !== 'signal';

export const lifeLength = ({ start, end }: Life): number | null =>
  start === null || end === null ? null : epochMicros(end - start);
