import type { MemberIdentity } from '../model/record.js';
import type { Aggregate } from './aggregate.js';

export interface SeenIdentity {
  readonly stream: string;
  readonly self: boolean;
  readonly id: string | null;
  readonly name: string | null;
  readonly endpoints: readonly string[];
  /** From another line, by its id alone: it identifies nothing in a stream that has several such ids. */
  readonly passing?: true;
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

/** What was noted last, and where: lines of a member come in runs. */
let last: { readonly tally: IdentityTally; readonly stream: string; readonly id: string } | null = null;

function noted(tally: IdentityTally, stream: string, id: string): boolean {
  if (last?.tally === tally && last.stream === stream && last.id === id) return true;
  last = { tally, stream, id };
  return false;
}

/** Which names, ids and endpoints were seen together, and in whose log: what the resolver of members works from. */
export const identities: Aggregate<IdentityTally> = {
  name: 'identities',
  empty: () => new Map(),
  record(tally, record, sight) {
    if (record.localId !== undefined && !noted(tally, sight.stream, record.localId)) {
      const { stream } = sight;
      const seen = { stream, self: true, id: record.localId, name: null, endpoints: [], passing: true } as const;
      if (tally.size < LIMIT) tally.set(JSON.stringify(seen), seen);
    }
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
