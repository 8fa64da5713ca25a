const KEYWORDS = new Set(
  'by without on ignoring group_left group_right and or unless offset bool inf nan start end atan2'.split(' '),
);

/** The metric names that a PromQL expression reads, each once: not functions, labels, strings or keywords. */
export function metricsIn(expression: string): string[] {
  const bare = expression
    .replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""')
    .replace(/\{[^{}]*\}/g, ' ')
    .replace(/\[[^[\]]*\]/g, ' ')
    .replace(/\b(?:by|without|on|ignoring|group_left|group_right)\s*\([^)]*\)/gi, ' ');
  const names = new Set<string>();
  for (const match of bare.matchAll(/(?<![\w:.])([A-Za-z_:][\w:]*)(\s*\()?/g)) {
    const name = match[1] ?? '';
    if (match[2] === undefined && name.includes('_') && !KEYWORDS.has(name.toLowerCase())) names.add(name);
  }
  return [...names];
}
