import { fileParts } from './word-shape.js';

/** An input, as far as its name goes. */
interface Named {
  readonly path: string;
  readonly container: string | null;
}

/**
 * `input-1.log`, `input-2.tar.gz!input-3.json`: the paths of inputs name hosts and people too. Numbers follow the sorted
 * paths and are as wide as the largest, so that the pseudonyms sort as the paths do; ends that show the format stay.
 */
export function inputNames(inputs: readonly Named[]): readonly (readonly [path: string, pseudonym: string])[] {
  const steps: { readonly path: string; readonly inside: string | null }[] = [];
  const seen = new Set<string>(['-']);
  for (const { path, container } of [...inputs].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))) {
    const inside = container !== null && path.startsWith(`${container}!`) ? container : null;
    for (const one of inside === null ? [path] : [inside, path]) {
      if (seen.has(one)) continue;
      seen.add(one);
      steps.push({ path: one, inside: one === path ? inside : null });
    }
  }
  const width = String(steps.length).length;
  const named = new Map<string, string>();
  steps.forEach(({ path, inside }, i) => {
    const own = `input-${String(i + 1).padStart(width, '0')}${ends(path)}`;
    const outer = inside === null ? undefined : named.get(inside);
    named.set(path, outer === undefined ? own : `${outer}!${own}`);
  });
  return [...named];
}

/** `.tar.gz` of `master-1.tar.gz`. */
function ends(path: string): string {
  let rest = path.slice(Math.max(path.lastIndexOf('/'), path.lastIndexOf('!')) + 1);
  let kept = '';
  for (let parts = fileParts(rest); parts !== null && kept.length < 16; parts = fileParts(rest)) {
    kept = parts[1].toLowerCase() + kept;
    rest = parts[0];
  }
  return kept;
}
