import type { Row } from './row.js';

/** Beginnings of other things: stamps of log lines, JSON, prompts, rules and boxes, fences, kubectl's own remarks. */
const STARTS = [
  /^\s*$/,
  /^\s*[$#] /,
  /^[#{[|+●┌├└│╭╰]/,
  /^(?:-{3}|={2}|`{3}|~{3})/,
  /^\s*\d{4}[-/]\d\d[-/]\d\d/,
  /^\d\d:\d\d:\d\d/,
  /^\d{10}/,
  /^[IWEF]\d{4} /,
  /^[A-Z][a-z]{2} [ \d]\d \d\d:\d\d/,
  /^time="|^level=|^ts=/,
  /^[\w.-]+@[\w.-]+[:~ ]/,
  /^(?:No resources found|No events found|Error from server|error: )/,
  // the header of another table: NAME   READY   STATUS
  /^[A-Z][A-Z()-]+(?: {1,2}[A-Z()-]+)*(?:(?: {3,}|\t)[A-Z()%-]+(?: [A-Z()-]+)*)+$/,
];
const LINE_LIMIT = 4000;
const LINES_LIMIT = 32;

/**
 * Whether a line that is no row continues with the message of the row before it. kubectl up to 1.21 and `kubectl events`
 * print messages of several lines raw:
 *
 *     …  Unhealthy  Pod/checkout-api-7c9d8f6b54-9kltz  Startup probe failed: Traceback (most recent call last):
 *       File "/probe.py", line 12, in <module>
 *     SystemExit: db | cache, both down
 */
export function continues(
  row: Pick<Row, 'type' | 'name' | 'kind' | 'message'>,
  lines: readonly string[],
  text: string,
): boolean {
  if (lines.length >= LINES_LIMIT || text.length > LINE_LIMIT) return false;
  if (STARTS.some((start) => start.test(text))) return false;
  const before = lines.at(-1) ?? '';
  const inside = lines.length > 1 && /^\s/.test(before);
  return /^\s/.test(text) || inside || /[:,({[\\]\s*$/.test(before) || printsRaw(row);
}

/** Output of probes and runtimes in a table of `kubectl events`, which has its kinds in CamelCase. */
function printsRaw(row: Pick<Row, 'type' | 'name' | 'kind' | 'message'>): boolean {
  return row.type === 'Warning' && row.name !== null && /^[A-Z]/.test(row.kind) && row.message.includes(': ');
}
