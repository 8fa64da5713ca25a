import { BODY_LIMIT, type ApiFormat, type ApiObject, type ApiWriteTally } from '../../aggregates/api-writes.js';
import { AUDIT_COUNT } from '../../aggregates/source-writes.js';
import { unpackedLine } from '../../model/evidence.js';
import type { ApiWriteStory, RewrittenObject, WrittenResource } from '../../model/case-file.js';
import { compareExemplars } from '../../model/origin.js';
import { epochMicros } from '../../model/units.js';

const LISTED = 100;

/**
 * What requests to the API servers wrote. An audit log names the user, the server's own HTTP log doesn't: where both lie
 * at hand, requests are in both, and the audit log counts.
 */
export function describeApiWrites(tally: ApiWriteTally): ApiWriteStory | null {
  const formats = [...tally].sort(([a], [b]) => (a < b ? -1 : 1));
  const audit =
    ['kube-audit', AUDIT_COUNT]
      .map((begin) => formats.filter(([name]) => name.startsWith(begin)))
      .find((found) => found.length > 0) ?? [];
  const [chosen] = (audit.length > 0 ? audit : formats)
    .map(([, format]) => format)
    .sort((a, b) => writesOf(b) - writesOf(a));
  if (chosen === undefined) return null;
  return {
    covered: chosen.first <= chosen.last ? { from: epochMicros(chosen.first), to: epochMicros(chosen.last) } : null,
    byResource: resourcesOf(chosen),
    objects: objectsOf(chosen),
    missing: chosen.objects.missing,
    rest: chosen.objects.rest,
  };
}

function parted(writer: string): [string, string] {
  const [user = '', program = ''] = writer.split('\0');
  return [user, program];
}

const nameOfWriter = (user: string, program: string): string =>
  user === program ? user : [user, program].filter((part) => part !== '').join(' ');

const writesOf = (format: ApiFormat): number =>
  [...format.pairs.values()].reduce((sum, pair) => sum + pair.creates + pair.updates + pair.deletes, 0);

function resourcesOf({ pairs }: ApiFormat): WrittenResource[] {
  const found = new Map<string, Omit<WrittenResource, 'writers'> & { writers: WrittenResource['writers'][number][] }>();
  for (const [key, pair] of [...pairs].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const [resource = '', user = '', program = ''] = key.split('\0');
    const writer = nameOfWriter(user, program);
    const sum = found.get(resource) ?? { resource, creates: 0, updates: 0, deletes: 0, conflicts: 0, writers: [] };
    const { creates, updates, deletes, conflicts, first } = pair;
    found.set(resource, {
      resource,
      creates: sum.creates + creates,
      updates: sum.updates + updates,
      deletes: sum.deletes + deletes,
      conflicts: sum.conflicts + conflicts,
      writers: [...sum.writers, { writer, writes: creates + updates + deletes, exemplar: first }],
    });
  }
  return [...found.values()]
    .map((one) => ({ ...one, writers: one.writers.sort((a, b) => b.writes - a.writes).slice(0, 10) }))
    .sort(
      (a, b) =>
        b.creates + b.updates + b.deletes - (a.creates + a.updates + a.deletes) || (a.resource < b.resource ? -1 : 1),
    )
    .slice(0, LISTED);
}

/** Where counts lack something, an object is shown only if little of it is missing. */
const LACKING = 1 / 4;

/** How many answers must have distinct versions. */
const ENOUGH_VERSIONS = 3;

/** Updates that wrote nothing: an API server skips what changes nothing, and answers with the version that was there. */
export function unchangedOf({ updates, bodied, sampled, versions }: ApiObject): number {
  if (sampled < ENOUGH_VERSIONS || versions.length >= BODY_LIMIT) return 0;
  return Math.round((Math.min(updates, bodied) * (sampled - versions.length)) / (sampled - 1));
}

/** The most written objects, and those with the most writes of like content. */
function objectsOf({ objects }: ApiFormat): RewrittenObject[] {
  const order = (a: [string, ApiObject], b: [string, ApiObject]): number =>
    b[1].updates - a[1].updates || compareExemplars(a[1].first, b[1].first) || (a[0] < b[0] ? -1 : 1);
  return [...objects.items]
    .filter(([, { updates }]) => updates > 1 && LACKING * updates >= objects.missing)
    .sort(order)
    .slice(0, LISTED)
    .map(([key, object]): RewrittenObject => {
      const [resource = '', namespace = '', name = ''] = key.split('\0');
      return {
        resource,
        namespace: namespace === '' ? null : namespace,
        name,
        updates: object.updates,
        conflicts: object.conflicts,
        writers: object.writers
          .map(({ writer, updates }) => ({ writer: nameOfWriter(...parted(writer)), updates }))
          .sort((a, b) => b.updates - a.updates || (a.writer < b.writer ? -1 : 1)),
        ...(unchangedOf(object) > 0 ? { unchanged: unchangedOf(object) } : {}),
        bodied: object.bodied,
        bodies: object.bodies.length < BODY_LIMIT ? object.bodies.length : null,
        exemplar: unpackedLine(object.first),
      };
    });
}
