import type { LineParser, Payload, Sink } from '../../model/parser.js';
import type { Claim } from '../../model/record.js';
import { hostPort, isEndpoint } from './output/addresses.js';
import { emitDocument } from './output/documents.js';
import { parseJson } from './output/json.js';
import { startsWith, wordBeforeComma } from './output/peek.js';

/**
 * `etcdctl endpoint hashkv`, simple and JSON. 3.6 adds the hash revision; `(rev N)` is printed by no version.
 *
 *     127.0.0.1:12379, 3070989289
 *     127.0.0.1:12379, 3070989289, 20152
 *     10.0.1.10:2379, 3841678299 (rev 1847293)
 */
export const endpointHashkv: LineParser = {
  id: 'endpoint-hashkv',
  source: 'etcdctl',
  title: 'etcdctl endpoint hashkv: simple, JSON',
  sample: '127.0.0.1:12379, 3070989289',
  versions: '3.2 to 3.7',
  takes: ['claim'],
  parse(payload, _context, sink) {
    if (startsWith(payload, '[{"Endpoint":') || startsWith(payload, '{"Endpoint":')) {
      return payload.text.includes('"HashKV":') && emitDocument(parseJson(payload.text), payload.outerTime, sink);
    }
    return parseSimple(payload, sink);
  },
};

const SIMPLE = /^(\d{1,10})(?:,\s*(\d{1,18}))?(?:\s*\(\s*rev(?:ision)?[:\s]+(\d{1,18})\s*\))?(.*)$/;

function parseSimple(payload: Payload, sink: Sink): boolean {
  const endpoint = wordBeforeComma(payload);
  if (endpoint === null || !isEndpoint(endpoint)) return false;
  const match = SIMPLE.exec(payload.text.slice(endpoint.length + 1).trim());
  // `127.0.0.1:12379, 91c84dd4bd32dadc, 3.4.23, 67 MB, …`: an id that begins with digits is no hash
  if (match === null || /^\s*[,a-f\d]/.test(match[4] ?? '')) return false;
  const revision = match[3] ?? match[2];
  const record: Claim = {
    kind: 'claim',
    format: 'endpoint-hashkv',
    source: 'etcdctl',
    time: payload.outerTime,
    about: { endpoint: hostPort(endpoint) },
    claim: {
      what: 'hash',
      endpoint,
      hash: match[1] ?? '',
      revision: revision === undefined ? null : Number(revision),
      compactRevision: null,
      annotated: match[3] !== undefined,
    },
  };
  sink.record(record);
  return true;
}
