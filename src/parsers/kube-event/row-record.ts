import { parseAge, type AgeInterval } from '../../model/age.js';
import type { Context } from '../../model/parser.js';
import type { KubeEvent } from '../../model/record.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import { MINUTE, SECOND, epochMicros, type EpochMicros } from '../../model/units.js';
import { eventExcerpt, madeObject } from './excerpt.js';
import type { Row } from './row.js';

/** Kubernetes began in 2014; later than this no stamp in a name is meant. */
const STAMPS = { from: Date.UTC(2014, 5, 1) * 1000, to: Date.UTC(2100, 0, 1) * 1000 };

/**
 * The record of a table's row. Ages become intervals back from the capture: `time` is the latest moment they allow,
 * `timeEarliest` the earliest; without a known capture there is no time. Where the row has the event's own name, its
 * suffix is the first occurrence to the nanosecond and needs no capture.
 */
export function rowRecord(row: Row, message: string, context: Context): KubeEvent {
  const { capturedAt } = context.clock;
  const namespace = row.namespace ?? context.namespace;
  // `kubectl events` prints the kind in CamelCase and `(x12 over 5m)` from two occurrences on; `get events` never does
  const single = row.count === null && row.name !== null && row.eventName === null && /[A-Z]/.test(row.kind);
  const count = Math.max(1, row.count ?? 1);
  const last = moment(row.last, row.ages, capturedAt);
  const printed = row.first === null ? (single ? last : null) : moment(row.first, row.ages, capturedAt);
  const exact = row.eventName === null ? null : stampOfName(row.eventName, printed);
  const first = exact ?? printed?.latest ?? null;
  const time = exact !== null && row.count === 1 ? { latest: exact, earliest: null } : last;
  const facts = { namespace, objectKind: row.kind, name: row.name, reason: row.reason, count, message };
  const component = madeObject(row.reason, message);
  return {
    kind: 'kube-event',
    format: 'kube-event-table',
    source: 'kube-event',
    time: time?.latest ?? null,
    ...(time === null || time.earliest === null ? {} : { timeEarliest: time.earliest }),
    ...facts,
    type: row.type,
    first,
    identity:
      row.eventName === null
        ? [namespace ?? '', `${row.kind.toLowerCase()}/${row.name ?? ''}`, row.reason, message].join('/')
        : `${namespace ?? ''}/${row.eventName}`,
    ...(component === null ? {} : { component }),
    excerpt: eventExcerpt(facts),
  };
}

interface Moment {
  readonly latest: EpochMicros;
  /** null: the stamp is exact. */
  readonly earliest: EpochMicros | null;
}

/** An age, or the absolute time that old watches printed. */
function moment(text: string, ages: 'human' | 'short', capturedAt: EpochMicros | null): Moment | null {
  const age = parseAge(text, ages);
  if (age !== null) return capturedAt === null ? null : before(capturedAt, age);
  const stamp = parseRfc3339(text.replace(' ', 'T').replace(' ', ''));
  return stamp === null ? null : { latest: stamp, earliest: null };
}

/** Stamps and captures have a resolution of a second, so the interval is that much longer. An age of -2 s is skew: no event follows its capture. */
function before(capturedAt: EpochMicros, age: AgeInterval): Moment {
  return {
    latest: epochMicros(capturedAt - Math.max(0, age.low)),
    earliest: epochMicros(capturedAt - age.high - SECOND),
  };
}

/** `checkout-api-0.18ea5ddfbf5a3655`: hexadecimal nanoseconds. Third parties put other things there: it must agree with the age. */
function stampOfName(eventName: string, printed: Moment | null): EpochMicros | null {
  const at = Math.floor(Number.parseInt(eventName.slice(eventName.lastIndexOf('.') + 1), 16) / 1000);
  if (!(at >= STAMPS.from && at < STAMPS.to)) return null;
  if (printed?.earliest !== null && printed?.earliest !== undefined) {
    if (at < printed.earliest - MINUTE || at > printed.latest + MINUTE) return null;
  }
  return epochMicros(at);
}
