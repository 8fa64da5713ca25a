import type { ApiRequest } from '../../model/record.js';
import { parseGoDuration } from '../../model/go-duration.js';
import { readRequestPath } from '../kube-audit/request-path.js';
import type { KlogEntry } from './entry.js';

/** ≤1.16: `GET /api/v1/nodes?limit=500: (6.03ms) 200 [kubelet/v1.16.3 (linux/amd64) kubernetes/b3cbbae 10.0.3.17:41232]` */
const OLD =
  /^"?(GET|HEAD|POST|PUT|PATCH|DELETE|LIST|WATCH|CONNECT|OPTIONS) (\/\S*?): \(([\d.hmnuµsμ]+)\) (?:(\d{3}) )?/;
/** Who asked, and from where. */
const ASKED_BY = /^\[?(.*) (\S+:\d+)\]"?$/s;

/**
 * A request as kube-apiserver's HTTP log has it, from 1.16 to now; null: the line is none.
 *
 *     "HTTP" verb="PATCH" URI="/api/v1/…" latency="6.03ms" userAgent="kubelet/…" audit-ID="…" srcIP="10.0.3.17:41232" resp=500
 *     verb="GET" URI="/api/v1/…" latency=6.03ms resp=200 UserAgent="…" srcIP="10.0.3.17:41232":
 */
export function readHttpLog(entry: KlogEntry, format: string): ApiRequest | null {
  if (entry.file !== 'httplog.go' && entry.message !== 'HTTP') return null;
  const verb = entry.field('verb');
  const uri = entry.field('URI');
  if (verb !== null && uri !== null) {
    const code = Number(entry.field('resp') ?? NaN);
    return recordOf(entry, format, verb, uri, {
      latency: entry.field('latency'),
      code: Number.isInteger(code) && code > 0 ? code : null,
      userAgent: entry.field('userAgent') ?? entry.field('UserAgent'),
      remote: entry.field('srcIP'),
      flowSchema: entry.field('apf_fs'),
    });
  }
  const text = entry.text.slice(0, 4000);
  const match = OLD.exec(text);
  if (match === null) return null;
  const rest = text.slice(match[0].length);
  const bracket = rest.indexOf('[');
  const asked = bracket === -1 ? null : ASKED_BY.exec(rest.slice(bracket + 1));
  return recordOf(entry, format, match[1] ?? '', match[2] ?? '', {
    latency: match[3] ?? null,
    code: match[4] === undefined ? null : Number(match[4]),
    userAgent: asked?.[1] ?? null,
    remote: asked?.[2] ?? null,
  });
}

interface MetadataField {
  readonly latency: string | null;
  readonly code: number | null;
  readonly userAgent: string | null;
  readonly remote: string | null;
  readonly flowSchema?: string | null;
}

function recordOf(entry: KlogEntry, format: string, verb: string, uri: string, told: MetadataField): ApiRequest {
  const path = readRequestPath(uri);
  const excerpt = `${verb} ${uri} ${told.code ?? ''} ${told.latency ?? ''} ${told.userAgent ?? ''}`.replace(
    /\s+/g,
    ' ',
  );
  return {
    kind: 'api-request',
    format,
    source: 'kubernetes',
    time: entry.time,
    verb: canonicalVerb(verb, path.name === undefined && path.resource !== undefined),
    ...path,
    code: told.code,
    duration: told.latency === null ? null : parseGoDuration(told.latency),
    user: null,
    userAgent: told.userAgent,
    ...(told.remote === null ? {} : { remote: told.remote }),
    ...(told.flowSchema == null || told.flowSchema === '' ? {} : { flowSchema: told.flowSchema }),
    excerpt: excerpt.trim().slice(0, 300),
  };
}

/** As audit logs spell them: plain HTTP methods before 1.23 or so, capitals since. */
function canonicalVerb(verb: string, collection: boolean): string {
  const lower = verb.toLowerCase();
  if (lower === 'get') return collection ? 'list' : 'get';
  if (lower === 'post') return 'create';
  if (lower === 'put') return 'update';
  if (lower === 'apply') return 'patch';
  return lower === 'delete' && collection ? 'deletecollection' : lower;
}
