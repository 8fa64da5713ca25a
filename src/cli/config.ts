import fs from 'node:fs';
import { DEFAULT_THRESHOLDS, THRESHOLDS, type Threshold, type Thresholds } from '../model/thresholds.js';
import { UsageError } from './usage-error.js';

/** Thresholds with those of a file in place of the defaults: JSON, or lines of `name: value` with `#` comments. */
export function readConfig(file: string): Thresholds {
  let text: string;
  try {
    text = fs.readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--config: cannot read ${file}: ${error instanceof Error ? error.message : String(error)}`);
  }
  return parseConfig(text.replace(/^\ufeff/, ''), file);
}

export function parseConfig(text: string, file: string): Thresholds {
  const entries = text.trimStart().startsWith('{') ? jsonEntries(text, file) : lineEntries(text, file);
  const thresholds: Record<string, number> = { ...DEFAULT_THRESHOLDS };
  const seen = new Set<string>();
  for (const [name, value] of entries) {
    const known = THRESHOLDS.find((one) => one.name === name);
    if (known === undefined) throw new UsageError(`${file}: unknown threshold ${name}; ${suggestion(name)}`);
    if (seen.has(name)) throw new UsageError(`${file}: ${name} is set twice`);
    seen.add(name);
    const wrong = complaint(known, value);
    if (wrong !== null) throw new UsageError(`${file}: ${name} needs ${wrong}, got ${JSON.stringify(value)}`);
    thresholds[name] = value as number;
  }
  return thresholds as unknown as Thresholds;
}

/** What a value should have been; null: it is fine. */
function complaint({ unit }: Pick<Threshold, 'unit'>, value: unknown): string | null {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) return 'a number of at least 0';
  return unit === 'ratio' && value > 1 ? 'a number from 0 to 1' : null;
}

const CLOSE = 4;

/** The names that may have been meant, the closest first; all of them where none is close. */
function suggestion(name: string): string {
  const wanted = name.toLowerCase();
  const names = THRESHOLDS.map((one) => one.name);
  const ranked = names
    .map((one) => ({ one, distance: distanceBetween(wanted, one.toLowerCase()) }))
    .filter(({ one, distance }) => distance <= Math.max(2, one.length / 3) || contains(one.toLowerCase(), wanted))
    .sort((a, b) => a.distance - b.distance || (a.one < b.one ? -1 : 1));
  if (ranked.length === 0) return `known thresholds: ${names.join(', ')}`;
  return `did you mean ${ranked
    .slice(0, CLOSE)
    .map(({ one }) => one)
    .join(', ')}?`;
}

const contains = (one: string, wanted: string): boolean => wanted.length >= 4 && one.includes(wanted);

/** Levenshtein's, of names short enough for a row at a time. */
function distanceBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= Math.min(a.length, 64); i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const swap = (row[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] as number) + 1, (next[j - 1] as number) + 1));
    }
    row = next;
  }
  return row[b.length] as number;
}

function jsonEntries(text: string, file: string): [string, unknown][] {
  try {
    return Object.entries(JSON.parse(text) as object);
  } catch (error) {
    throw new UsageError(`${file}: not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function lineEntries(text: string, file: string): [string, unknown][] {
  return text.split('\n').flatMap((line, i): [string, unknown][] => {
    const bare = line.replace(/(?:^|\s)#.*/, '').trim();
    if (bare === '' || bare === '---') return [];
    const match = /^([A-Za-z]\w*)\s*:\s*(\S+)$/.exec(bare);
    if (match === null) throw new UsageError(`${file}:${i + 1}: expected "name: value", got ${JSON.stringify(bare)}`);
    const [, name = '', value = ''] = match;
    return [[name, /^[\d.]+(?:e\d+)?$/i.test(value) ? Number(value) : value]];
  });
}
