/**
 * Runs suites by name, or all of them: `npm run suite -- kernel pairs`. With `--seconds N` a slice: the suites in turn, and
 * none that would begin later; what was left out is said.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';

/** What runs long without other programs, and first what depends on most of the program; the others have scripts in package.json. */
const LONG = ['recordings', 'judgements', 'hostile', 'source', 'sql', 'kernel', 'pairs'] as const;
/** Of the suite `hostile`, what takes minutes: `npm run test:hostile`. */
const SLOW = /^(?:audit|interruptions|memory|system-calls)\.suite\.js$/;
const ROOT = '.cache/test/test/suites';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seconds: { type: 'string' } },
});
const seconds = Number(values.seconds ?? Infinity);
const begun = Date.now();
const files = (positionals.length > 0 ? positionals : LONG).flatMap((suite) =>
  readdirSync(`${ROOT}/${suite}`)
    .filter((name) => name.endsWith('.suite.js') && !(suite === 'hostile' && SLOW.test(name)))
    .map((name) => `${ROOT}/${suite}/${name}`),
);
for (const file of files) {
  if ((Date.now() - begun) / 1000 > seconds) {
    process.stdout.write(`LEFT OUT for time: ${file}\n`);
    continue;
  }
  const args = ['node_modules/mocha/bin/mocha.js', '--no-config', '--timeout', '600000', '--reporter', 'dot', file];
  process.stdout.write(`${file}\n`);
  if (spawnSync(process.execPath, args, { stdio: 'inherit' }).status !== 0) process.exitCode = 1;
}
