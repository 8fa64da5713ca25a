import type { SlowRecord } from '../../model/record.js';
import { parseEtcdKey } from '../../model/etcd-key.js';
import { parseGoDuration } from '../../model/go-duration.js';
import { readRequestPath, resourceName } from '../kube-audit/request-path.js';
import type { KlogEntry } from './entry.js';

/** `Trace[1893672417]: "GuaranteedUpdate etcd3" audit-id:…,key:/pods/ns/name,type:*core.Pod (22-Nov-2026 13:13:02.498) (total time: 994ms):` */
const FIRST =
  /^Trace\[\d+\]: "([^"]{1,120})" ?([^(]*(?:\((?![^()]*\d\d:\d\d:\d\d)[^(]*)*)\([^()]*\d\d:\d\d:\d\d[^()]*\)(?: \(total time: ([\d.hmnuµsμ]+)\))?:?\s*$/s;

/** The fields of a trace, which are neither quoted nor escaped: a value ends where the next known key begins. */
const KEYS = [
  'accept',
  'audit-id',
  'client',
  'api-group',
  'api-version',
  'name',
  'subresource',
  'namespace',
  'protocol',
];
const MORE_KEYS = [
  'resource',
  'scope',
  'url',
  'user-agent',
  'verb',
  'key',
  'type',
  'group',
  'resourceVersion',
  'resourceVersionMatch',
  'limit',
  'continue',
];
const FIELD = new RegExp(`(?:^|,)(${[...KEYS, ...MORE_KEYS].join('|')}):`, 'g');

/**
 * The first line of a block of `k8s.io/utils/trace`: a request, or its part in etcd, that took 500 ms or more. The
 * block is logged at the end. Null where the line is none.
 */
export function readTrace(entry: KlogEntry, format: string): SlowRecord | null {
  if (!entry.text.startsWith('Trace[')) return null;
  const match = FIRST.exec(entry.text.slice(0, 4000));
  if (match === null) return null;
  const [, prefix = '', fields = '', total] = match;
  const values = valuesOf(fields);
  const key = values.get('key');
  const told = key === undefined ? namedBy(values, prefix) : ofKey(key);
  return {
    kind: 'slow-request',
    format,
    source: 'kubernetes',
    time: entry.time,
    duration: total === undefined ? null : parseGoDuration(total),
    prefix,
    ...asked(prefix, values),
    ...told,
    excerpt: `${prefix} ${key ?? values.get('url') ?? ''} took ${total ?? '?'}`.slice(0, 300),
  };
}

/** What each request is to etcd; what is neither known to read nor to write has no operation. */
const OPERATIONS: ReadonlyMap<string, string> = new Map([
  ...['create', 'update', 'patch', 'apply', 'guaranteedupdate'].map((name) => [name, 'put'] as const),
  ...['delete', 'deletecollection'].map((name) => [name, 'delete'] as const),
  ...['list', 'watchlist'].map((name) => [name, 'list'] as const),
  ['get', 'range'],
]);
const VERBS: ReadonlySet<string> = new Set(
  'create update patch apply delete deletecollection get list watch watchlist'.split(' '),
);
const METHODS: ReadonlyMap<string, string> = new Map([
  ['post', 'create'],
  ['put', 'update'],
]);

/**
 * `"List"`, `"Patch /api/v1/…"` (up to 1.17) and `verb:LIST` are a request's; `"List(recursive=true) etcd3"` and
 * `"GuaranteedUpdate etcd3: *core.Event"` its part in etcd, which has no verb of its own.
 */
function asked(
  prefix: string,
  values: ReadonlyMap<string, string>,
): Pick<SlowRecord, 'op' | 'verb' | 'limit' | 'userAgent'> {
  const first = /^\w+/.exec(prefix)?.[0].toLowerCase() ?? '';
  const told = values.get('verb')?.toLowerCase() ?? '';
  const inEtcd = / etcd3\b/.test(prefix);
  // a method does not tell a list from a get, the title does
  const verb = VERBS.has(first) && !inEtcd ? first : (METHODS.get(told) ?? told);
  const op = OPERATIONS.get(first) ?? OPERATIONS.get(verb);
  const limit = values.get('limit') ?? /[?&]limit=(\d{1,12})\b/.exec(values.get('url') ?? prefix)?.[1] ?? '';
  const agent = values.get('user-agent');
  return {
    ...(op === undefined ? {} : { op }),
    ...(VERBS.has(verb) ? { verb } : {}),
    ...(/^[1-9]\d{0,11}$/.test(limit) ? { limit: Number(limit) } : {}),
    ...(agent === undefined || agent === '' ? {} : { userAgent: agent.slice(0, 300) }),
  };
}

function valuesOf(text: string): ReadonlyMap<string, string> {
  const starts = [...text.matchAll(FIELD)];
  return new Map(
    starts.map((found, i) => [
      found[1] ?? '',
      text.slice(found.index + found[0].length, starts[i + 1]?.index ?? text.length).trim(),
    ]),
  );
}

/** Keys are printed without etcd's prefix, of some versions without the resource too: then only as they are. */
function ofKey(key: string): Pick<SlowRecord, 'key' | 'resource' | 'namespace' | 'name'> {
  const parsed = parseEtcdKey(key);
  if (!parsed.kubernetes) return { key };
  const { resource, namespace, name } = parsed;
  return { key, resource, ...(namespace === null ? {} : { namespace }), ...(name === '' ? {} : { name }) };
}

function namedBy(
  values: ReadonlyMap<string, string>,
  prefix: string,
): Pick<SlowRecord, 'resource' | 'namespace' | 'name'> {
  const url = values.get('url') ?? / (\/\S+)$/.exec(prefix)?.[1] ?? '';
  const path = readRequestPath(url);
  const resource = values.get('resource');
  const of = {
    resource:
      path.resource ?? (resource === undefined ? undefined : resourceName(values.get('api-group') ?? '', resource)),
    namespace: values.get('namespace') || path.namespace,
    name: values.get('name') || path.name,
  };
  return {
    ...(of.resource === undefined || of.resource === '' ? {} : { resource: of.resource }),
    ...(of.namespace === undefined || of.namespace === '' ? {} : { namespace: of.namespace }),
    ...(of.name === undefined || of.name === '' ? {} : { name: of.name }),
  };
}
