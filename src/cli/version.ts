import fs from 'node:fs';

/** The version of the package that this file is part of, wherever it was compiled to. */
export function version(): string {
  for (let folder = new URL('.', import.meta.url); ; folder = new URL('..', folder)) {
    const found = read(new URL('package.json', folder));
    if (found !== null) return found;
    if (folder.pathname === '/' || new URL('..', folder).href === folder.href) return 'unknown';
  }
}

function read(file: URL): string | null {
  try {
    const json = JSON.parse(fs.readFileSync(file, 'utf8')) as { readonly name?: unknown; readonly version?: unknown };
    return json.name === 'etcd-postmortem' && typeof json.version === 'string' ? json.version : null;
  } catch {
    return null;
  }
}
