/**
 * Runs the score scripts beside the checkout and compares with `clean.txt`, which names what was clean: fails where one of
 * these no longer is. `--update` rewrites the list, and refuses nothing. Skipped aloud where there are no scripts.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const SHARED = '../shared';
const KEPT = 'test/suites/scores/clean.txt';
const SCORES: Readonly<Record<string, readonly string[]>> = {
  recordings: [`${SHARED}/check/score.mjs`],
  'k8s-lab': [`${SHARED}/check/score.mjs`, '--data', `${SHARED}/cases/k8s-lab`],
  'etcd-lab-2': [`${SHARED}/check/score.mjs`, '--data', `${SHARED}/cases/etcd-lab-2`],
  store: [fileURLToPath(new URL('store.js', import.meta.url))],
  cases: [`${SHARED}/check/score-cases.mjs`],
  shapes: [`${SHARED}/check/score-shapes.mjs`],
};

/** Scripts print `ok   NAME…` and `FAIL NAME: …`; that of the shapes names what fails only, and its cases are listed in a file. */
function cleanOf(score: string, output: string): string[] {
  const named = (word: string): string[] =>
    [...output.matchAll(new RegExp(`^${word}\\s+(.+?)(?:: .*)?$`, 'gm'))].map(([, name = '']) => name);
  if (score !== 'shapes') return named('ok');
  const failed = new Set(named('FAIL'));
  const cases = JSON.parse(readFileSync(`${SHARED}/cases/shapes/cases.json`, 'utf8')) as
    { readonly id: string }[] | { readonly cases: { readonly id: string }[] };
  return (Array.isArray(cases) ? cases : cases.cases).map(({ id }) => id).filter((id) => !failed.has(id));
}

const chosen = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const isUpdate = process.argv.includes('--update');
if (!existsSync(`${SHARED}/check/score.mjs`)) {
  process.stdout.write('== SCORES SKIPPED: no recordings beside the checkout\n');
} else {
  const kept = existsSync(KEPT) ? readFileSync(KEPT, 'utf8').split('\n').filter(Boolean) : [];
  const names = new Set(kept);
  for (const [score, args] of Object.entries(SCORES)) {
    if (chosen.length > 0 && !chosen.includes(score)) continue;
    const { stdout } = spawnSync(process.execPath, [...args], {
      encoding: 'utf8',
      maxBuffer: 1 << 26,
    });
    process.stdout.write(`== ${score}\n${stdout}`);
    const now = new Set(cleanOf(score, stdout).map((name) => `${score}: ${name}`));
    const before = kept.filter((name) => name.startsWith(`${score}: `));
    for (const name of before) if (isUpdate) names.delete(name);
    for (const name of now) names.add(name);
    const lost = before.filter((name) => !now.has(name));
    for (const name of lost) process.stdout.write(`NO LONGER CLEAN ${name}\n`);
    if (lost.length > 0 && !isUpdate) process.exitCode = 1;
  }
  if (isUpdate) writeFileSync(KEPT, `${[...names].sort().join('\n')}\n`);
}
