import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import { beginsWith } from '../begins-with.js';
import { integerOf, isObject, parseJson, type JsonObject } from '../etcdctl/output/json.js';
import { isOfAStore, layoutOfRows, recordOf } from './layout.js';
import { commandAbove } from './last-command.js';
import type { CountRow } from './row.js';

const ID = 'count-json';
const NUMBER = /^\s*"([^"\\]{1,300})"\s*:\s*"?(\d{1,15})"?,?$/;
const NESTED = /^\s*"([^"\\]{1,300})"\s*:\s*\{$/;
const ENDS = /^\s*\},?$/;
const MOST_ROWS = 20_000;
const PATIENCE = 64;
const DEEPEST = 4;

/**
 * Counts by resource as JSON: OpenShift's must-gather (`etcd_info/object_count.json`), and what jq makes of a listing;
 * by namespace too, whichever is outside.
 *
 *     {
 *      "secrets": "37518",
 *      "pods": "412"
 *     }
 */
export const countJson: BlockParser = {
  id: ID,
  source: 'etcdctl',
  title: 'counts of objects as JSON: object_count.json of must-gather',
  sample: '{\n "secrets": "37518",\n "configmaps": "525",\n "pods": "412"\n}',
  takes: ['object-count'],
  begins: '{ \t',
  mayOpen: beginsWith('{'),
  open(line, context, sink) {
    const text = line.text.trim();
    const block = new CountJson(commandAbove(context, line.line), sink);
    if (text === '{') return block;
    return /^\{\s*"[^"\\]{1,300}"\s*:\s*(?:"?\d|\{)/.test(text) && block.takeWhole(text, line) ? block : null;
  },
};

interface Held {
  readonly at: LineRef;
  readonly row: CountRow;
}

class CountJson implements Block {
  private readonly held: Held[] = [];
  private readonly outside: string[] = [];
  private taken = 1;
  private depth = 1;

  constructor(
    private readonly command: string | null,
    private readonly sink: Sink,
  ) {}

  /** All of it on one line. */
  takeWhole(text: string, at: LineRef): boolean {
    const value = parseJson(text);
    if (!isObject(value) || !this.addAll(value, null, at)) return false;
    this.depth = 0;
    return this.isCount();
  }

  take(line: LineRef): 'more' | 'done' | 'over' {
    const text = line.text.trimEnd();
    if (this.depth === 0 || this.held.length >= MOST_ROWS) return 'over';
    const number = NUMBER.exec(text);
    const nested = number === null ? NESTED.exec(text)?.[1] : undefined;
    if (number !== null) this.add(number[1] ?? '', this.outside.at(-1) ?? null, Number(number[2]), line);
    else if (nested !== undefined && this.depth < DEEPEST) {
      this.outside.push(nested);
      this.depth += 1;
    } else if (ENDS.test(text)) {
      this.outside.pop();
      this.depth -= 1;
    } else return 'over';
    this.taken += 1;
    if (this.held.length === PATIENCE && !this.isCount()) return 'over';
    return this.depth === 0 ? 'done' : 'more';
  }

  close(): number {
    const layout = this.depth === 0 && this.isCount() ? layoutOfRows(this.rows) : null;
    if (layout === null) return this.taken;
    const command = this.command === null ? {} : { command: this.command.slice(0, 500) };
    for (const { row, at } of this.held) {
      const record = recordOf(row, layout, null, ID, `${row.words.join(' in ')}: ${row.numbers[0]?.value ?? 0}`);
      if (record !== null) this.sink.record({ ...record, ...command }, at);
    }
    return 0;
  }

  private get rows(): CountRow[] {
    return this.held.map(({ row }) => row);
  }

  private isCount(): boolean {
    const layout = this.held.length < 2 ? null : layoutOfRows(this.rows);
    return layout !== null && isOfAStore(this.rows, layout, false);
  }

  private addAll(value: JsonObject, outside: string | null, at: LineRef, depth = 1): boolean {
    for (const [name, inside] of Object.entries(value)) {
      const count = integerOf(inside);
      if (count !== null && count >= 0) this.add(name, outside, count, at);
      else if (!isObject(inside) || depth >= DEEPEST || !this.addAll(inside, name, at, depth + 1)) return false;
    }
    return this.held.length > 0 && this.held.length < MOST_ROWS;
  }

  /** A name that only wraps the counts (`{"counts":{…}}`) is no namespace: of one all rows would be. */
  private add(name: string, outside: string | null, value: number, at: LineRef): void {
    const isPair = outside !== null && !/^(?:objects?|counts?|resources?|keys|data|items|totals?)$/i.test(outside);
    const words = isPair ? [name, outside] : [name];
    this.held.push({ at, row: { numbers: [{ value, isSize: false }], words, shape: isPair ? 'wwn' : 'wn' } });
  }
}
