import { namespaceLabel, parseEtcdKey } from '../model/etcd-key.js';
import { storedResource } from '../model/kube-resource.js';
import type { AttributionSource } from '../model/report.js';
import { workloadOf, workloadOfObject } from '../model/workload.js';
import type { RecordRow } from '../pipeline/options.js';
import { UsageError } from './usage-error.js';

export const DIMENSIONS = [
  'resource',
  'namespace',
  'workload',
  'object',
  'client',
  'verb',
  'user',
  'user-agent',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];

/** `resource=pods`, `verb!=get`. */
export interface Condition {
  readonly of: Dimension;
  readonly equal: boolean;
  readonly value: string;
}

/** Of `resource=pods,verb!=get`; throws a `UsageError` that says what is wrong. */
export function conditionsOf(text: string): Condition[] {
  return text.split(',').map((part) => {
    const at = part.indexOf('=');
    const equal = part.charAt(at - 1) !== '!';
    const name = part.slice(0, Math.max(0, equal ? at : at - 1)).trim();
    const value = part.slice(at + 1).trim();
    const of = DIMENSIONS.find((one) => one === name);
    if (at < 1 || of === undefined || value === '')
      throw new UsageError(
        `--where: expected DIMENSION=VALUE or DIMENSION!=VALUE, got "${part}" (${DIMENSIONS.join(', ')})`,
      );
    return { of, equal, value };
  });
}

/** What a request or an event says of itself, and which source it is of; null: it is neither. */
export interface TopRow {
  readonly source: AttributionSource;
  readonly count: number;
  readonly write: boolean;
  readonly values: Readonly<Record<Dimension, string | null>>;
}

const WRITE_VERBS: ReadonlySet<string> = new Set(['create', 'update', 'patch', 'delete', 'deletecollection', 'put']);

export function topRowOf(row: RecordRow): TopRow | null {
  if (row.kind === 'api-request') return ofApi(row);
  if (row.kind === 'request') return ofRequest(row);
  return row.kind === 'kube-event' ? ofEvent(row) : null;
}

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

function ofApi(row: RecordRow): TopRow {
  const verb = textOf(row['verb']);
  const named = textOf(row['resource']);
  const resource = named === null ? null : storedResource(named);
  const namespace = textOf(row['namespace']);
  const name = textOf(row['name']);
  const user = textOf(row['user']);
  const code = row['code'];
  const accepted = typeof code !== 'number' || (code >= 200 && code < 300);
  return {
    source: /^(?:kube-audit|audit-count)/.test(String(row.format)) ? 'audit' : 'http-log',
    count: typeof row['count'] === 'number' ? row['count'] : 1,
    write: verb !== null && WRITE_VERBS.has(verb) && accepted && row['dryRun'] !== true,
    values: {
      resource,
      namespace: resource === null ? null : (namespace ?? '(cluster)'),
      workload: resource === null || name === null ? null : workloadOf(resource, namespace, name, true),
      object:
        resource === null || name === null
          ? null
          : ['/registry', resource, ...(namespace === null ? [] : [namespace]), name].join('/'),
      client: user ?? withoutPort(textOf(row['remote'])),
      verb,
      user,
      'user-agent': textOf(row['userAgent'])?.split(/[/ ]/, 1)[0] ?? null,
    },
  };
}

const withoutPort = (remote: string | null): string | null => remote?.replace(/:\d+$/, '') ?? null;

function ofRequest(row: RecordRow): TopRow {
  const key = textOf(row['key']);
  const parsed = key === null ? null : parseEtcdKey(key);
  const op = textOf(row['op']);
  return {
    source: row.format === 'request-log' ? 'request-log' : 'request-stats',
    count: 1,
    write: (op === 'put' || op === 'delete') && row['failed'] !== true && row['conflict'] !== true,
    values: {
      resource: parsed?.resource ?? null,
      namespace: parsed === null ? null : namespaceLabel(parsed),
      workload: parsed === null ? null : workloadOf(parsed.resource, parsed.namespace, parsed.name, parsed.kubernetes),
      object: key,
      client: textOf(row['remote']),
      verb: op,
      user: null,
      'user-agent': null,
    },
  };
}

function ofEvent(row: RecordRow): TopRow {
  const kind = textOf(row['objectKind']) ?? '';
  const namespace = textOf(row['namespace']);
  const name = textOf(row['name']) ?? '';
  return {
    source: 'events',
    count: typeof row['count'] === 'number' ? row['count'] : 1,
    write: true,
    values: {
      resource: 'events',
      namespace: namespace ?? '(cluster)',
      workload: workloadOfObject(kind, namespace, name),
      object: name === '' ? null : `/registry/events/${namespace ?? ''}/${name}`,
      client: null,
      verb: null,
      user: null,
      'user-agent': null,
    },
  };
}

export const holds = (row: TopRow, conditions: readonly Condition[]): boolean =>
  conditions.every(({ of, equal, value }) => (row.values[of] === value) === equal);
