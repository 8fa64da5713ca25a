import { visible } from '../model/evidence.js';

/** The input formats, with a sample line each. */
export async function* formatHelp(): AsyncIterable<string> {
  const { PARSERS } = await import('../parsers/registry.js');
  const all = [...PARSERS.lines, ...PARSERS.blocks].map(({ id, title, sample }) => ({ id, title, sample }));
  yield 'Formats are recognised from content; FORMAT:PATH overrides it.\n';
  for (const { id, title, sample } of all.sort((a, b) => (a.id < b.id ? -1 : 1))) {
    yield `\n${id}: ${title}\n`;
    for (const line of sample.split('\n').slice(0, 6)) yield `  ${visible(line)}\n`;
  }
}
