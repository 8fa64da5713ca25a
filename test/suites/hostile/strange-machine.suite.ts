import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';
import { expect } from 'chai';
import { MAIN, withFolder } from '../../cli/run-program.js';
import { onStrangeMachine, type Strange } from './strange-machine.js';

/** What the manifest of a run would have: whatever is taken from outside the inputs. */
const FIXED = ['--year', '2024', '--timezone', 'UTC', '--captured-at', '2024-12-16T00:00:00Z', '--quiet'];
const INCIDENT = fs.readdirSync('fixtures/incident').filter((name) => /\.(?:log|txt|jsonl|yml)$/.test(name));

/** The sample incident, wrappings and journals of every kind, archives and compressed files. */
function writeInputs(folder: string): void {
  for (const name of INCIDENT) fs.copyFileSync(`fixtures/incident/${name}`, path.join(folder, name));
  for (const name of ['decoders/journal-modes', 'decoders/wrappings', 'sources/archives', 'sources/compressed'])
    fs.cpSync(`fixtures/${name}`, path.join(folder, path.basename(name)), { recursive: true });
  for (const name of ['compact-zstd', 'damaged'])
    fs.writeFileSync(
      path.join(folder, `${name}.journal`),
      zlib.gunzipSync(fs.readFileSync(`fixtures/decoders/journal-file/${name}.journal.gz`)),
    );
}

function outputsOf(
  folder: string,
  strange: Strange | null,
  jobs: string,
  env: NodeJS.ProcessEnv = {},
  input: Buffer | null = null,
): ReadonlyMap<string, string> {
  fs.rmSync(path.join(folder, 'out'), { recursive: true, force: true });
  const args = ['analyze', input === null ? 'in' : '-', '--out', 'out', '--jobs', jobs, ...FIXED];
  const { stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    cwd: folder,
    encoding: 'utf8',
    ...(input === null ? {} : { input }),
    env: { ...process.env, ...env, ...(strange === null ? {} : onStrangeMachine(strange)) },
  });
  const out = path.join(folder, 'out');
  const names = fs.readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => fs.statSync(path.join(out, name)).isFile());
  expect(files.length).to.be.greaterThan(11);
  return new Map([
    ...files.map((name): [string, string] => [name, fs.readFileSync(path.join(out, name), 'utf8')]),
    ['standard error', stderr],
  ]);
}

function expectSame(found: ReadonlyMap<string, string>, expected: ReadonlyMap<string, string>): void {
  expect([...found.keys()]).to.deep.equal([...expected.keys()]);
  // Not the texts themselves: a diff of a report is long.
  for (const [name, text] of found) expect(text === expected.get(name), `${name} is the same`).to.equal(true);
}

const MACHINES: readonly (readonly [name: string, Strange | null, NodeJS.ProcessEnv])[] = [
  ['reads of at most 997 bytes', { readBytes: 997 }, {}],
  ['reads of at most 70 KB', { readBytes: 70_000 }, {}],
  ['a clock of thirty years ago', { clockMs: -1e12 }, {}],
  ['a clock of the next month', { clockMs: 3e9 }, {}],
  ['the zone of New York', null, { TZ: 'America/New_York' }],
  [
    'the zone of Lord Howe Island, and Turkish',
    null,
    { TZ: 'Australia/Lord_Howe', LANG: 'tr_TR.UTF-8', LC_ALL: 'tr_TR' },
  ],
];

describe('the same inputs give the same bytes in every file, on any machine', () => {
  it('of the same kind as this one, and on strange ones', async () => {
    await withFolder((folder) => {
      fs.mkdirSync(path.join(folder, 'in'));
      writeInputs(path.join(folder, 'in'));
      const expected = outputsOf(folder, null, '1', { TZ: 'UTC' });
      for (const [name, strange, env] of MACHINES) {
        const found = outputsOf(folder, strange, '3', env);
        try {
          expectSame(found, expected);
        } catch (error) {
          throw new Error(`${name}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
        }
      }
    });
  }).timeout(240_000);

  it('of a pipe, however little comes at a time', async () => {
    await withFolder((folder) => {
      const log = Buffer.concat(INCIDENT.map((name) => fs.readFileSync(`fixtures/incident/${name}`)));
      for (const input of [log, zlib.gzipSync(log)]) {
        const expected = outputsOf(folder, null, '1', {}, input);
        for (const readBytes of [17, 4000]) expectSame(outputsOf(folder, { readBytes }, '2', {}, input), expected);
      }
    });
  }).timeout(120_000);
});
