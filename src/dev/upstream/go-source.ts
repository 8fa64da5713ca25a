/** As much of Go's syntax as finding a call, a struct literal or a constant takes. */

/** The text between a bracket and its partner; `at` is that of the opening one. */
export function bracketed(source: string, at: number): string {
  let depth = 0;
  for (let i = at; i < source.length; i += 1) {
    i = afterText(source, i);
    const char = source[i];
    if (char === '(' || char === '{' || char === '[') depth += 1;
    else if (char === ')' || char === '}' || char === ']') depth -= 1;
    if (depth === 0) return source.slice(at + 1, i);
  }
  return source.slice(at + 1);
}

/** Arguments of a call, as they are. */
export function splitArguments(inside: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i < inside.length; i += 1) {
    i = afterText(inside, i);
    const char = inside[i];
    if (char === '(' || char === '{' || char === '[') depth += 1;
    else if (char === ')' || char === '}' || char === ']') depth -= 1;
    else if (char === ',' && depth === 0) {
      parts.push(inside.slice(from, i).trim());
      from = i + 1;
    }
  }
  const rest = inside.slice(from).trim();
  return rest === '' ? parts : [...parts, rest];
}

/** The place behind a string or a comment that begins there; else the place itself. */
function afterText(source: string, at: number): number {
  const char = source[at];
  if (char === '/' && source[at + 1] === '/') return endOf(source, '\n', at);
  if (char === '/' && source[at + 1] === '*') return endOf(source, '*/', at) + 1;
  if (char === '`') return endOf(source, '`', at + 1);
  if (char !== '"') return at;
  let end = at + 1;
  while (end < source.length && source[end] !== '"') end += source[end] === '\\' ? 2 : 1;
  return end;
}

const endOf = (source: string, text: string, from: number): number => {
  const found = source.indexOf(text, from);
  return found < 0 ? source.length : found;
};

/** The value of a string expression: a literal, or a constant of the same file; null: neither. */
export function stringOf(expression: string | undefined, source: string): string | null {
  const text = (expression ?? '').trim();
  const literal = /^"([^"\\]*)"$/.exec(text)?.[1];
  if (literal !== undefined) return literal;
  if (!/^\w+$/.test(text)) return null;
  return new RegExp(String.raw`\b${text}\s*=\s*"([^"\\]*)"`).exec(source)?.[1] ?? null;
}

/** Calls of a function whose name the pattern ends in, with their arguments. */
export function* callsOf(
  source: string,
  name: RegExp,
): Generator<{ readonly name: string; readonly args: readonly string[] }> {
  for (const found of source.matchAll(new RegExp(String.raw`${name.source}\(`, 'g')))
    yield {
      name: found[1] ?? '',
      args: splitArguments(bracketed(source, (found.index ?? 0) + found[0].length - 1)),
    };
}
