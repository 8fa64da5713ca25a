import type { Release } from './release.js';

/** A request of an API server, as etcd sees it. */
export interface Request {
  readonly op: 'put' | 'delete' | 'range';
  readonly key: string;
  readonly size: number;
  /** What the compare expects; 0: the key must not exist. */
  readonly expects: number;
  readonly lease: bigint | null;
  /** A range's end and limit. */
  readonly rangeEnd?: string;
}

/** The content of a transaction in the form that hides values: `compare:<…> success:<…> failure:<…>`. */
export function txnText(request: Request, release: Release): string {
  const { op, key, size, expects, lease } = request;
  const quoted = `"${escaped(key)}"`;
  const put = `request_put:<key:${quoted} ${size > 0 ? `value_size:${size} ` : ''}${lease === null ? '' : `lease:${lease} `}>`;
  if (release.minor >= 7) {
    const success = op === 'put' ? put : `request_delete_range:{key:${quoted}}`;
    return `compare:<target:MOD  key:${quoted}  mod_revision:${expects}> success:<${success}> failure:<request_range:{key:${quoted}}>`;
  }
  const success = op === 'put' ? put : `request_delete_range:<key:${quoted} > `;
  return `compare:<target:MOD key:${quoted} mod_revision:${expects} > success:<${success}> failure:<request_range:<key:${quoted} > >`;
}

/** `key:"/registry/pods/" range_end:"/registry/pods0" limit:500 `. */
export function rangeText({ key, rangeEnd }: Request, release: Release): string {
  const end = rangeEnd === undefined ? '' : ` range_end:"${escaped(rangeEnd)}" limit:500`;
  return `key:"${escaped(key)}"${end}${release.minor >= 7 ? '' : ' '}`;
}

/** protobuf's text form: quotes and backslashes escaped, what is not ASCII as octal bytes. */
function escaped(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
      return byte < 0x20 || byte >= 0x7f ? `\\${byte.toString(8).padStart(3, '0')}` : String.fromCharCode(byte);
    })
    .join('');
}
