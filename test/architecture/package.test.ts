import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

/** What `npm run build` and `prepare` make. */
const BUILT: ReadonlySet<string> = new Set(['dist', 'man']);

function json(file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
}

describe('the package', () => {
  const manifest = json('package.json');

  it('locks no registry: whoever installs uses their own', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.to.include('"resolved"');
  });

  it('asks for Node 20.19, and CI and documentation for nothing newer', () => {
    expect(manifest['engines']).to.deep.equal({ node: '>=20.19.0' });
  });

  it('names its program', () => {
    expect(manifest['bin']).to.deep.equal({ 'etcd-postmortem': 'dist/cli/main.js' });
    expect(readFileSync('src/cli/main.ts', 'utf8').startsWith('#!/usr/bin/env node\n')).to.equal(true);
  });

  it('runs no script of a dependency on install', () => {
    const locked = json('package-lock.json')['packages'] as Readonly<
      Record<string, { hasInstallScript?: boolean; optional?: boolean }>
    >;
    const scripts = Object.entries(locked).filter(
      ([name, one]) => name !== '' && one.hasInstallScript === true && one.optional !== true,
    );
    expect(scripts.map(([name]) => name)).to.deep.equal([]);
  });

  it('ships the files that it lists', () => {
    const listed = (manifest['files'] as string[]).filter((name) => !/[*!]/.test(name) && !BUILT.has(name));
    expect(listed.filter((name) => !existsSync(name))).to.deep.equal([]);
  });

  it('keeps the sample incident small', () => {
    const bytes = readdirSync('fixtures/incident').reduce(
      (sum, name) => sum + statSync(join('fixtures/incident', name)).size,
      0,
    );
    expect(bytes).to.be.below(1_500_000);
  });
});
