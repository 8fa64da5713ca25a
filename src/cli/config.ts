import fs from 'node:fs';
import { DEFAULT_THRESHOLDS, type Thresholds } from '../model/thresholds.js';
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
  for (const [name, value] of entries) {
    if (!Object.hasOwn(DEFAULT_THRESHOLDS, name)) {
      throw new UsageError(
        `${file}: no threshold is called ${name}; there are ${Object.keys(DEFAULT_THRESHOLDS).join(', ')}`,
      );
    }
    if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) {
      throw new UsageError(`${file}: ${name} needs a number of at least 0, got ${JSON.stringify(value)}`);
    }
    thresholds[name] = value;
  }
  return thresholds as unknown as Thresholds;
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
