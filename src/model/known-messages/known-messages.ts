import type { KnownMessage } from './row.js';
import { runningMessages } from './running.js';
import { startMessages } from './start.js';

export const KNOWN_MESSAGES: readonly KnownMessage[] = [...startMessages, ...runningMessages];

const byKind = new Map<string, KnownMessage[]>();
for (const row of KNOWN_MESSAGES) byKind.set(row.kind, [...(byKind.get(row.kind) ?? []), row]);

/** What a message of this kind and these words means; null: no fixed meaning. */
export function knownMessage(kind: string, text: string): KnownMessage | null {
  return (byKind.get(kind) ?? []).find((row) => row.text === undefined || row.text.test(text)) ?? null;
}
