import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect } from 'chai';

/** The compiled sources beside the compiled tests. */
const SOURCES = new URL('../../src/', import.meta.url);

type Shape = Readonly<Record<string, unknown>>;
const text = (shape: Shape, name: string): boolean => typeof shape[name] === 'string';
const callable = (shape: Shape, name: string): boolean => typeof shape[name] === 'function';

/** What makes an exported object a member of its folder, and its file more than a helper. */
const FOLDERS: Readonly<Record<string, (shape: Shape) => boolean>> = {
  'decoders/frame': (shape) => text(shape, 'id') && callable(shape, 'open'),
  'decoders/unwrap': (shape) => text(shape, 'id') && callable(shape, 'unwrap'),
  parsers: (shape) =>
    text(shape, 'id') && text(shape, 'sample') && (callable(shape, 'parse') || callable(shape, 'open')),
  aggregates: (shape) => text(shape, 'name') && callable(shape, 'empty') && callable(shape, 'merge'),
  rules: (shape) => text(shape, 'id') && callable(shape, 'judge'),
  contradictions: (shape) => text(shape, 'id') && callable(shape, 'check'),
  reports: (shape) => text(shape, 'name') && callable(shape, 'render'),
};

const isShape = (value: unknown): value is Shape => typeof value === 'object' && value !== null;

async function load(folder: string, file: string): Promise<Shape> {
  return (await import(pathToFileURL(join(new URL(folder, SOURCES).pathname, file)).href)) as Shape;
}

/** Everything that a registry holds, whichever way it groups it. */
function held(value: unknown, found = new Set<unknown>(), depth = 0): Set<unknown> {
  if (!isShape(value) || depth > 4 || found.has(value)) return found;
  found.add(value);
  for (const inner of Object.values(value)) held(inner, found, depth + 1);
  return found;
}

/** By the sources, for the compiled tests may lie beside what is no longer there. */
const filesOf = (folder: string): string[] =>
  (readdirSync(join('src', folder), { recursive: true }) as string[])
    .filter((name) => name.endsWith('.ts') && !/(?:^|[\\/])registry\.ts$/.test(name))
    .map((name) => name.replace(/\.ts$/, '.js'))
    .sort();

for (const [folder, isMember] of Object.entries(FOLDERS)) {
  describe(`${folder}/registry`, () => {
    it('names every file that has something to register', async () => {
      const registry = held({ ...(await load(`${folder}/`, 'registry.js')) });
      const missing: string[] = [];
      for (const file of filesOf(folder)) {
        for (const [name, value] of Object.entries(await load(`${folder}/`, file))) {
          if (isShape(value) && isMember(value) && !registry.has(value)) missing.push(`${file}: ${name}`);
        }
      }
      expect(missing).to.deep.equal([]);
    });

    it('names nothing twice', async () => {
      const members = [...held({ ...(await load(`${folder}/`, 'registry.js')) })].filter(
        (value): value is Shape => isShape(value) && isMember(value),
      );
      const names = members.map((member) => String(member['id'] ?? member['name']));
      expect(members).not.to.be.empty;
      expect(names.filter((name, i) => names.indexOf(name) !== i)).to.deep.equal([]);
    });
  });
}
