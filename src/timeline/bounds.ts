import { API_OBJECT_LIMIT, API_PAIR_LIMIT, EVENT_LIMIT, NAME_LIMIT } from '../aggregates/limits.js';
import type { Tally } from '../aggregates/registry.js';
import type { Bound } from '../model/case-file.js';
import type { WriteSums } from './writes/write-sums.js';

/** Which tables came to their limit (`src/aggregates/limits.ts`), what they then only summed, and how far counts may be off. */
export function boundsOf(tally: Tally, sums: WriteSums): Bound[] {
  return [
    ...ofWrites(tally['write-volume'], sums),
    ...ofApiWrites(tally['api-writes']),
    ...ofEvents(tally['kube-events']),
  ];
}

function ofWrites({ objects, clients }: Tally['write-volume'], sums: WriteSums): Bound[] {
  const { limit } = objects.keys;
  let behindKeys = 0;
  for (const { object, puts } of sums.objects) if (object >= limit) behindKeys += puts;
  const unnamed = sums.groups.reduce(
    (sum, { key, puts }) => ((objects.groups[key]?.workload ?? 0) === 0 ? sum + puts : sum),
    0,
  );
  const ofClients = sums.clients.reduce((sum, { puts }) => sum + puts, 0);
  const all = sums.groups.reduce((sum, { puts }) => sum + puts, 0);
  return [
    first('keys', limit, objects.keys.size, behindKeys),
    first('workloads', NAME_LIMIT, objects.workloads.length, unnamed),
    first('clients', clients.limit, clients.size, all - ofClients),
  ].flat();
}

/** This many are counted separately. One of them may be among the rest of another piece of the inputs. */
function first(of: Bound['of'], limit: number, size: number, rest: number): Bound[] {
  const whole = Math.round(rest);
  return size < limit || whole <= 0 ? [] : [{ of, limit, rest: whole, missing: whole }];
}

/** The dialects' bounds are those of one: the widest. */
function ofApiWrites(tally: Tally['api-writes']): Bound[] {
  const formats = [...tally.values()];
  const objects = formats.filter((format) => format.objects.missing > 0);
  const others = formats.flatMap((format) => format.pairs.get('(other)\0(other)\0(other)') ?? []);
  const rest = others.reduce((sum, { creates, updates, deletes }) => sum + creates + updates + deletes, 0);
  const most = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b), 0);
  return [
    ...(objects.length === 0
      ? []
      : [
          {
            of: 'updated-objects' as const,
            limit: API_OBJECT_LIMIT,
            rest: most(objects.map((format) => format.objects.rest)),
            missing: most(objects.map((format) => format.objects.missing)),
          },
        ]),
    ...(rest === 0 ? [] : [{ of: 'writers' as const, limit: API_PAIR_LIMIT, rest, missing: rest }]),
  ];
}

function ofEvents({ rest }: Tally['kube-events']): Bound[] {
  const occurrences = [...rest.groups.values()].reduce((sum, group) => sum + group.occurrences, rest.occurrences);
  return occurrences === 0 ? [] : [{ of: 'events', limit: EVENT_LIMIT, rest: occurrences, missing: rest.occurrences }];
}
