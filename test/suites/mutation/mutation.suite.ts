import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { randomOf } from '../fuzz/mutate.js';
import { keepFigure } from '../figures.js';
import { observe, passes, testsOf, type TestFile } from './covering-tests.js';
import { mutantsOf, type Mutant } from './mutants.js';

/** How many mutants of each part are tried: a sample, drawn the same every time, as far as the seconds for a part last. */
const MUTANTS = Number(process.env['MUTANTS'] ?? 40);
const SECONDS = Number(process.env['MUTATION_SECONDS'] ?? 900);
const SEED = Number(process.env['MUTATION_SEED'] ?? 1);
/** Fewer say nothing of a part. */
const FEWEST = 10;
/** Compiled code and tests, where this file lies. */
const TREE = fileURLToPath(new URL('../../../', import.meta.url));

interface Part {
  readonly name: string;
  readonly folder: string;
  /** Folders and files of tests that are asked whether they run what is changed. */
  readonly tests: readonly string[];
  /** The share of mutants that must be noticed: a little below what was measured. */
  readonly least: number;
}

const PARTS: readonly Part[] = [
  { name: 'mergeable folds', folder: 'mergeable', tests: ['mergeable', 'aggregates'], least: 0.8 },
  { name: 'aggregates', folder: 'aggregates', tests: ['aggregates', 'timeline', 'pipeline/fold.test.js'], least: 0.4 },
  { name: 'rules', folder: 'rules', tests: ['rules'], least: 0.8 },
];

const filesIn = (folder: string, end: string): readonly string[] =>
  (fs.statSync(folder).isFile() ? [''] : fs.readdirSync(folder, { recursive: true, encoding: 'utf8' }))
    .map((name) => path.join(folder, name))
    .filter((name) => name.endsWith(end))
    .sort();

/** Whether a test fails, or never ends, once the change is made. */
function isNoticed(tests: readonly TestFile[], file: string, { start, end, to }: Mutant): boolean {
  const text = fs.readFileSync(file, 'utf8');
  fs.writeFileSync(file, text.slice(0, start) + to + text.slice(end));
  try {
    // A process a file of tests: most changes are noticed by the first, and a process costs less than the tests of the rest.
    return tests.some((test) => passes([test.file], test.tookMs * 4 + 20_000) !== true);
  } finally {
    fs.writeFileSync(file, text);
  }
}

describe('mutation', () => {
  for (const { name, folder, tests, least } of PARTS)
    it(`${name}: the tests notice what is changed`, function () {
      this.timeout(SECONDS * 1000 + 900_000);
      // A tree of its own beside the other, so that modules outside of it are found as they were.
      const copy = `${TREE.replace(/\/$/, '')}-mutants`;
      fs.rmSync(copy, { recursive: true, force: true });
      fs.cpSync(TREE, copy, { recursive: true });
      try {
        const asked = tests
          .flatMap((one) => filesIn(path.join(copy, 'test', one), '.test.js'))
          .flatMap((file) => {
            const seen = observe(file, copy);
            if (seen === null) console.log(`    LEFT OUT: ${path.relative(copy, file)} fails without a change`);
            return seen ?? [];
          });
        expect(asked.length).to.be.greaterThan(0);
        const all = filesIn(path.join(copy, 'src', folder), '.js').flatMap((file) =>
          mutantsOf(fs.readFileSync(file, 'utf8')).map((mutant): readonly [string, Mutant] => [file, mutant]),
        );
        const random = randomOf(SEED);
        const survivors: string[] = [];
        const until = Date.now() + SECONDS * 1000;
        let count = 0;
        for (; count < MUTANTS && all.length > 0 && Date.now() < until; count += 1) {
          const [file, mutant] = all.splice(random(all.length), 1)[0] as readonly [string, Mutant];
          const able = testsOf(asked, file, mutant.start);
          if (isNoticed(able, file, mutant)) continue;
          const line = fs.readFileSync(file, 'utf8').slice(0, mutant.start).split('\n').length;
          const why = able.length === 0 ? ' (no test runs it)' : '';
          survivors.push(`${path.relative(copy, file)}:${line}: ${mutant.from} → ${mutant.to}${why}`);
        }
        const score = 1 - survivors.length / Math.max(1, count);
        const told = `${count - survivors.length} of ${count} sampled mutants noticed (${(score * 100).toFixed(0)} %)`;
        console.log(`    ${name}: ${told}`);
        for (const one of survivors) console.log(`      not noticed: ${one}`);
        expect(count, 'mutants tried in the time that was given').to.be.at.least(Math.min(FEWEST, MUTANTS));
        keepFigure(`mutation: ${name}`, told);
        expect(score).to.be.at.least(least);
      } finally {
        fs.rmSync(copy, { recursive: true, force: true });
      }
    });
});
