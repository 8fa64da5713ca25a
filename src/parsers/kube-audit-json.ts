import type { Block, BlockParser, LineRef, Sink } from '../model/parser.js';
import { readAudit } from './kube-audit/audit-record.js';
import { JsonItems, type JsonItem } from './kube-event/json-items.js';

const ID = 'kube-audit-json';
/** Request and response bodies are of up to 3 MiB each, and bigger when pretty-printed. */
const ITEM_LIMIT = 16 * 1024 * 1024;
/** Its second line or third, whoever took the ones before: `"apiVersion": "audit.k8s.io/v1",`. */
const INSIDE = /^\s+"apiVersion"\s*:\s*"audit\.k8s\.io\/\w+",?\s*$/;

/**
 * Audit records that went through `jq .`: pretty-printed objects one after another, or a list with `items`.
 *
 *     {
 *       "kind": "Event",
 *       "apiVersion": "audit.k8s.io/v1",
 */
export const kubeAuditJson: BlockParser = {
  id: ID,
  source: 'kubernetes',
  title: 'kube-apiserver audit log, pretty-printed',
  sample: '  "apiVersion": "audit.k8s.io/v1",',
  open(line, _context, sink) {
    return INSIDE.test(line.text) ? new AuditDocument(line, sink) : null;
  },
};

class AuditDocument implements Block {
  private readonly items: JsonItems;
  private finished = false;
  private foreign = 0;

  constructor(
    first: LineRef,
    private readonly sink: Sink,
  ) {
    this.items = new JsonItems(
      {
        item: (item) => this.item(item),
        tooLong: (at) => sink.problem(`an audit record of more than ${ITEM_LIMIT / 1024 / 1024} MiB; passed over`, at),
        header: () => undefined,
      },
      ITEM_LIMIT,
    );
    this.items.assumeObject(first);
    this.items.line(first);
  }

  take(line: LineRef): 'more' | 'done' | 'over' {
    if (this.finished) return 'over';
    const first = line.text.trimStart().charAt(0);
    if (first !== '' && !'"{}[]'.includes(first)) return 'over';
    const state = this.items.line(line);
    if (state === 'broken') return 'over';
    this.finished = state === 'ended';
    return this.finished ? 'done' : 'more';
  }

  close(): number {
    const { pending } = this.items;
    if (pending !== null)
      this.sink.problem('the document ends inside an audit record; those before it were read', pending);
    return this.foreign;
  }

  private item(item: JsonItem): void {
    let value: unknown;
    try {
      value = JSON.parse(item.text);
    } catch {
      this.sink.problem('an audit record that is not valid JSON; the next one is tried', item.at);
      return;
    }
    const reading = readAudit(value, ID);
    if (reading === 'foreign') this.foreign += item.lines;
    else if (reading !== 'nothing') for (const record of reading) this.sink.record(record, item.at, item.lines);
  }
}
