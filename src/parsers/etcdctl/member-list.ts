import type { LineParser, Payload, Sink } from '../../model/parser.js';
import { memberId } from './output/addresses.js';
import { emitDocument, emitMember } from './output/documents.js';
import { parseJson } from './output/json.js';
import { startsWith, wordBeforeComma } from './output/peek.js';

/**
 * `etcdctl member list`, simple and JSON, and the form of the v2 API.
 *
 *     3eff616aeb017ac1, started, master-3, http://127.0.0.1:32380, http://127.0.0.1:32379, false
 *     {"header":{…},"members":[{"ID":4539454061249919681,"name":"master-3","peerURLs":["http://127.0.0.1:32380"],…}]}
 *     8211f1d0f64f3269: name=infra1 peerURLs=http://127.0.0.1:12380 clientURLs=http://127.0.0.1:2379 isLeader=true
 */
export const memberList: LineParser = {
  id: 'member-list',
  source: 'etcdctl',
  title: 'etcdctl member list: simple, JSON, v2',
  sample: '3eff616aeb017ac1, started, master-3, http://127.0.0.1:32380, http://127.0.0.1:32379, false',
  versions: '2.3 to 3.7',
  takes: ['member-identity'],
  begins: '{0-9a-f',
  parse(payload, _context, sink) {
    if (startsWith(payload, '{"header":') || startsWith(payload, '{"members":')) {
      return payload.text.includes('"members":[') && emitDocument(parseJson(payload.text), payload.outerTime, sink);
    }
    return isHex(payload.bytes[payload.start] ?? 0) && (parseSimple(payload, sink) || parseOld(payload, sink));
  },
};

function isHex(byte: number): boolean {
  return (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);
}

function parseSimple(payload: Payload, sink: Sink): boolean {
  const word = wordBeforeComma(payload);
  const id = word === null ? null : memberId(word);
  if (id === null) return false;
  const cells = payload.text.split(',').map((cell) => cell.trim());
  if (cells[1] !== 'started' && cells[1] !== 'unstarted') return false;
  const urls = cells.slice(3).filter((cell) => cell.includes('://'));
  if (urls.length === 0) return false;
  emitMember(id, cells[2] ?? '', urls.join(','), payload.outerTime, sink);
  return true;
}

const OLD = /^([0-9a-f]{1,16})(?:\[unstarted\])?: (?:name=(\S*) )?peerURLs=(\S+)(?: clientURLs=(\S*))?/;
const COLON = 58;

function parseOld(payload: Payload, sink: Sink): boolean {
  const { bytes, start } = payload;
  let at = start;
  while (at < start + 17 && isHex(bytes[at] ?? 0)) at += 1;
  if (bytes[at] !== COLON && bytes[at] !== 91) return false;
  const match = OLD.exec(payload.text);
  if (match === null) return false;
  emitMember(memberId(match[1] ?? ''), match[2] ?? '', `${match[3] ?? ''},${match[4] ?? ''}`, payload.outerTime, sink);
  return true;
}
