import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import { emitDocument } from './output/documents.js';
import { parseJson } from './output/json.js';
import { beginsWith } from '../begins-with.js';

const MOST_LINES = 50_000;
/** What an etcdctl document begins with, after its brackets. */
const FIRST_KEY = /^\s*"(?:Endpoint|endpoint|header|alarms|members)"\s*:/;
const BRACKETS = /^\s*[[{]\s*(?:\{\s*)?$/;

/**
 * etcdctl's JSON after `jq .`: a bracket on its own line, and within a few lines a key that etcdctl's documents begin with.
 *
 *     [
 *       {
 *         "Endpoint": "127.0.0.1:12379",
 */
export const etcdctlJson: BlockParser = {
  id: 'etcdctl-json',
  source: 'etcdctl',
  title: 'etcdctl -w json, pretty-printed',
  sample:
    '[\n  {\n    "Endpoint": "127.0.0.1:2379",\n' +
    '    "Status": { "header": { "member_id": 12, "revision": 20149 }, "version": "3.5.9", "dbSize": 67149824 }\n  }\n]',
  versions: '3.2 to 3.7',
  takes: [
    'member-status',
    'nospace-alarm-active',
    'corrupt-alarm-raised',
    'endpoint-unhealthy',
    'member-identity',
    'claim',
  ],
  begins: '[{ \t',
  mayOpen: beginsWith('{', '['),
  open(line, _context, sink) {
    return BRACKETS.test(line.text) ? new PrettyDocument(line, sink) : null;
  },
};

class PrettyDocument implements Block {
  private readonly lines: string[] = [];
  private depth = 0;
  private known = false;
  private finished = false;

  constructor(
    private readonly first: LineRef,
    private readonly sink: Sink,
  ) {
    this.add(first.text);
  }

  take(line: LineRef): 'more' | 'done' | 'over' {
    if (!this.known) {
      if (FIRST_KEY.test(line.text)) this.known = true;
      else if (!BRACKETS.test(line.text) || this.lines.length > 2) return 'over';
    }
    if (this.lines.length >= MOST_LINES) return 'over';
    this.add(line.text);
    if (this.depth > 0) return 'more';
    this.finish();
    return 'done';
  }

  close(): number {
    if (!this.known) return this.lines.length;
    if (!this.finished) this.finish();
    return this.unread;
  }

  private unread = 0;

  private add(text: string): void {
    this.lines.push(text);
    this.depth += nesting(text);
  }

  private finish(): void {
    this.finished = true;
    const value = parseJson(this.lines.join('\n'));
    if (value === undefined)
      this.sink.problem('expected the rest of a JSON document, got its end. Skipped', this.first);
    if (!emitDocument(value, null, this.sink, { at: this.first, lines: this.lines.length }))
      this.unread = this.lines.length;
  }
}

/** Brackets opened less brackets closed, outside strings. */
function nesting(text: string): number {
  let depth = 0;
  for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
    if (token === '{' || token === '[') depth += 1;
    else if (token === '}' || token === ']') depth -= 1;
  }
  return depth;
}
