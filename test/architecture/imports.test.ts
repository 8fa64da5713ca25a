import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { circlesIn, files, importsOf, resolved, type Import } from './import-graph.js';

/**
 * Data moves one way, and so do the imports: a folder may import those named here, and itself. `(types)` after a file
 * allows `import type` of it alone.
 */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  model: [],
  mergeable: ['model'],
  kernel: [],
  sources: ['model'],
  decoders: ['model'],
  parsers: ['model'],
  stores: ['model'],
  aggregates: ['model', 'mergeable'],
  timeline: ['model', 'mergeable', 'aggregates'],
  rules: ['model'],
  contradictions: ['model'],
  redaction: ['model', 'pipeline/options.ts (types)'],
  reports: ['model', 'pipeline/options.ts (types)'],
  reading: [
    'model',
    'mergeable',
    'sources',
    'decoders',
    'stores',
    'parsers',
    'aggregates',
    'pipeline/options.ts (types)',
  ],
  pipeline: [
    'model',
    'mergeable',
    'sources',
    'decoders',
    'parsers',
    'aggregates',
    'reading',
    'stores',
    'timeline',
    'rules',
    'contradictions',
  ],
  cli: [
    'model',
    'pipeline',
    'reading/cited-lines.ts',
    'stores',
    'redaction',
    'reports',
    'rules',
    'parsers/registry.ts',
    'decoders',
    'sources',
    'index.ts',
  ],
  'index.ts': ['model', 'pipeline'],
  dev: ['model', 'cli/format-list.ts', 'cli/man-page.ts', 'cli/program.ts', 'cli/ready-help.ts', 'cli/registry.ts'],
};

/** The only folders that touch files, processes, threads or the terminal. */
const IO_ALLOWED = ['sources', 'cli', 'reading', 'pipeline', 'dev'];
const IO_MODULES =
  /^(?:node:)?(?:fs|fs\/promises|child_process|worker_threads|net|http|https|readline|process|stream|stream\/promises|zlib|os|tty)$/;

const room = (path: string): string => path.split('/')[0] ?? '';

function allowed(one: Import): boolean {
  const from = room(one.file);
  const to = resolved(one);
  if (room(to) === from) return true;
  return (MAY_IMPORT[from] ?? []).some((rule) => {
    const [path = '', types] = rule.split(' ');
    return (to === path || to.startsWith(`${path}/`)) && (types === undefined || one.typeOnly);
  });
}

describe('the shape of the house', () => {
  const imports = files.flatMap(importsOf);
  const relative = imports.filter(({ target }) => target.startsWith('.'));

  it('has no room without a line in the table', () => {
    expect([...new Set(files.map(room))].filter((name) => MAY_IMPORT[name] === undefined)).to.deep.equal([]);
  });

  it('imports point one way', () => {
    expect(relative.filter((one) => !allowed(one)).map((one) => `${one.file} imports ${resolved(one)}`)).to.deep.equal(
      [],
    );
  });

  it('no files import each other, not even for their types', () => {
    const targets = (file: string): string[] => relative.filter((one) => one.file === file).map(resolved);
    expect(circlesIn(new Map(files.map((file) => [file, targets(file)])))).to.deep.equal([]);
  });

  it('a circle would be found', () => {
    const graph = new Map([
      ['a', ['b', 'd']],
      ['b', ['c']],
      ['c', ['a', 'd']],
      ['d', []],
      ['e', ['e']],
    ]);
    expect(circlesIn(graph)).to.deep.equal([['a', 'b', 'c'], ['e']]);
  });

  it('every relative import names a file that is there', () => {
    expect(
      relative.filter((one) => !files.includes(resolved(one))).map((one) => `${one.file}: ${one.target}`),
    ).to.deep.equal([]);
  });

  it('only sources, pipeline and cli do input and output', () => {
    const found = imports.filter(({ file, target }) => IO_MODULES.test(target) && !IO_ALLOWED.includes(room(file)));
    expect(found.map(({ file, target }) => `${file} imports ${target}`)).to.deep.equal([]);
  });

  it('only cli prints or ends the process', () => {
    const prints = /\bconsole\.\w+\(|\bprocess\.(?:stdout|stderr|exit)\b/;
    const found = files.filter(
      (file) => !['cli', 'dev'].includes(room(file)) && prints.test(readFileSync(join('src', file), 'utf8')),
    );
    expect(found).to.deep.equal([]);
  });

  it('files are kebab-case nouns', () => {
    expect(
      files.filter((file) => !/^(?:[a-z0-9]+(?:-[a-z0-9]+)*\/)*[a-z0-9]+(?:-[a-z0-9]+)*\.ts$/.test(file)),
    ).to.deep.equal([]);
    expect(files.filter((file) => /(?:^|\/)(?:utils?|helpers?|misc|common)\.ts$/.test(file))).to.deep.equal([]);
  });
});
