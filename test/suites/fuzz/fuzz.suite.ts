import fs from 'node:fs';
import path from 'node:path';
import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { keepFigure } from '../figures.js';
import { Coverage } from './coverage.js';
import { mutate, randomOf } from './mutate.js';
import { CORPUS, seeds, TARGETS } from './targets.js';

/** Seconds for each target, and where to begin: a failure is found again by its seed. */
const SECONDS = Number(process.env['FUZZ_SECONDS'] ?? 10);
const SEED = Number(process.env['FUZZ_SEED'] ?? 1);
/** An input of at most 32 KiB that takes longer is a finding: something is not linear. */
const SLOW_MS = 3000;
const MOST = 64;
/** With KEEP_CORPUS=1: so many of the shortest inputs that reached new code are kept for each target. */
const KEPT = 16;
const SHORT = 4096;

describe('fuzzing, guided by coverage', () => {
  for (const [name, run, share, own] of TARGETS)
    it(name, async function () {
      this.timeout(SECONDS * share * 1000 + 120_000);
      const random = randomOf(SEED);
      const coverage = new Coverage();
      const given = own?.() ?? [
        ...seeds(CORPUS),
        ...seeds(name === 'unpacking' ? 'fixtures/sources' : 'fixtures/parsers'),
        ...seeds('fixtures/decoders'),
      ];
      const corpus = [...given];
      const kept: Buffer[] = [];
      const figures = { cases: 0, bytes: 0, slowestMs: 0 };
      const until = Date.now() + SECONDS * share * 1000;
      const one = async (bytes: Buffer): Promise<void> => {
        const from = performance.now();
        try {
          await run(bytes);
        } catch (error) {
          const file = path.join(CORPUS, `crash-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`);
          fs.mkdirSync(CORPUS, { recursive: true });
          fs.writeFileSync(file, bytes);
          throw new Error(`${file}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`, {
            cause: error,
          });
        }
        const took = performance.now() - from;
        figures.cases += 1;
        figures.bytes += bytes.length;
        figures.slowestMs = Math.max(figures.slowestMs, Math.round(took));
        if (took > SLOW_MS) {
          fs.mkdirSync(CORPUS, { recursive: true });
          fs.writeFileSync(
            path.join(CORPUS, `slow-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`),
            bytes,
          );
          expect.fail(`${bytes.length} bytes took ${Math.round(took)} ms`);
        }
      };
      for (const bytes of seeds(CORPUS)) await one(bytes);
      while (Date.now() < until) {
        const input = corpus[random(corpus.length)] as Buffer;
        const bytes = mutate(input, corpus[random(corpus.length)] as Buffer, random);
        await one(bytes);
        if (coverage.fresh() === 0) continue;
        corpus.push(Buffer.from(bytes));
        kept.push(Buffer.from(bytes));
        if (corpus.length > given.length + MOST * 4) corpus.splice(given.length, 1);
      }
      coverage.close();
      if (process.env['KEEP_CORPUS'] !== undefined) keepCorpus(kept);
      console.log(
        `    ${name}: ${figures.cases} cases, ${figures.bytes} bytes, ${coverage.size} blocks, ${kept.length} inputs that reached new ones`,
      );
      keepFigure(
        `fuzz: ${name}`,
        `${figures.cases} cases, ${(figures.bytes / 1e6).toFixed(1)} MB, ${coverage.size} blocks of code, slowest ${figures.slowestMs} ms, no failure`,
      );
    });
});

function keepCorpus(reached: readonly Buffer[]): void {
  const short = reached.filter(({ length }) => length <= SHORT).sort((a, b) => a.length - b.length || a.compare(b));
  for (const bytes of short.slice(0, KEPT)) {
    const name = `reached-${createHash('sha256').update(bytes).digest('hex').slice(0, 12)}`;
    fs.writeFileSync(path.join(CORPUS, name), bytes);
  }
}
