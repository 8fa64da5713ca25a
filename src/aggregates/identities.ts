import type { MemberIdentity } from '../model/record.js';
import type { Aggregate } from './aggregate.js';

export interface SeenIdentity {
  readonly stream: string;
  readonly self: boolean;
  readonly id: string | null;
  readonly name: string | null;
  readonly endpoints: readonly string[];
}

export type IdentityTally = Map<string, SeenIdentity>;

const LIMIT = 10_000;

export function identityOf(record: MemberIdentity, stream: string): SeenIdentity {
  return {
    stream,
    self: record.self,
    id: record.id ?? null,
    name: record.name ?? null,
    endpoints: [...(record.endpoints ?? [])].sort(),
  };
}

/** Which names, ids and endpoints were seen together, and in whose log: what the resolver of members works from. */
export const identities: Aggregate<IdentityTally> = {
  name: 'identities',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (record.kind !== 'member-identity') return;
    const seen = identityOf(record, sight.stream);
    const key = JSON.stringify(seen);
    if (tally.size < LIMIT) tally.set(key, seen);
  },
  merge(a, b) {
    for (const [key, seen] of b) if (a.size < LIMIT) a.set(key, seen);
    return a;
  },
};
