import type { AnyRecord, Source } from '../model/record.js';
import type { EpochMicros } from '../model/units.js';

/** What every record of the line begins with. */
interface Base {
  readonly format: string;
  readonly source: Source;
  readonly time: EpochMicros | null;
}

const NO_SPACE = /etcdserver: (?:mvcc: database space exceeded|no space(?! left))|mvcc: database space exceeded/;

/**
 * The record of an error that etcd gave to a client, by its words (etcd api/v3rpc/rpctypes/error.go); `message`: what the
 * client says. The texts stand anywhere in it: whether they are quoted is for the caller to know.
 */
export function clientError(base: Base, text: string, message: string): AnyRecord {
  if (NO_SPACE.test(text)) return { ...base, kind: 'nospace-error', clientSide: true };
  if (/etcdserver: leader changed/.test(text)) return { ...base, kind: 'leader-changed', leader: null, term: null };
  if (/etcdserver: no leader/.test(text)) return { ...base, kind: 'no-leader', leader: null, term: null };
  const said = message.trim().slice(0, 300);
  if (/etcdserver: corrupt cluster/.test(text))
    return { ...base, kind: 'corrupt-error', level: 'error', message: said, clientSide: true };
  if (/etcdserver: (?:.*\bauth|permission denied|user name is empty)/.test(text))
    return { ...base, kind: 'auth-error', level: 'error', message: said, clientSide: true };
  const kind = /timed out/.test(text)
    ? 'request-timeout'
    : /too many requests/.test(text)
      ? 'too-many-requests'
      : /request is too large/.test(text)
        ? 'request-too-large'
        : 'api-error';
  return { ...base, kind, message: said };
}
