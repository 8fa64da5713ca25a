import type { Claim, StatementBody } from '../../model/record.js';

export const FORMAT = 'transcript';

/** A claim as the transcript makes it: no time, for none is on such lines. */
export function claim(body: StatementBody, excerpt?: string): Claim {
  return {
    kind: 'claim',
    format: FORMAT,
    source: 'etcdctl',
    time: null,
    ...(excerpt === undefined ? {} : { excerpt }),
    claim: body,
  };
}

const DASHES = /[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g;

/** Typographic hyphens, quotes and blanks as a terminal would have them, each by one character. */
export function plain(text: string): string {
  return text
    .replace(DASHES, '-')
    .replace(/[\u00a0\u2007\u202f]/g, ' ')
    .replace(/[\u2018\u2019]/g, "'")
    .replace(/[\u201c\u201d]/g, '"');
}
