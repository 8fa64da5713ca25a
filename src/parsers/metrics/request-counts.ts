import type { AnyRecord } from '../../model/record.js';
import type { EpochMicros } from '../../model/units.js';
import { resourceOfApi } from '../counts/names.js';

const REQUESTS: ReadonlySet<string> = new Set(['apiserver_request_total', 'apiserver_request_count']);
const REJECTED = 'apiserver_flowcontrol_rejected_requests_total';
/** Verbs of HTTP, as newer servers have them, and those of the API. */
const WRITES = /^(?:POST|PUT|PATCH|APPLY|DELETE|DELETECOLLECTION|CREATE|UPDATE)$/i;
/** Subresources that leave nothing in etcd. */
const NOT_STORED = /^(?:exec|attach|portforward|proxy|log|token|eviction)$/;

/** Whether a metric counts requests by resource, or those that were rejected. */
export const tellsRequests = (name: string): boolean => REQUESTS.has(name) || name === REJECTED;

/**
 * Requests since the API server's start. Accepted writes are revisions by resource; what priority and fairness turned
 * away is identified by its flow schema.
 *
 *     apiserver_request_total{code="201",dry_run="",group="",resource="events",verb="POST",…} 145259
 *     apiserver_flowcontrol_rejected_requests_total{flow_schema="system-nodes",…,reason="queue-full"} 48211
 */
export function requestsOf(
  name: string,
  labels: ReadonlyMap<string, string>,
  value: number,
  time: EpochMicros | null,
  format: string,
): AnyRecord | null {
  if (!Number.isFinite(value) || value <= 0) return null;
  const label = (key: string): string => labels.get(key) ?? '';
  const many = { kind: 'too-many-requests', format, source: 'metrics', time } as const;
  if (name === REJECTED) {
    const schema = label('flow_schema') || label('flowSchema');
    const level = label('priority_level') || label('priorityLevel');
    const message = `${value} requests of flow schema ${schema} rejected at level ${level}: ${label('reason')}`;
    return { ...many, message, excerpt: message };
  }
  const plural = label('resource');
  if (plural === '' || label('dry_run') !== '') return null;
  const group = label('group');
  const resource = resourceOfApi(group === '' ? plural : `${plural}.${group}`);
  const subresource = label('subresource');
  const what = `${label('verb')} ${plural}${subresource === '' ? '' : `/${subresource}`}`;
  if (label('code') === '429') {
    const message = `${value} answers 429 to ${what}`;
    return { ...many, resource, message, excerpt: message };
  }
  if (!WRITES.test(label('verb')) || !label('code').startsWith('2') || NOT_STORED.test(subresource)) return null;
  return {
    ...{ kind: 'object-count', format, source: 'metrics', time, of: 'revisions', resource },
    key: `${label('verb')} ${label('code')}${subresource === '' ? '' : ` ${subresource}`}`,
    count: Math.round(value),
    command: name,
    excerpt: `${what}: ${value} times ${label('code')}`,
  };
}
