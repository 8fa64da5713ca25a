import { StringDecoder } from 'node:string_decoder';
import { finished } from 'node:stream/promises';
import { ReadlineTransform } from 'readline-transform';
import { readChunks, type ReadResult } from '../../sources/reader.js';
import type { LineReader } from '../line-reader.js';
import type { Shard, ShardHooks } from './shard.js';
import { readOptions, sourceOf } from './source.js';

/** Small texts (pasted output, kubectl tables) as decoded lines: a character across two chunks stays whole. */
export async function readText(shard: Shard, reader: LineReader, hooks: ShardHooks): Promise<ReadResult> {
  const lines = new ReadlineTransform({ breakMatcher: /\n/, decodeStrings: false });
  const decoder = new StringDecoder('utf8');
  let offset = 0;
  lines.on('data', (line: string) => {
    const bytes = Buffer.from(line);
    reader.line(bytes, 0, bytes.length, offset);
    offset += bytes.length + 1;
  });
  const read = await readChunks(
    sourceOf(shard, hooks),
    (chunk) => void lines.write(decoder.write(chunk)),
    readOptions(hooks),
  );
  const rest = decoder.end();
  if (rest.length > 0) lines.write(rest);
  lines.end();
  await finished(lines);
  return read;
}
