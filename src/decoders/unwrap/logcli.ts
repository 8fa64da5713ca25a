import { HOST_NAMES, hostOf, IDENT_NAMES, UNIT_NAMES } from '../export-fields.js';
import { rfc3339At, stampRead } from './stamps.js';
import type { Unwrapper } from './unwrapper.js';

const LABELS = /^[ \t]+\{((?:[a-zA-Z_]\w*="(?:[^"\\]|\\.)*"(?:, ?)?){0,40})\}[ \t]+(?=\S)/;
const LABEL = /\b([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;
const HEAD = 2000;

/**
 * What `logcli query` prints: time, the labels that differ, the line. With `--output raw` the line stands alone, as JSON
 * it is a line of `json-export`.
 *
 *     2024-12-15T03:15:23Z {container="etcd", pod="etcd-cp1"} {"level":"warn",…}
 *
 * https://grafana.com/docs/loki/latest/query/logcli/
 */
export const logcli: Unwrapper = {
  id: 'logcli',
  title: 'logcli query (Loki)',
  sample: '2024-12-15T03:15:23Z {container="etcd", pod="etcd-cp1"} …',
  takes: ['time', 'host', 'program', 'unit'],
  begins: '0-9',
  unwrap(payload) {
    const { bytes, start, end } = payload;
    const at = rfc3339At(bytes, start, end);
    if (at === -1 || (bytes[at] !== 32 && bytes[at] !== 9)) return false;
    const found = LABELS.exec(bytes.toString('latin1', at, Math.min(end, at + HEAD)));
    if (found === null) return false;
    const labels = new Map([...(found[1] ?? '').matchAll(LABEL)].map(([, name = '', value = '']) => [name, value]));
    const named = (names: readonly string[]): string | null => {
      for (const name of names) if (labels.get(name)) return labels.get(name) ?? null;
      return null;
    };
    const host = named(HOST_NAMES);
    payload.outerTime = stampRead();
    payload.outerZoned = true;
    payload.exported = true;
    payload.host = host === null ? null : hostOf(host);
    payload.ident = named(IDENT_NAMES);
    payload.unit = named(UNIT_NAMES);
    payload.inner(bytes, at + found[0].length, end);
    return true;
  },
};
