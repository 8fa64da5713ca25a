import { visible } from '../../model/evidence.js';

/**
 * JSON inside of a script element. Control and bidi characters are made visible as everywhere, and nothing in it can end
 * the element or begin a comment.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value, (_, one: unknown) => (typeof one === 'string' ? visible(one) : one)).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
