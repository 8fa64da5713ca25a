import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';
import ts from 'typescript';
import { keepFigure } from '../figures.js';

/** recheck (makenowjust-labs/recheck, MIT): decides whether a regular expression backtracks more than linearly. */
interface Checker {
  readonly check: (source: string, flags: string, options: object) => Promise<Diagnosis>;
}
interface Diagnosis {
  readonly status: 'safe' | 'vulnerable' | 'unknown';
  readonly complexity?: { readonly type: string; readonly summary?: string };
  readonly attack?: { readonly pattern: string };
}

/** Where text of inputs goes: the page's script and the command line see none that is long. */
const FOLDERS = [
  'decoders',
  'parsers',
  'model',
  'pipeline',
  'aggregates',
  'timeline',
  'reports',
  'redaction',
  'sources',
];

interface Found {
  readonly where: string;
  readonly source: string;
  readonly flags: string;
}

function expressions(): readonly Found[] {
  const found: Found[] = [];
  for (const folder of FOLDERS)
    for (const name of fs.readdirSync(`src/${folder}`, { recursive: true, encoding: 'utf8' }).sort()) {
      if (!name.endsWith('.ts')) continue;
      const file = path.join('src', folder, name);
      const parsed = ts.createSourceFile(file, fs.readFileSync(file, 'utf8'), ts.ScriptTarget.Latest);
      const visit = (node: ts.Node): void => {
        if (ts.isRegularExpressionLiteral(node)) {
          const end = node.text.lastIndexOf('/');
          found.push({ where: file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
        }
        ts.forEachChild(node, visit);
      };
      visit(parsed);
    }
  return found;
}

describe('regular expressions on text of inputs', () => {
  it('none takes time that grows exponentially; how many are proven linear is told', async function () {
    this.timeout(1_800_000);
    const name = process.env['RECHECK'] ?? 'recheck';
    const load = import(name) as Promise<{ readonly default: Checker }>;
    const checker = await load.then(
      (found) => found.default,
      () => null,
    );
    if (checker === null) {
      console.log('    SKIPPED: no recheck (npx --yes, or RECHECK=/path/to/recheck/lib/main.js)');
      return this.skip();
    }
    const all = [...new Map(expressions().map((one) => [`${one.where} /${one.source}/${one.flags}`, one]))];
    const bad: string[] = [];
    let safe = 0;
    for (const [id, { source, flags }] of all) {
      const { status, complexity } = await checker.check(source, flags, { timeout: 1000, checker: 'automaton' });
      if (status === 'safe') safe += 1;
      else bad.push(`${id}: ${complexity?.summary ?? complexity?.type ?? status}`);
    }
    keepFigure('regular expressions', `${all.length} checked, ${safe} proven linear`);
    console.log(`    ${all.length} checked, ${safe} proven linear, ${bad.length} not`);
    expect(bad.filter((one) => one.endsWith(': exponential'))).to.deep.equal([]);
  });
});
