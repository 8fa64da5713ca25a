import type { Described } from '../model/described.js';

/** Formats of one sort. */
export interface FormatGroup {
  readonly id: 'dialects' | 'wrappings' | 'entries' | 'files';
  readonly title: string;
  readonly formats: readonly Described[];
}

/** Everything that is read, in the order of the names. */
export async function formatGroups(): Promise<readonly FormatGroup[]> {
  const { PARSERS } = await import('../parsers/registry.js');
  const { UNWRAPPERS } = await import('../decoders/unwrap/registry.js');
  const { FRAMES } = await import('../decoders/frame/registry.js');
  const { JOURNAL_FILE } = await import('../decoders/journal-file/header.js');
  const { STORES } = await import('../stores/registry.js');
  const { CONTAINERS } = await import('../sources/archives/containers.js');
  return [
    group('dialects', 'Line and block formats', [...PARSERS.lines, ...PARSERS.blocks]),
    group('wrappings', 'Line wrappers, removed automatically, also when nested', [
      ...UNWRAPPERS.sure,
      ...UNWRAPPERS.loose,
    ]),
    group('entries', 'Wrappers that join several lines into one entry', FRAMES),
    group('files', 'Compressed, archived and binary files', [...CONTAINERS, JOURNAL_FILE, ...STORES]),
  ];
}

function group(id: FormatGroup['id'], title: string, formats: readonly Described[]): FormatGroup {
  return { id, title, formats: [...formats].sort((a, b) => (a.id < b.id ? -1 : 1)) };
}
