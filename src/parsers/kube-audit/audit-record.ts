import type { AlarmRecord, ApiRequest, TroubleRecord } from '../../model/record.js';
import { parseRfc3339 } from '../../model/rfc3339.js';
import { micros } from '../../model/units.js';
import { contentHash } from '../../model/content-hash.js';
import { readRequestPath, resourceName } from './request-path.js';

type Json = Readonly<Record<string, unknown>>;

/** `nothing`: an audit event, but of a stage that isn't the request's end. */
export type AuditReading = readonly (ApiRequest | AlarmRecord | TroubleRecord)[] | 'nothing' | 'foreign';

/**
 * An Event of audit.k8s.io. Each request is one record, of its last stage: `ResponseComplete`, or `Panic` where it never
 * got there. Latency is from the request's receipt to the stage. A create with generateName has its name in the answer.
 * https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/
 */
export function readAudit(value: unknown, format: string): AuditReading {
  const event = asObject(value);
  if (!isAudit(event)) return 'foreign';
  if (event.stage !== 'ResponseComplete' && event.stage !== 'Panic') return 'nothing';
  const object = asObject(event.objectRef);
  const status = asObject(event.responseStatus);
  const path = readRequestPath(text(event.requestURI) ?? '');
  const received = stamp(event.requestReceivedTimestamp);
  const ended = stamp(event.stageTimestamp);
  const resource = text(object.resource);
  const subresource = text(object.subresource) ?? (resource === null ? path.subresource : undefined);
  const namespace = text(object.namespace) ?? path.namespace;
  const name = text(object.name) ?? path.name ?? nameAnswered(event.responseObject) ?? undefined;
  const verb = text(event.verb) ?? '';
  const remote = list(event.sourceIPs).find((address) => typeof address === 'string');
  const user = asObject(event.impersonatedUser).username ?? asObject(event.user).username;
  const code = status.code;
  const common = {
    format,
    source: 'kubernetes',
    time: ended ?? received,
    ...(resource === null
      ? path.resource === undefined
        ? {}
        : { resource: path.resource }
      : { resource: resourceName(text(object.apiGroup) ?? '', resource) }),
    ...(namespace === undefined ? {} : { namespace }),
    ...(name === undefined ? {} : { name }),
  } as const;
  const request: ApiRequest = {
    ...common,
    kind: 'api-request',
    verb,
    ...(subresource === undefined ? {} : { subresource }),
    code: typeof code === 'number' ? code : null,
    duration: received !== null && ended !== null && ended >= received ? micros(ended - received) : null,
    user: text(user),
    userAgent: text(event.userAgent),
    ...(typeof remote === 'string' ? { remote } : {}),
    ...(path.dryRun === true ? { dryRun: true } : {}),
    ...bodyHashOf(event.responseObject),
    excerpt: `${text(user) ?? ''} ${verb} ${text(event.requestURI) ?? ''} ${typeof code === 'number' ? code : ''}`
      .trim()
      .slice(0, 300),
  };
  const said = `${text(status.message) ?? ''} ${text(status.reason) ?? ''}`;
  if (/database space exceeded/.test(said)) return [request, { ...common, kind: 'nospace-error', clientSide: true }];
  if (/etcdserver: request timed out/.test(said)) return [request, { ...common, kind: 'request-timeout' }];
  return [request];
}

/** Items of a list lack kind and apiVersion. */
function isAudit(event: Json): boolean {
  const { apiVersion } = event;
  if (apiVersion !== undefined && !(typeof apiVersion === 'string' && apiVersion.startsWith('audit.k8s.io/')))
    return false;
  return typeof event.auditID === 'string' && typeof event.stage === 'string' && typeof event.verb === 'string';
}

function asObject(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? (value as readonly unknown[]) : [];
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

function stamp(value: unknown): ReturnType<typeof parseRfc3339> {
  return typeof value === 'string' ? parseRfc3339(value) : null;
}

/** A Status is not an object, whatever its name. */
function nameAnswered(answer: unknown): string | null {
  const object = asObject(answer);
  return object.kind === 'Status' ? null : text(asObject(object.metadata).name);
}

/** Answers that hold the object (level RequestResponse); an error's is a Status. */
function bodyHashOf(answer: unknown): Pick<ApiRequest, 'bodyHash' | 'resourceVersion'> {
  const object = asObject(answer);
  if (object.kind === 'Status' || typeof object.metadata !== 'object') return {};
  const version = text(asObject(object.metadata).resourceVersion);
  return { bodyHash: contentHash(object), ...(version === null ? {} : { resourceVersion: version }) };
}
