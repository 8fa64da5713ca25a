import type { EpochMicros } from '../../model/units.js';

/** One line of klog, text or JSON, taken apart. */
export interface KlogEntry {
  readonly time: EpochMicros | null;
  readonly level: string;
  /** `compact.go`; the directory is left out. */
  readonly file: string;
  /** The message without its fields. */
  readonly message: string;
  /** Message and fields as they are. */
  readonly text: string;
  /** A field's value, without its quotes; null where there is none. */
  field(name: string): string | null;
}

export const LEVELS: Readonly<Record<string, string>> = { I: 'info', W: 'warn', E: 'error', F: 'fatal' };

/** `namespace/name`, as fields and old messages name objects; a lone name has no namespace. */
export function objectIn(text: string | null): { readonly namespace?: string; readonly name?: string } {
  if (text === null || text === '') return {};
  const slash = text.indexOf('/');
  return slash < 0 ? { name: text } : { namespace: text.slice(0, slash), name: text.slice(slash + 1) };
}
