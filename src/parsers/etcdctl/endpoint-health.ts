import type { LineParser, Payload, Sink } from '../../model/parser.js';
import { isEndpoint } from './output/addresses.js';
import { emitDocument, emitHealthOf } from './output/documents.js';
import { parseJson } from './output/json.js';
import { firstWordEnd, startsWith } from './output/peek.js';

/**
 * `etcdctl endpoint health`, simple and JSON, and `cluster-health` of the v2 API.
 *
 *     127.0.0.1:22379 is healthy: successfully committed proposal: took = 8.350242ms
 *     127.0.0.1:22379 is unhealthy: failed to commit proposal: context deadline exceeded
 *     [{"endpoint":"127.0.0.1:22379","health":true,"took":"8.350242ms"}]
 *     member 8211f1d0f64f3269 is unhealthy: got unhealthy result from http://127.0.0.1:2379
 *
 * A 3.4 member says healthy while the NOSPACE alarm is on; 3.5 names the alarm.
 */
export const endpointHealth: LineParser = {
  id: 'endpoint-health',
  source: 'etcdctl',
  title: 'etcdctl endpoint health: simple, JSON',
  sample: '127.0.0.1:22379 is healthy: successfully committed proposal: took = 8.350242ms',
  versions: '3.2 to 3.7',
  takes: ['endpoint-unhealthy'],
  parse(payload, _context, sink) {
    if (startsWith(payload, '[{"endpoint":')) {
      return payload.text.includes('"health":') && emitDocument(parseJson(payload.text), payload.outerTime, sink);
    }
    if (startsWith(payload, 'member ')) return parseOld(payload, sink);
    if (startsWith(payload, 'failed to check the health of member ')) return parseUnreached(payload, sink);
    if (startsWith(payload, 'cluster may be unhealthy: ')) return parseVerdict(payload, sink);
    if (startsWith(payload, 'Error: unhealthy cluster')) return parseVerdict(payload, sink);
    return parseSimple(payload, sink);
  },
};

const ANSWER = /^(\S+) is (healthy|unhealthy)(?:: (.*))?$/;
const I = 105;
const S = 115;

function parseSimple(payload: Payload, sink: Sink): boolean {
  const { bytes } = payload;
  const blank = firstWordEnd(payload);
  if (blank === -1 || bytes[blank + 1] !== I || bytes[blank + 2] !== S) return false;
  const match = ANSWER.exec(payload.text);
  const endpoint = match?.[1] ?? '';
  if (match === null || !isEndpoint(endpoint)) return false;
  const detail = match[3] ?? '';
  const took = /took = (\S+)/.exec(detail)?.[1] ?? null;
  const error = detail.replace(/^failed to commit proposal: /, '').trim();
  emitHealthOf(endpoint, match[2] === 'healthy', took, error, payload.outerTime, sink);
  return true;
}

/** What the command ends with where any endpoint was unhealthy; the endpoints' own lines say which. */
function parseVerdict(payload: Payload, sink: Sink): boolean {
  sink.record({
    kind: 'log',
    format: 'endpoint-health',
    source: 'etcdctl',
    time: payload.outerTime,
    level: 'error',
    message: payload.text.trim(),
  });
  return true;
}

const UNREACHED = /^failed to check the health of member ([0-9a-f]{1,16}) on (https?:\/\/\S+): (.*)$/;

/** `cluster-health`: an address of a member that did not answer; the member's own line follows. */
function parseUnreached(payload: Payload, sink: Sink): boolean {
  const match = UNREACHED.exec(payload.text);
  if (match === null) return false;
  emitHealthOf(match[2] ?? '', false, null, match[3] ?? '', payload.outerTime, sink);
  return true;
}

const OLD = /^member ([0-9a-f]{1,16}) is (healthy|unhealthy|unreachable): (.*?)(https?:\/\/\S+)?$/;

function parseOld(payload: Payload, sink: Sink): boolean {
  const match = OLD.exec(payload.text);
  if (match === null) return false;
  emitHealthOf(match[4] ?? match[1] ?? '', match[2] === 'healthy', null, match[3] ?? '', payload.outerTime, sink);
  return true;
}
