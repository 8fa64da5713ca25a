import fs from 'node:fs';
import path from 'node:path';

interface Locked {
  readonly version: string;
  readonly license?: string;
  readonly dev?: boolean;
}

const json = (file: string): unknown => JSON.parse(fs.readFileSync(file, 'utf8'));

/** What an installation of the package brings: name, version, licence, and who holds the rights. */
export function thirdParties(): readonly (readonly [name: string, version: string, licence: string, holder: string])[] {
  const { packages } = json('package-lock.json') as { readonly packages: Readonly<Record<string, Locked>> };
  const found = Object.entries(packages)
    .filter(([place, { dev }]) => place !== '' && dev !== true)
    .map(([place, { version, license }]): readonly [string, string, string, string] => {
      const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
      const own = json(path.join(place, 'package.json')) as { readonly license?: string };
      return [name, version, license ?? own.license ?? 'none', holderIn(place)];
    });
  const once = new Map(found.map((one) => [`${one[0]} ${one[1]}`, one]));
  return [...once.values()].sort((a, b) => (a[0] < b[0] ? -1 : a[0] > b[0] ? 1 : a[1] < b[1] ? -1 : 1));
}

/** The line of the licence that names the holder, as it stands there; '' where a package comes without its text. */
function holderIn(place: string): string {
  for (const name of fs.readdirSync(place).sort()) {
    if (!/^licen[cs]e/i.test(name)) continue;
    const line = fs
      .readFileSync(path.join(place, name), 'utf8')
      .split(/\r?\n/)
      .find((one) => /copyright (?:\(c\)|©|\d)/i.test(one));
    if (line !== undefined) return line.replace(/[*#]/g, '').trim();
  }
  return '';
}

const cell = (text: string): string => text.replace(/[|<>]/g, (found) => `\\${found}`);

/** docs/third-party.md */
export function thirdPartyDoc(): string {
  const rows = thirdParties().map((one) => `| ${one.map(cell).join(' | ')} |`);
  return `${[
    '# Code of others',
    '',
    'What `npm install etcd-postmortem` brings along, each with its licence beside it in `node_modules`. Nothing of it is copied into `dist` or into a report. Made by `npm run reliability`; a bill of materials (CycloneDX) by `npm run --silent sbom`.',
    '',
    '| package | version | licence | of |',
    '|---|---|---|---|',
    ...rows,
  ].join('\n')}\n`;
}
