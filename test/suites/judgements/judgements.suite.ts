import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { expect } from 'chai';
import type { CaseFile } from '../../../src/model/case-file.js';
import type { JudgedCause } from '../../../src/rules/judging/judged-cause.js';
import { judge } from '../../../src/rules/judging/judge.js';
import { rules } from '../../../src/rules/registry.js';
import { keptCaseFiles } from '../../case-files/kept-case-files.js';
import { randomOf } from '../fuzz/mutate.js';

// UPDATE_GOLDEN=1 npm test -- --grep judgements   rewrites it; the counts of verdicts are read in review.
const GOLDEN = 'fixtures/rules/judgements.txt';
/** So many changed copies of each case file; of a recorded incident's, which is large, a few. */
const COPIES = 40;
const COPIES_OF_LARGE = 3;
const LARGE = 50_000;
const VERDICTS = ['confirmed', 'likely', 'possible', 'refuted', 'undetermined'] as const;

type Random = (below: number) => number;

/** Beyond this a number is a moment, in microseconds. */
const MOMENT = 1e14;
const SHIFTS = [-600, -60, -1, 1, 60, 600, 3600];
const FACTORS = [0, 0.1, 0.5, 0.9, 1.1, 2, 10];

/** Texts and lines are what is cited, and a kind says which fields there are: they stay. */
const KEPT: ReadonlySet<string> = new Set(['line', 'lines', 'byteOffset', 'text', 'excerpt', 'input', 'kind', 'what']);

interface Place {
  readonly owner: Record<string, unknown>;
  readonly key: string;
}
type Places = ReadonlyMap<string, readonly Place[]>;

/** Every value by the names that lead to it: of a series of thousands each is as likely as a limit that stands alone. */
function placesIn(value: object, path = '', found = new Map<string, Place[]>()): Places {
  for (const [key, one] of Object.entries(value) as [string, unknown][]) {
    if (KEPT.has(key)) continue;
    const name = Array.isArray(value) ? `${path}[]` : `${path}.${key}`;
    if (typeof one !== 'object' || one === null || Array.isArray(one)) {
      const place = { owner: value as Record<string, unknown>, key };
      const beside = found.get(name);
      if (beside === undefined) found.set(name, [place]);
      else beside.push(place);
    }
    if (typeof one === 'object' && one !== null) placesIn(one, name, found);
  }
  return found;
}

const oneOf = <T>(list: readonly T[], random: Random): T | undefined => list[random(list.length)];

function changed(value: number, random: Random): number {
  if (Math.abs(value) > MOMENT) return value + (oneOf(SHIFTS, random) ?? 0) * 1e6;
  const by = random(FACTORS.length + 2);
  if (by >= FACTORS.length) return value + (by === FACTORS.length ? 1 : -1);
  const result = value * (FACTORS[by] ?? 1);
  return Number.isInteger(value) ? Math.round(result) : result;
}

/** What another number says, if it is of the same sort: what is compared is equal then. */
function sameAs(value: number, places: readonly (readonly Place[])[], random: Random): number {
  const place = oneOf(oneOf(places, random) ?? [], random);
  const other = place?.owner[place.key];
  return typeof other === 'number' && Math.abs(other) > MOMENT === Math.abs(value) > MOMENT ? other : value;
}

/** What stands at the same place in any of the case files. */
type Seen = ReadonlyMap<string, readonly unknown[]>;

function seenIn(files: readonly CaseFile[]): Seen {
  const seen = new Map<string, unknown[]>();
  for (const file of files)
    for (const [name, places] of placesIn(file)) {
      const values = seen.get(name) ?? [];
      seen.set(name, values);
      for (const { owner, key } of places.slice(0, 20)) {
        const value = owner[key];
        if (Array.isArray(value)) values.push(...(value.slice(0, 20) as unknown[]));
        else values.push(value);
      }
    }
  return seen;
}

/**
 * A copy in which a few values are other ones, and lists have one entry fewer, or one more that stood in another case file.
 * Of half of them, a few parts are those of another case file as a whole.
 */
function variant(file: CaseFile, files: readonly CaseFile[], seen: Seen, random: Random): CaseFile {
  const mixed = { ...file } as Record<string, unknown>;
  for (let left = random(2) === 0 ? 0 : 1 + random(5); left > 0; left -= 1) {
    const parts: readonly [string, unknown][] = Object.entries(oneOf(files, random) ?? {});
    const [name, part] = oneOf(parts, random) ?? ['', null];
    if (name !== '') mixed[name] = part;
  }
  const copy = structuredClone(mixed) as unknown as CaseFile;
  const named = [...placesIn(copy)];
  const places = named.map(([, alike]) => alike);
  for (let left = 1 + random(random(2) === 0 ? 4 : 16); left > 0; left -= 1) {
    const [name, alike] = oneOf(named, random) ?? ['', []];
    const place = oneOf(alike, random);
    if (place === undefined) break;
    const { owner, key } = place;
    const value = owner[key];
    const other = oneOf(seen.get(name) ?? [], random);
    if (Array.isArray(value)) {
      if (random(3) === 0 && value.length > 0) value.splice(random(value.length), 1);
      else if (other !== undefined) value.push(structuredClone(other));
    } else if (typeof value === 'number' && random(2) === 0)
      owner[key] = random(4) === 0 ? sameAs(value, places, random) : changed(value, random);
    else if (other !== undefined) owner[key] = other;
  }
  return copy;
}

/** What a judgement comes to, and on what; the words it is put in may be mended without anybody's asking. */
const gist = ({ verdict, confidence, role, subject, share, because, evidence, counterEvidence }: JudgedCause): string =>
  [
    ...[verdict, confidence?.toFixed(6), role, subject, share?.toFixed(6)],
    (because.match(/\d+(?:[.,]\d+)*/g) ?? []).join(' '),
    ...[evidence, counterEvidence].map((lines) => lines.map(({ line }) => line).join(' ')),
  ].join('|');

describe('judgements: golden', () => {
  it('of case files at hand, and of copies that differ in a few numbers, are what they were', () => {
    const told = new Map(
      rules.map(({ id }) => [id, { counts: new Map<string, number>(), hash: createHash('sha256') }]),
    );
    const random = randomOf(7);
    const files = keptCaseFiles();
    const small = files.filter((file) => JSON.stringify(file).length < LARGE);
    const seen = seenIn(files);
    expect(files.length).to.be.greaterThan(100);
    for (const file of files) {
      const copies = small.includes(file) ? COPIES : COPIES_OF_LARGE;
      for (const one of [file, ...Array.from({ length: copies }, () => variant(file, small, seen, random))])
        for (const cause of judge(one).causes) {
          expect(cause.because, cause.id).not.to.match(/^The rule broke/);
          const rule = told.get(cause.id);
          rule?.counts.set(cause.verdict, (rule.counts.get(cause.verdict) ?? 0) + 1);
          rule?.hash.update(`${gist(cause)}\n`);
        }
    }
    const lines = [...told].map(([id, { counts, hash }]) => {
      const verdicts = VERDICTS.map((verdict) => `${verdict} ${counts.get(verdict) ?? 0}`).join(', ');
      return `${id}: ${verdicts}; ${hash.digest('hex').slice(0, 12)}\n`;
    });
    const text = lines.sort().join('');
    if (process.env['UPDATE_GOLDEN'] === '1') fs.writeFileSync(GOLDEN, text);
    expect(text).to.equal(fs.readFileSync(GOLDEN, 'utf8'));
  }).timeout(120_000);
});
