import { compareExemplars, type Exemplar } from '../model/origin.js';
import type { Aggregate } from './aggregate.js';

/** Answers 429 of one flow schema to one program, for one resource. */
export interface ThrottledGroup {
  count: number;
  /** EpochMicros; Infinity and -Infinity without a time. */
  from: number;
  to: number;
  line: Exemplar;
}

/** By dialect and `schema\0program\0resource`; a request is in the audit log and in the server's own log. */
export type ThrottledTally = Map<string, Map<string, ThrottledGroup>>;

const LIMIT = 1024;
const OTHER = '\0(other)\0(other)';

/** Requests that API servers rejected before they came to etcd (429). */
export const throttled: Aggregate<ThrottledTally> = {
  name: 'throttled',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (record.kind !== 'api-request' || record.code !== 429) return;
    const program = (record.userAgent ?? record.user ?? '').split(/[/ ]/, 1)[0] ?? '';
    const key = `${record.flowSchema ?? ''}\0${program.slice(0, 80)}\0${record.resource ?? ''}`;
    const { time } = record;
    add(tally, record.format, key, {
      count: 1,
      from: time ?? Infinity,
      to: time ?? -Infinity,
      line: sight.exemplar(time, record.excerpt),
    });
  },
  merge(a, b) {
    for (const [format, groups] of b) for (const [key, group] of groups) add(a, format, key, group);
    return a;
  },
};

function add(tally: ThrottledTally, format: string, key: string, added: ThrottledGroup): void {
  let groups = tally.get(format);
  if (groups === undefined) tally.set(format, (groups = new Map<string, ThrottledGroup>()));
  const name = groups.has(key) || groups.size < LIMIT ? key : OTHER;
  const held = groups.get(name);
  if (held === undefined) {
    groups.set(name, added);
    return;
  }
  held.count += added.count;
  held.from = Math.min(held.from, added.from);
  held.to = Math.max(held.to, added.to);
  if (compareExemplars(added.line, held.line) < 0) held.line = added.line;
}
