import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import type { Report } from '../../../src/model/report.js';
import { MAIN, withFolder } from '../../cli/run-program.js';
import { onStrangeMachine } from './strange-machine.js';
import { keepFigure } from '../figures.js';
import { randomOf } from '../fuzz/mutate.js';

/** How many moments of a run are tried for each signal; LONG=1: many. */
const MOMENTS = process.env['LONG'] === undefined ? 25 : 150;
const SEED = Number(process.env['INTERRUPT_SEED'] ?? 1);
const LOG = 'fixtures/incident/etcd.log';

interface Ended {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
}

function ended(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  kill: { readonly name: NodeJS.Signals; readonly afterMs: number } | null,
): Promise<Ended> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: 'ignore', env: { ...process.env, ...env } });
  const timer = kill === null ? null : setTimeout(() => child.kill(kill.name), kill.afterMs);
  return new Promise((resolve) =>
    child.on('exit', (status, signal) => {
      if (timer !== null) clearTimeout(timer);
      resolve({ status, signal });
    }),
  );
}

const filesIn = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    (fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }) : [])
      .filter((name) => fs.statSync(path.join(folder, name)).isFile())
      .sort()
      .map((name) => [name, fs.readFileSync(path.join(folder, name), 'latin1')]),
  );

const isTemporary = (name: string): boolean => /(?:^|\/)\.[^/]+\.\d+\.tmp$/.test(name);

/** Each file is that of one of these runs, byte for byte; what else lies there is a temporary one. */
function expectWhole(out: string, runs: readonly ReadonlyMap<string, string>[], when: string): void {
  for (const [name, text] of filesIn(out))
    if (!isTemporary(name))
      expect(
        runs.some((run) => run.get(name) === text),
        `${name} is whole after ${when}`,
      ).to.equal(true);
}

