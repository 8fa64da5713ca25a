import type { LineStretch } from '../../model/parser.js';
import type { KubeEvent } from '../../model/record.js';
import { readEventObject } from './event-object.js';
import { JsonItems, type JsonItem } from './json-items.js';

const OPEN_OBJECT = 123;
/** What else a line of an object begins with that is indented: blanks, line ends, closing brackets. */
const INSIDE: readonly number[] = [32, 9, 10, 13, 125, 93];

/**
 * Pretty-printed objects behind one that was an event, each a document of its own: `kubectl get events -w -o json`,
 * `jq '.items[]'`. Takes those that are whole, and events as well; before any other it stops.
 */
export class NextObjects {
  private readonly items: JsonItems;
  private readonly found: JsonItem[] = [];
  private isFirst = false;
  lines = 0;
  to: number;

  constructor(
    private readonly stretch: LineStretch,
    limit: number,
    private readonly begins: (text: string) => boolean,
  ) {
    this.to = stretch.start;
    this.items = new JsonItems(
      {
        item: (item) => void this.found.push(item),
        tooLong: () => undefined,
        header: () => true,
        goesOn: (first) => this.goesOn(first),
      },
      limit,
    );
  }

  /** The next object; `event` null: one that reports no occurrence. null: there is none that is surely of events. */
  next(): { readonly item: JsonItem; readonly event: KubeEvent | null } | null {
    const { stretch } = this;
    const line = stretch.line + this.lines;
    if (!isLoneBrace(stretch.bytes, this.to)) return null;
    this.isFirst = true;
    this.found.length = 0;
    const byteOffset = stretch.byteOffset + this.to - stretch.start;
    const { lines, to, state } = this.items.many({ ...stretch, start: this.to, line, byteOffset });
    const [item] = this.found;
    if (state !== 'ended' || item === undefined || item.at.line !== line || !this.begins(item.text)) return null;
    const reading = read(item.text);
    if (reading === 'foreign') return null;
    this.lines += lines;
    this.to = to;
    return { item, event: reading === 'nothing' ? null : reading.event };
  }

  private goesOn(first: number): boolean {
    const { isFirst } = this;
    this.isFirst = false;
    return isFirst ? first === OPEN_OBJECT : INSIDE.includes(first);
  }
}

function isLoneBrace(bytes: Buffer, at: number): boolean {
  return bytes[at] === OPEN_OBJECT && (bytes[at + 1] === 10 || (bytes[at + 1] === 13 && bytes[at + 2] === 10));
}

function read(text: string): ReturnType<typeof readEventObject> {
  try {
    return readEventObject(JSON.parse(text));
  } catch {
    return 'foreign';
  }
}
