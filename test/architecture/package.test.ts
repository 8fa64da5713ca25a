import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

/** What `npm run build` and `prepare` make. */
const BUILT: ReadonlySet<string> = new Set(['dist', 'man']);

function json(file: string): Readonly<Record<string, unknown>> {
  return JSON.parse(readFileSync(file, 'utf8')) as Readonly<Record<string, unknown>>;
}

/** Whether a range of versions, in the words of package.json, holds on Node.js 20.19.0. */
function holdsOnOldest(range: string): boolean {
  return range.split('||').some((alternative) =>
    [...alternative.matchAll(/(>=|<=|\^|~|>|<|)\s*v?(\d+|\*)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?/g)].every(
      ([, sign = '', major = '*', minor = '', patch = '']) => {
        if (major === '*') return true;
        const asked = Number(major) * 1e6 + (Number(minor) || 0) * 1e3 + (Number(patch) || 0);
        if (sign === '>=') return OLDEST >= asked;
        if (sign === '>') return OLDEST > asked;
        if (sign === '<') return OLDEST < asked;
        if (sign === '<=') return OLDEST <= asked;
        // `^20.9.0`, `~20.19`, `20`, `20.x`: of the same major version, and no newer
        return Number(major) === Math.floor(OLDEST / 1e6) && OLDEST >= asked;
      },
    ),
  );
}

/** 20.19.0 */
const OLDEST = 20_019_000;

describe('the package', () => {
  const manifest = json('package.json');

  it('locks no registry: each user installs from their own', () => {
    expect(readFileSync('package-lock.json', 'utf8')).not.to.include('"resolved"');
  });

  it('asks for Node 20.19, and CI and documentation for nothing newer', () => {
    expect(manifest['engines']).to.deep.equal({ node: '>=20.19.0' });
  });

  it('has no dependency that asks for a newer Node than it does itself', () => {
    const locked = json('package-lock.json')['packages'] as Readonly<Record<string, { engines?: { node?: string } }>>;
    const newer = Object.entries(locked).filter(([, { engines }]) => !holdsOnOldest(engines?.node ?? '*'));
    expect(newer.map(([name, { engines }]) => `${name}: ${engines?.node}`)).to.deep.equal([]);
  });

  it('locks what the other platforms need too', () => {
    const names = Object.keys(json('package-lock.json')['packages'] as object).join(' ');
    for (const platform of ['darwin-arm64', 'darwin-x64', 'win32-x64-msvc', 'linux-x64-gnu', 'linux-x64-musl'])
      expect(names).to.include(`@rolldown/binding-${platform}`);
  });

  it('names its program, and the plugin of kubectl as kubectl looks for it', () => {
    expect(manifest['bin']).to.deep.equal({
      'etcd-postmortem': 'dist/cli/main.js',
      'kubectl-etcd_postmortem': 'dist/cli/kubectl-etcd-postmortem.js',
    });
    for (const path of Object.values(manifest['bin'] as object) as string[])
      expect(readFileSync(path, 'utf8').startsWith('#!/usr/bin/env node\n'), path).to.equal(true);
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

  it('ships the types of the library, and no others', () => {
    const types = (readdirSync('dist/types', { recursive: true }) as string[])
      .map((name) => name.replaceAll('\\', '/'))
      .filter((name) => name.endsWith('.d.ts'));
    expect(types).to.include('index.d.ts');
    expect(types.filter((name) => !/^(?:index|model\/[a-z/-]+|pipeline\/options)\.d\.ts$/.test(name))).to.deep.equal(
      [],
    );
  });

  it('keeps the sample incident small', () => {
    const bytes = readdirSync('fixtures/incident').reduce(
      (sum, name) => sum + statSync(join('fixtures/incident', name)).size,
      0,
    );
    expect(bytes).to.be.below(1_500_000);
  });
});
