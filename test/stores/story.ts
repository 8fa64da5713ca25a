import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { StoreWriter, type StoreState } from '../../src/dev/store/store-writer.js';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { analyze } from '../../src/pipeline/analyze.js';
import type { Options, Postmortem } from '../../src/pipeline/options.js';

export const MEMBERS = ['a1b2c3d4e5f60718', '2233445566778899', '8e9e05c52164694d'];
export const START = Date.parse('2026-01-10T08:00:00Z') * 1000;

/** Makes a database: `tell` writes into it. */
export function storeOf(tell: (store: StoreWriter) => void, state: StoreState = {}, pageSize = 4096): Buffer {
  const pages: { bytes: Uint8Array; offset: number }[] = [];
  const store = new StoreWriter((bytes, offset) => void pages.push({ bytes, offset }), true, pageSize);
  tell(store);
  const file = Buffer.alloc(store.finish(state));
  for (const { bytes, offset } of pages) file.set(bytes, offset);
  return file;
}

const OPTIONS: Options = {
  ...{ since: null, until: null, timezone: null, year: null, capturedAt: null, namespace: null, jobs: 1 },
  thresholds: DEFAULT_THRESHOLDS,
};

/** Analyses files by name. */
export async function analyzed(files: Readonly<Record<string, Uint8Array | string>>): Promise<Postmortem> {
  const folder = mkdtempSync(join(tmpdir(), 'store-test-'));
  try {
    for (const [name, bytes] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), bytes);
    }
    return await analyze(
      Object.keys(files).map((name) => join(folder, name)),
      OPTIONS,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
