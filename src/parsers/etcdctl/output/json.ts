/** JSON as etcdctl prints it, whose ids are uint64: beyond 2^53 a JavaScript number would be another member's id. */

export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

const STRING_OR_LONG_INTEGER = /"(?:[^"\\]|\\.)*"|-?(?<!\d)\d{16,}(?![\d.eE])/g;

/** Parses with integers of 16 and more digits as strings; undefined where the text isn't JSON. */
export function parseJson(text: string): Json | undefined {
  try {
    const safe = text.replace(STRING_OR_LONG_INTEGER, (token) => (token.startsWith('"') ? token : `"${token}"`));
    return JSON.parse(safe) as Json;
  } catch {
    return undefined;
  }
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: Json | undefined): JsonObject {
  return isObject(value) ? value : {};
}

export function listOf(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? (value as readonly Json[]) : [];
}

export function textOf(value: Json | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

/** An integer as a number, whether it was kept as one or as text; null where it is neither or not safe. */
export function integerOf(value: Json | undefined): number | null {
  const number = typeof value === 'string' && /^-?\d+$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isSafeInteger(number) ? number : null;
}

/** A decimal uint64 in hexadecimal without leading zeros, as every other output of etcd has it; null where it is no id. */
export function hexId(value: Json | undefined): string | null {
  const digits = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  return typeof digits === 'string' && /^\d{1,20}$/.test(digits) ? BigInt(digits).toString(16) : null;
}
