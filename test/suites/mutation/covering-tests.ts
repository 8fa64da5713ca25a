import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

interface Block {
  readonly startOffset: number;
  readonly endOffset: number;
  readonly count: number;
}

/** What V8 leaves in the folder that `NODE_V8_COVERAGE` names: a file a process. */
interface MetadataField {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly { readonly ranges: readonly Block[] }[];
  }[];
}

/** A file of tests, how long it takes, and which blocks it runs of which modules: by module, a list for each process or thread. */
export interface TestFile {
  readonly file: string;
  readonly tookMs: number;
  readonly blocks: ReadonlyMap<string, readonly (readonly Block[])[]>;
}

const LONGEST_MS = 300_000;

/** Runs mocha over files of tests up to the first failure; null: they took too long. */
export function passes(files: readonly string[], limitMs: number, env: NodeJS.ProcessEnv = {}): boolean | null {
  const { status, error } = spawnSync(
    process.execPath,
    ['node_modules/mocha/bin/mocha.js', '--no-config', '--bail', '--timeout', '60000', ...files],
    { timeout: Math.ceil(limitMs), killSignal: 'SIGKILL', env: { ...process.env, ...env }, stdio: 'ignore' },
  );
  return error !== undefined ? null : status === 0;
}

/** Runs a file of tests alone and sees what it runs; null where it fails: there is nothing to compare with then. */
export function observe(file: string, folder: string): TestFile | null {
  const kept = fs.mkdtempSync(path.join(folder, 'coverage-'));
  const from = performance.now();
  if (passes([file], LONGEST_MS, { NODE_V8_COVERAGE: kept }) !== true) return null;
  const tookMs = performance.now() - from;
  const blocks = new Map<string, (readonly Block[])[]>();
  const root = pathToFileURL(folder).href;
  for (const name of fs.readdirSync(kept)) {
    const { result } = JSON.parse(fs.readFileSync(path.join(kept, name), 'utf8')) as MetadataField;
    for (const { url, functions } of result) {
      if (!url.startsWith(`${root}/src/`)) continue;
      const ranges = functions.flatMap((one) => one.ranges);
      blocks.set(url, [...(blocks.get(url) ?? []), ranges]);
    }
  }
  fs.rmSync(kept, { recursive: true });
  return { file, tookMs, blocks };
}

/** Whether a place in a module ran: the smallest block around it tells. */
function isRun(blocks: readonly Block[], offset: number): boolean {
  let least = Infinity;
  let found = false;
  for (const { startOffset, endOffset, count } of blocks) {
    if (offset < startOffset || offset >= endOffset || endOffset - startOffset > least) continue;
    least = endOffset - startOffset;
    found = count > 0;
  }
  return found;
}

/** The tests that can notice a change there, the quickest first. */
export function testsOf(all: readonly TestFile[], module: string, offset: number): readonly TestFile[] {
  const url = pathToFileURL(module).href;
  return all
    .filter(({ blocks }) => blocks.get(url)?.some((one) => isRun(one, offset)) === true)
    .sort((a, b) => a.tookMs - b.tookMs);
}
