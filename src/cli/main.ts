#!/usr/bin/env node
import { readyHelp } from './ready-help.js';
import { tuneEngine } from './engine-flags.js';
import { endQuietlyOnClosedPipe } from './streams.js';

endQuietlyOnClosedPipe();
const words = process.argv.slice(2);
const help = readyHelp(words);
if (help !== null) {
  process.stdout.write(help);
} else if (words.length === 1 && words[0] === '--version') {
  const { version } = await import('./version.js');
  process.stdout.write(`${version()}\n`);
} else {
  tuneEngine();
  const { runProgram } = await import('./program.js');
  process.exitCode = await runProgram(words);
}
