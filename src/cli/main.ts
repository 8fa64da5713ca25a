#!/usr/bin/env node
import { keepHeapSmall } from './small-heap.js';
import { endQuietlyOnClosedPipe } from './streams.js';

endQuietlyOnClosedPipe();
keepHeapSmall();
const words = process.argv.slice(2);
if (words.length === 1 && words[0] === '--version') {
  const { version } = await import('./version.js');
  process.stdout.write(`${version()}\n`);
} else {
  const { runProgram } = await import('./program.js');
  process.exitCode = await runProgram(words);
}
