import type { LogSet } from '../model/log-set.js';

/** What the name of a file says about its place in a set of rotated logs. */
export interface RotationName {
  /** The file that the set is of, by its path, whether it is there or not: `var/log/etcd.log`. */
  readonly base: string;
  /** Lower is older. Of names of one manner; between manners the lines' own stamps show. */
  readonly rank: number;
  /** The day (UTC midnight, milliseconds) at which the file was set aside, where the name says so: its last lines are of then. */
  readonly day: number | null;
  /** Whether the name says that it was rotated; any name may be that of the file in use. */
  readonly rotated: boolean;
  /** Which of a set it is by number, 1 being the latest that was set aside; null: no number. A missing one is a hole. */
  readonly number: number | null;
}

const PACKED = /\.(?:gz|bz2|xz|zst|lz4|Z)$/;
/** An extension, as some tools put the number or the day before it: `etcd-20260701.log`. */
const EXTENSION = String.raw`\.(?:log|txt|json|jsonl|out|err|stderr|stdout)`;

const DATE = String.raw`(\d{4})-?(\d\d)-?(\d\d)`;
/** Times of a day as logrotate's `dateformat`, kubelet, lumberjack and systemd-cat scripts write them. */
const TIME = String.raw`(?:[-_T]?(\d\d)-?(\d\d)?-?(\d\d)?(?:\.\d{3})?)?`;

/**
 * - `etcd.log-20260701`, `etcd.log-2026070110`, `etcd.log.2026-07-01`: logrotate `dateext`, by hand
 * - `etcd.log-20260701-1782864000`: the same with `-%s`
 * - `0.log.20260701-101112`: kubelet
 */
const DATED_END = new RegExp(String.raw`^(.+?)[-._]${DATE}(?:${TIME}|-(\d{9,10}))$`);
/**
 * - `etcd-2026-07-01T10-11-12.345.log`, `audit-2026-07-01T10-11-12.345.log`: lumberjack (kube-apiserver, k3s)
 * - `etcd-20260701.log`: logrotate with `extension`
 */
const DATED_INSIDE = new RegExp(String.raw`^(.+?)[-._]${DATE}${TIME}(${EXTENSION})$`);
/** `etcd.log.1`, `messages.1`; `etcd.1.log`. */
const NUMBERED_END = /^(.+)\.(\d{1,3})$/;
const NUMBERED_INSIDE = new RegExp(String.raw`^(.+)\.(\d{1,3})(${EXTENSION})$`);
/** `etcd-3.4.23`, `10.0.0.1.log`: a version, an address. */
const DOTTED_NUMBER = /\d\.\d+$/;
const OLD = /^(.+)\.(?:old|prev|previous)$/;
/** `0.log` of a pod's container, 1 after its first restart: `kube-system_etcd-cp1_6f…/etcd/0.log`. */
const RESTARTS = /(?:^|[/!])[^/!_]+_[^/!_]+_[^/!]+\/[^/!]+\/$/;

/**
 * By logrotate (numbers, `dateext`), lumberjack, kubelet and must-gather; packed or not. Total: a name that says nothing
 * is that of a file in use. `path` may be that of an archive's member: `bundle.tar!var/log/etcd.log.1`.
 */
export function rotationName(path: string): RotationName {
  const cut = Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1;
  const folder = path.slice(0, cut);
  const name = path.slice(cut).replace(PACKED, '');
  const { stem, ...rest } = restarted(folder, name) ?? rotated(name) ?? { stem: name, ...IN_USE };
  return { base: folder + stem, ...rest };
}

type MetadataField = Omit<RotationName, 'base'> & { readonly stem: string };

const IN_USE = { rank: Infinity, day: null, rotated: false, number: null };

function rotated(name: string): MetadataField | null {
  return dated(DATED_END, name) ?? dated(DATED_INSIDE, name) ?? numbered(name) ?? set(name);
}

function dated(shape: RegExp, name: string): MetadataField | null {
  const found = shape.exec(name);
  if (found === null) return null;
  const [, stem = '', year, month, day, hour, minute, second] = found;
  const inside = shape === DATED_INSIDE;
  const midnight = Date.UTC(Number(year), Number(month) - 1, Number(day));
  const date = new Date(midnight);
  if (date.getUTCMonth() !== Number(month) - 1 || Number(year) < 1990 || Number(year) > 2199) return null;
  const seconds = inside ? undefined : found[8];
  const time = ((Number(hour ?? 0) * 60 + Number(minute ?? 0)) * 60 + Number(second ?? 0)) * 1000;
  return {
    stem: stem + (inside ? (found[8] ?? '') : ''),
    rank: seconds === undefined ? midnight + time : Number(seconds) * 1000,
    day: midnight,
    rotated: true,
    number: null,
  };
}

function numbered(name: string): MetadataField | null {
  const end = NUMBERED_END.exec(name);
  const [, stem = '', digits = '', extension = ''] = end ?? NUMBERED_INSIDE.exec(name) ?? [];
  if (stem === '' || DOTTED_NUMBER.test(stem)) return null;
  const number = Number(digits);
  return { stem: stem + extension, rank: -number, day: null, rotated: true, number };
}

/** `etcd.log.old`; must-gather's `previous.log` and `current.log` of a container. */
function set(name: string): MetadataField | null {
  const old = OLD.exec(name);
  if (old !== null) return { stem: old[1] ?? '', rank: -1, day: null, rotated: true, number: null };
  return name === 'previous.log' ? { stem: 'current.log', rank: -1, day: null, rotated: true, number: null } : null;
}

/** `0.log`, `0.log.20260701-101112`, `1.log` of one container: restarts, and what was set aside between them. */
function restarted(folder: string, name: string): MetadataField | null {
  const found = /^(\d{1,5})\.log(?:\.(\d{8})-(\d{6}))?$/.exec(name);
  if (found === null || !RESTARTS.test(folder)) return null;
  const [, restarts = '0', day, time] = found;
  const aside = day === undefined ? 1 : Number(`0.${day}${time ?? ''}`);
  const told = day === undefined ? null : dated(DATED_END, name);
  return { stem: '0.log', rank: Number(restarts) * 2 + aside, day: told?.day ?? null, rotated: true, number: null };
}

/** Files that may be one log, by their names: each set with more than one, the oldest first. Content decides the rest. */
export function rotatedSets(paths: readonly string[]): readonly LogSet[] {
  const sets = new Map<string, { readonly input: string; readonly told: RotationName }[]>();
  for (const input of [...new Set(paths)].sort()) {
    const told = rotationName(input);
    sets.set(told.base, [...(sets.get(told.base) ?? []), { input, told }]);
  }
  return [...sets.values()]
    .filter((members) => members.length > 1 && members.some(({ told }) => told.rotated))
    .map((members): LogSet => {
      // newsyslog counts from 0, logrotate from 1.
      const inUse = members.some(({ told }) => told.number === 0) ? -1 : 0;
      // Sorting is stable: names of one rank stay in the order of their letters.
      const ordered = [...members].sort((a, b) => (a.told.rank === b.told.rank ? 0 : a.told.rank - b.told.rank));
      return {
        files: ordered.map(({ input, told }) => ({ input, number: told.rotated ? told.number : inUse })),
      };
    });
}
