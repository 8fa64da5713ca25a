import { execFileSync } from 'node:child_process';
import fs from 'node:fs';

export interface Component {
  readonly 'bom-ref': string;
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly unknown[];
}

export interface BillOfMaterials {
  readonly bomFormat: string;
  readonly specVersion: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** What an installation brings, as it is locked: `name@version`. */
export function locked(): ReadonlySet<string> {
  const { packages } = JSON.parse(fs.readFileSync('package-lock.json', 'utf8')) as {
    readonly packages: Readonly<Record<string, { readonly version: string; readonly dev?: boolean }>>;
  };
  const found = Object.entries(packages).filter(([place, { dev }]) => place !== '' && dev !== true);
  return new Set(found.map(([place, { version }]) => `${place.replace(/^.*node_modules\//, '')}@${version}`));
}

/**
 * CycloneDX, of the lock file alone, without network. npm makes it of all packages, and what is for development only is
 * left out here: its own `--omit dev` (npm 11.19) leaves out what is for both, yargs for one. Without the number and the
 * hour that npm adds, so that the same lock file gives the same bytes.
 */
export function billOfMaterials(): BillOfMaterials {
  const made = execFileSync('npm', ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
    maxBuffer: 1 << 26,
  });
  const { bomFormat, specVersion, metadata, components, dependencies } = JSON.parse(made) as BillOfMaterials;
  const wanted = locked();
  const own = metadata.component['bom-ref'];
  const kept = components.filter(({ name, version }) => wanted.has(`${name}@${version}`));
  const refs = new Set([own, ...kept.map((one) => one['bom-ref'])]);
  return {
    bomFormat,
    specVersion,
    metadata: { component: metadata.component },
    components: kept,
    dependencies: dependencies
      .filter(({ ref }) => refs.has(ref))
      .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) })),
  };
}
