/**
 * What `npm start` runs after installing and building: the sample incident, or the files that were named. Paths are
 * those of the folder that npm was called in, not of the package.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const program = join(root, 'dist/cli/main.js');
const calledFrom = process.env['INIT_CWD'] ?? process.cwd();

function analyze(args: readonly string[], cwd: string): number {
  const run = spawnSync(process.execPath, [program, 'analyze', ...args], { cwd, stdio: 'inherit' });
  if (run.error !== undefined) throw run.error;
  return run.status ?? 1;
}

function say(out: string): void {
  const shown = relative(calledFrom, out);
  const dir = shown === '' ? '.' : shown.startsWith('..') ? out : shown;
  process.stdout.write(
    `\nThe report:   ${join(dir, 'report.html')}   (report.md, report.json, timeline.csv and more beside it)\n`,
  );
}

function sample(): number {
  const files = readdirSync(join(root, 'fixtures/incident'))
    .filter((name) => !name.endsWith('.md'))
    .map((name) => join('fixtures/incident', name));
  const out = join(root, 'report');
  // The ages in events.txt count back from the moment at which the table was printed.
  const status = analyze([...files, '--captured-at', '2024-12-15T03:20:00Z', '--out', out, '--quiet'], root);
  if (status !== 0) return status;
  say(out);
  process.stdout.write('Your own:     npm start -- FILE...   or   npm install -g . && etcd-postmortem FILE...\n');
  return 0;
}

function own(args: readonly string[]): number {
  const at = args.findIndex((arg) => arg === '--out' || arg.startsWith('--out='));
  const given = at < 0 ? undefined : args[at] === '--out' ? args[at + 1] : args[at]?.slice('--out='.length);
  const out = resolve(calledFrom, given ?? 'etcd-postmortem-report');
  const status = analyze(given === undefined ? [...args, '--out', out] : args, calledFrom);
  // 3: something could not be read to its end; what could be was analysed, and the report says which.
  if (status === 0 || status === 3 || status === 4) say(out);
  return status;
}

const args = process.argv.slice(2);
process.exitCode = args.length === 0 ? sample() : own(args);