describe('a signal at any moment', () => {
  const analyze = (input: string, out: string): readonly string[] => [
    ...['analyze', input, '--out', out, '--quiet', '--jobs', '2'],
    ...['--year', '2024', '--timezone', 'UTC', '--captured-at', '2024-12-16T00:00:00Z'],
  ];

  /** A folder with the outputs of an earlier run, the bytes of these, and those that the next run would leave. */
  async function prepared(
    folder: string,
  ): Promise<{ input: string; old: ReadonlyMap<string, string>; fresh: ReadonlyMap<string, string>; tookMs: number }> {
    const input = path.join(folder, 'large.log');
    // Lines that the kernel leaves to the parsers: reading takes a good part of the time, so that signals come while it lasts.
    const log = fs.readFileSync('fixtures/incident/k8s-master-1.journal.log');
    fs.writeFileSync(input, Buffer.concat(Array.from({ length: 600 }, () => log)));
    await ended(analyze(LOG, path.join(folder, 'old')), {}, null);
    const from = performance.now();
    await ended(analyze(input, path.join(folder, 'fresh')), {}, null);
    const tookMs = performance.now() - from;
    return { input, old: filesIn(path.join(folder, 'old')), fresh: filesIn(path.join(folder, 'fresh')), tookMs };
  }

  it('SIGKILL, after any time: every file is an old one or a new one, whole', async () => {
    await withFolder(async (folder) => {
      const { input, old, fresh, tookMs } = await prepared(folder);
      const random = randomOf(SEED);
      const counts = { killed: 0, changed: 0 };
      for (let i = 0; i < MOMENTS; i += 1) {
        const out = path.join(folder, `out-${i}`);
        fs.cpSync(path.join(folder, 'old'), out, { recursive: true });
        const afterMs = random(Math.ceil(tookMs * 1.2));
        const { signal } = await ended(analyze(input, out), {}, { name: 'SIGKILL', afterMs });
        if (signal !== null) counts.killed += 1;
        expectWhole(out, [old, fresh], `${afterMs} ms`);
        if (filesIn(out).get('report.json') !== old.get('report.json')) counts.changed += 1;
        fs.rmSync(out, { recursive: true });
      }
      keepFigure('signals: SIGKILL after any time', `${counts.killed} of ${MOMENTS} runs killed, no file half written`);
      expect(counts.killed).to.be.greaterThan(MOMENTS / 3);
    });
  }).timeout(1_800_000);

  it('SIGINT, after any time: 130 and a report of what there was, or what was there before', async () => {
    await withFolder(async (folder) => {
      const { input, old, fresh, tookMs } = await prepared(folder);
      const random = randomOf(SEED + 1);
      const counts = { interrupted: 0, ended: 0 };
      for (let i = 0; i < MOMENTS; i += 1) {
        const out = path.join(folder, `out-${i}`);
        fs.cpSync(path.join(folder, 'old'), out, { recursive: true });
        const afterMs = random(Math.ceil(tookMs));
        const when = `${afterMs} ms`;
        const { status, signal } = await ended(analyze(input, out), {}, { name: 'SIGINT', afterMs });
        const found = filesIn(out);
        expect([...found.keys()].filter(isTemporary), when).to.deep.equal([]);
        if (signal !== null) {
          // Before its handler stood: nothing was begun.
          expectWhole(out, [old], when);
          continue;
        }
        expect(status, when).to.be.oneOf([0, 130]);
        if (status === 0) {
          counts.ended += 1;
          expectWhole(out, [fresh], when);
        } else {
          counts.interrupted += 1;
          const report = JSON.parse(found.get('report.json') ?? '') as Report;
          if (found.get('report.json') !== fresh.get('report.json'))
            expect(
              report.inputs.some(({ complete }) => !complete),
              when,
            ).to.equal(true);
          expect((await ended(['verify', out], {}, null)).status, 'the outputs are as the manifest says').to.be.oneOf([
            0, 3,
          ]);
        }
        fs.rmSync(out, { recursive: true });
      }
      keepFigure(
        'signals: SIGINT after any time',
        `${counts.interrupted} of ${MOMENTS} runs interrupted, ${counts.ended} had ended`,
      );
      expect(counts.interrupted).to.be.greaterThan(0);
    });
  }).timeout(1_800_000);

  for (const name of ['SIGKILL', 'SIGINT'] as const)
    it(`${name}, at every step of writing: before a file is opened, in its middle, before it takes its place`, async () => {
      await withFolder(async (folder) => {
        await ended(analyze(LOG, path.join(folder, 'fresh')), {}, null);
        await ended(analyze('fixtures/incident/events.txt', path.join(folder, 'old')), {}, null);
        const [old, fresh] = ['old', 'fresh'].map((one) => filesIn(path.join(folder, one)));
        let steps = 0;
        for (let step = 1; ; step += 1) {
          const out = path.join(folder, `out-${step}`);
          fs.cpSync(path.join(folder, 'old'), out, { recursive: true });
          const machine = onStrangeMachine({ signal: { name, step } });
          const { status, signal } = await ended(analyze(LOG, out), machine, null);
          expectWhole(out, [old, fresh] as ReadonlyMap<string, string>[], `step ${step}`);
          const left = [...filesIn(out).keys()].filter(isTemporary);
          expect(left.length, `step ${step}`).to.be.at.most(name === 'SIGKILL' ? 1 : 0);
          if (name === 'SIGINT') expect(filesIn(out), `step ${step}`).to.deep.equal(fresh);
          fs.rmSync(out, { recursive: true });
          // No such step any more: the run went to its end by itself.
          if (name === 'SIGKILL' ? signal === null : step > 12 * 4) break;
          expect(status).to.be.oneOf([null, 0, 130]);
          steps = step;
        }
        keepFigure(`signals: ${name} at every step of writing`, `${steps} steps, no file half written`);
        expect(steps).to.be.at.least(12 * 3);
      });
    }).timeout(1_800_000);
});
