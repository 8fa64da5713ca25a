/**
 * Makes `dist` of what `tsc` compiled: the program, its worker and the library, with the modules that they share in chunks.
 * Hundreds of modules found, read and compiled one by one were half of what a small run costs (docs/performance.md).
 * Dependencies stay outside: what is installed is what runs.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { rolldown, type Plugin } from 'rolldown';
import { helpText } from '../cli/program.js';
import { READY_WIDTHS, readyHelpName } from '../cli/ready-help.js';
import { COMMANDS } from '../cli/registry.js';

const modules = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const dist = resolve(modules, '../../dist');

/** Where each part is in `dist` is where the program looks for it: `pipeline/workers/worker-pool.ts`, package.json. */
const ENTRIES = ['cli/main', 'cli/kubectl-etcd-postmortem', 'pipeline/workers/worker', 'index'] as const;

/**
 * The page's script is the source text of functions, which a bundler rewrites and may rename: it goes in as the text that
 * the modules give.
 */
const pageScript: Plugin = {
  name: 'page-script',
  async load(id) {
    if (!id.endsWith(join('reports', 'html', 'client-script.js'))) return null;
    const texts = Object.entries((await import(pathToFileURL(id).href)) as Readonly<Record<string, string>>);
    return texts.map(([name, text]) => `export const ${name} = ${JSON.stringify(text)};`).join('\n');
  },
};

async function bundle(): Promise<void> {
  // Chunks bear their content's hash: old ones would stay for ever.
  for (const name of ['cli', 'pipeline', 'help']) rmSync(join(dist, name), { recursive: true, force: true });
  const build = await rolldown({
    input: Object.fromEntries(ENTRIES.map((name) => [name, join(modules, `${name}.js`)])),
    platform: 'node',
    plugins: [pageScript],
    external: (id) => !/^[./]/.test(id) && !/^[A-Za-z]:/.test(id),
    logLevel: 'warn',
  });
  await build.write({
    dir: dist,
    format: 'esm',
    entryFileNames: '[name].js',
    chunkFileNames: 'pipeline/chunks/[name]-[hash].js',
  });
  await build.close();
}

/** `analyze [input..]` */
const nameOf = (usage: string | readonly string[]): string =>
  (typeof usage === 'string' ? usage : (usage[0] ?? '')).split(' ')[0] ?? '';

async function writeHelp(): Promise<void> {
  mkdirSync(join(dist, 'help'), { recursive: true });
  for (const command of [null, ...COMMANDS.map(({ usage }) => nameOf(usage))])
    for (const width of READY_WIDTHS) {
      const text = await helpText(command === null ? [] : [command], width);
      writeFileSync(join(dist, 'help', readyHelpName(command, width)), text);
    }
}

/** Declarations that the library's entry leads to, and no others: the rest is not public. */
function writeTypes(): void {
  const types = resolve(modules, '../types');
  const target = join(dist, 'types');
  rmSync(target, { recursive: true, force: true });
  const open = ['index.d.ts'];
  const seen = new Set(open);
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    const text = readFileSync(join(types, file), 'utf8');
    mkdirSync(dirname(join(target, file)), { recursive: true });
    writeFileSync(join(target, file), text);
    for (const [, path = ''] of text.matchAll(/(?:\bfrom|\bimport\()\s*["'](\.[^"']+)\.js["']/g)) {
      const next = join(dirname(file), `${path}.d.ts`);
      if (!seen.has(next)) open.push(next);
      seen.add(next);
    }
  }
}

await bundle();
writeTypes();
await writeHelp();
