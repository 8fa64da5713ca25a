import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { expect } from 'chai';
import { billOfMaterials, locked } from '../suites/reliability/bill-of-materials.js';
import { thirdParties, thirdPartyDoc } from '../suites/reliability/third-party-doc.js';

interface Locked {
  readonly version?: string;
  readonly license?: string;
  readonly integrity?: string;
  readonly dev?: boolean;
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  readonly packages: Readonly<Record<string, Locked>>;
};
const installed = Object.entries(lock.packages).filter(([name, { dev }]) => name !== '' && dev !== true);

/** Those that ask for no more than that their notice is kept. */
const LICENCES: ReadonlySet<string> = new Set([
  'MIT',
  'ISC',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  '0BSD',
  'BlueOak-1.0.0',
]);

describe('supply chain', () => {
  it('what an installation brings is little, locked by its hash, and free', () => {
    expect(installed.length).to.be.below(60);
    for (const [name, { license, integrity }] of installed) {
      expect(integrity, name).to.match(/^sha512-/);
      expect(LICENCES.has(license ?? readLicence(name)), `${name}: ${license ?? readLicence(name)}`).to.equal(true);
    }
  });

  it('a bill of materials can be made, and names every dependency', () => {
    const { bomFormat, components, dependencies } = billOfMaterials();
    expect(bomFormat).to.equal('CycloneDX');
    // Each as it is locked: by its version and its hash, and no other.
    expect(new Set(components.map(({ name, version }) => `${name}@${version}`))).to.deep.equal(locked());
    for (const { name, purl, hashes } of components) {
      expect(purl, name).to.match(/^pkg:npm\/[^@]+@\d/);
      expect(
        hashes?.map(({ alg }) => alg),
        name,
      ).to.include('SHA-512');
    }
    const { dependencies: named, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly dependencies: object;
      readonly devDependencies: object;
    };
    const own = (dependencies.find(({ ref }) => ref.startsWith('etcd-postmortem@'))?.dependsOn ?? [])
      .map((one) => one.replace(/@[^@]*$/, ''))
      // npm counts what tests import too where a dependency brings it along
      .filter((name) => !(name in devDependencies));
    expect(own.sort()).to.deep.equal(Object.keys(named).sort());
  }).timeout(60_000);

  it('what only some use is an optional peer: an installation does not bring it', () => {
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly peerDependencies: object;
      readonly peerDependenciesMeta: object;
    };
    expect(peerDependenciesMeta).to.deep.equal(
      Object.fromEntries(Object.keys(peerDependencies).map((name) => [name, { optional: true }])),
    );
    for (const name of Object.keys(peerDependencies))
      expect(lock.packages[`node_modules/${name}`]?.dev, name).to.equal(true);
  });

  it('docs/third-party.md lists what an installation brings, as its script makes it', () => {
    expect(readFileSync('docs/third-party.md', 'utf8')).to.equal(thirdPartyDoc());
    expect(thirdParties().length).to.be.greaterThan(20);
  });

  it('nothing of others is copied into what is built: whatever is imported is named in package.json', () => {
    const { dependencies, peerDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      readonly dependencies: object;
      readonly peerDependencies: object;
    };
    const named = new Set([...Object.keys(dependencies), ...Object.keys(peerDependencies)]);
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(
      (name) => name.endsWith('.ts') && !/^(?:dev|kernel)\//.test(name),
    );
    const strange = files.flatMap((name) =>
      [
        ...readFileSync(`src/${name}`, 'utf8').matchAll(
          /^(?:import|export)\b[^']*\bfrom '([^']+)'|\bimport\('([^']+)'\)/gm,
        ),
      ]
        .map(([, one, later = '']) => one ?? later)
        .filter(
          (one) =>
            !/^(?:\.|node:)/.test(one) &&
            !named.has(
              one
                .split('/')
                .slice(0, one.startsWith('@') ? 2 : 1)
                .join('/'),
            ),
        )
        .map((one) => `${name}: ${one}`),
    );
    expect(strange).to.deep.equal([]);
  });

  it('the package holds the program and its documents, and no tests, sources or inputs of others', () => {
    const told = execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [{ files, unpackedSize }] = JSON.parse(told) as [
      { readonly files: readonly { readonly path: string }[]; readonly unpackedSize: number },
    ];
    const strange = files
      .map(({ path }) => path)
      .filter(
        (path) =>
          !/^(?:dist\/.+\.(?:js|d\.ts|wasm|map)|dist\/help\/[\w-]+\.txt|docs\/[\w-]+\.md|examples\/[\w./-]+\.(?:json|md)|man\/[\w.-]+|fixtures\/incident\/[\w.-]+|(?:README|CHANGELOG)\.md|LICENSE|package\.json)$/.test(
            path,
          ),
      );
    expect(strange).to.deep.equal([]);
    expect(unpackedSize).to.be.below(8_000_000);
  }).timeout(60_000);

  it('the program itself opens no connection: no module for that is imported', () => {
    const opens =
      /from '(?:node:)?(?:net|http|https|http2|dns|tls|dgram|child_process|cluster)'|\bfetch\(|XMLHttpRequest|WebSocket|sendBeacon/;
    const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const found = files.filter((name) => !name.startsWith('dev/') && opens.test(readFileSync(`src/${name}`, 'utf8')));
    expect(found).to.deep.equal([]);
  });
});

function readLicence(path: string): string {
  const { license } = JSON.parse(readFileSync(`${path}/package.json`, 'utf8')) as { readonly license?: string };
  return license ?? 'none';
}
