import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import fc from 'fast-check';
import { run, withFolder } from '../../cli/run-program.js';

const NAMES = fs.readdirSync('fixtures/incident').filter((name) => /\.(?:log|txt|jsonl|yml)$/.test(name));
const FIXED = ['--year', '2024', '--timezone', 'UTC', '--captured-at', '2024-12-16T00:00:00Z', '--quiet'];

function outputs(out: string): ReadonlyMap<string, string> {
  const names = fs.readdirSync(out, { recursive: true, encoding: 'utf8' }).sort();
  const files = names.filter((name) => fs.statSync(path.join(out, name)).isFile());
  return new Map(files.map((name) => [name, fs.readFileSync(path.join(out, name), 'utf8')]));
}

describe('the same inputs give the same bytes', () => {
  it('whatever the jobs, the order, the dates of the files and the zone of the machine', async () => {
    await withFolder((folder) => {
      for (const name of NAMES) fs.copyFileSync(`fixtures/incident/${name}`, path.join(folder, name));
      // Large enough to be read in pieces by several threads.
      const log = fs.readFileSync('fixtures/incident/etcd.log');
      fs.writeFileSync(path.join(folder, 'large.log'), Buffer.concat(Array.from({ length: 40 }, () => log)));
      const all = [...NAMES, 'large.log'];
      let count = 0;
      const analyze = (inputs: readonly string[], jobs: number): ReadonlyMap<string, string> => {
        const out = path.join(folder, `out-${(count += 1)}`);
        run(['analyze', ...inputs, '--out', out, '--jobs', String(jobs), ...FIXED], '', folder);
        return outputs(out);
      };
      const expected = analyze(all, 1);
      expect(expected.size).to.be.greaterThan(7);
      const order = fc.shuffledSubarray(all, { minLength: all.length });
      fc.assert(
        fc.property(order, fc.integer({ min: 1, max: 5 }), fc.integer({ min: 0, max: 2e9 }), (inputs, jobs, date) => {
          for (const name of all) fs.utimesSync(path.join(folder, name), date, date);
          expect(analyze(inputs, jobs)).to.deep.equal(expected);
        }),
        { numRuns: 4, endOnFailure: true },
      );
    });
  }).timeout(180_000);

  it('what was resolved, given back as the manifest has it, gives the same report', async () => {
    await withFolder((folder) => {
      for (const name of NAMES) fs.copyFileSync(`fixtures/incident/${name}`, path.join(folder, name));
      run(['analyze', ...NAMES, '--out', 'first', '--quiet'], '', folder);
      const { options } = JSON.parse(fs.readFileSync(path.join(folder, 'first/manifest.json'), 'utf8')) as {
        readonly options: Readonly<Record<string, unknown>>;
      };
      const flags = (
        [
          ['year', options['year']],
          ['timezone', options['timezone']],
          ['captured-at', options['capturedAt']],
        ] as const
      ).flatMap(([name, value]) =>
        value === null || value === undefined ? [] : [`--${name}`, String(value as string)],
      );
      for (const name of NAMES) fs.utimesSync(path.join(folder, name), 1, 1);
      run(['analyze', ...NAMES, '--out', 'second', '--quiet', ...flags], '', folder);
      run(['analyze', ...NAMES, '--out', 'third', '--quiet', '--jobs', '1', ...flags], '', folder);
      expect(outputs(path.join(folder, 'third'))).to.deep.equal(outputs(path.join(folder, 'second')));
    });
  }).timeout(60_000);
});
