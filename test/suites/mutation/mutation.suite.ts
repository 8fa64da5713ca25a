import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { randomOf } from '../fuzz/mutate.js';
import { keepFigure } from '../figures.js';
import { mutantsOf, type Mutant } from './mutants.js';

/** How many mutants of each part are tried: a sample, drawn the same every time. */
const MUTANTS = Number(process.env['MUTANTS'] ?? 40);
const SEED = Number(process.env['MUTATION_SEED'] ?? 1);
/** Compiled code and tests, where this file lies. */
const TREE = fileURLToPath(new URL('../../../', import.meta.url));

interface Part {
  readonly name: string;
  readonly folder: string;
  readonly tests: readonly string[];
  /** The share of mutants that must be noticed: a little below what was measured. */
  readonly least: number;
}

const PARTS: readonly Part[] = [
  { name: 'mergeable folds', folder: 'mergeable', tests: ['mergeable', 'aggregates'], least: 0.6 },
  { name: 'rules', folder: 'rules', tests: ['rules', 'case-files'], least: 0.5 },
];

const filesOf = (folder: string): readonly string[] =>
  fs
    .readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.js'))
    .map((name) => path.join(folder, name))
    .sort();

describe('mutation', () => {
  for (const { name, folder, tests, least } of PARTS)
    it(`${name}: the tests notice what is changed`, function () {
      this.timeout(3_600_000);
      // A tree of its own beside the other, so that modules outside of it are found as they were.
      const copy = `${TREE.replace(/\/$/, '')}-mutants`;
      fs.rmSync(copy, { recursive: true, force: true });
      fs.cpSync(TREE, copy, { recursive: true });
      try {
        const spec = tests.map((one) => path.join(copy, 'test', one, '**/*.test.js'));
        const run = (): boolean =>
          spawnSync(
            process.execPath,
            ['node_modules/mocha/bin/mocha.js', '--no-config', '--bail', '--timeout', '20000', ...spec],
            {
              timeout: 120_000,
            },
          ).status === 0;
        expect(run(), 'without a change the tests pass').to.equal(true);
        const all = filesOf(path.join(copy, 'src', folder)).flatMap((file) =>
          mutantsOf(fs.readFileSync(file, 'utf8')).map((mutant): readonly [string, Mutant] => [file, mutant]),
        );
        const random = randomOf(SEED);
        const survivors: string[] = [];
        const count = Math.min(MUTANTS, all.length);
        for (let i = 0; i < count; i += 1) {
          const [file, { start, end, from, to }] = all.splice(random(all.length), 1)[0] as readonly [string, Mutant];
          const text = fs.readFileSync(file, 'utf8');
          fs.writeFileSync(file, text.slice(0, start) + to + text.slice(end));
          if (run())
            survivors.push(`${path.relative(copy, file)}:${text.slice(0, start).split('\n').length}: ${from} → ${to}`);
          fs.writeFileSync(file, text);
        }
        const score = 1 - survivors.length / count;
        console.log(
          `    ${name}: ${count - survivors.length} of ${count} mutants noticed (${(score * 100).toFixed(0)} %)`,
        );
        for (const one of survivors) console.log(`      not noticed: ${one}`);
        keepFigure(
          `mutation: ${name}`,
          `${count - survivors.length} of ${count} sampled mutants noticed (${(score * 100).toFixed(0)} %)`,
        );
        expect(score).to.be.at.least(least);
      } finally {
        fs.rmSync(copy, { recursive: true, force: true });
      }
    });
});
