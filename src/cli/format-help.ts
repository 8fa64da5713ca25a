import { visible } from '../model/evidence.js';
import { formatGroups } from './format-list.js';

const SAMPLE_LINES = 6;

/** The input formats, with a sample line each, and what they may be wrapped and packed in. */
export async function* formatHelp(): AsyncIterable<string> {
  yield 'Formats are detected from the content; FORMAT:PATH overrides the detection.\n';
  for (const { title, formats } of await formatGroups()) {
    yield `\n${title}:\n`;
    for (const format of formats) {
      yield `\n${format.id}: ${format.title}\n`;
      for (const line of format.sample.split('\n').slice(0, SAMPLE_LINES)) yield `  ${visible(line)}\n`;
    }
  }
}
