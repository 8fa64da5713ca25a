import { visible } from '../model/evidence.js';

interface Listed {
  readonly id: string;
  readonly title: string;
  readonly sample: string;
}

/** The input formats, with a sample line each, and what they may be wrapped in. */
export async function* formatHelp(): AsyncIterable<string> {
  const { PARSERS } = await import('../parsers/registry.js');
  const { UNWRAPPERS } = await import('../decoders/unwrap/registry.js');
  const { FRAMES } = await import('../decoders/frame/registry.js');
  yield 'Formats are recognised from content; FORMAT:PATH overrides it.\n';
  yield* list([...PARSERS.lines, ...PARSERS.blocks]);
  yield '\nWrappings, taken off by themselves, also one in another:\n';
  yield* list([...UNWRAPPERS.sure, ...UNWRAPPERS.loose, ...FRAMES]);
}

function* list(entries: readonly Listed[]): Iterable<string> {
  for (const { id, title, sample } of [...entries].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    yield `\n${id}: ${title}\n`;
    for (const line of sample.split('\n').slice(0, 6)) yield `  ${visible(line)}\n`;
  }
}
