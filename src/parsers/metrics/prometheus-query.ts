import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import { epochMicros } from '../../model/units.js';
import { isObject, listOf, objectOf, parseJson, textOf, type Json, type JsonObject } from '../etcdctl/output/json.js';
import { MemberSample, holdsStatus } from './member-sample.js';
import { countsObjects, objectCountOf } from './object-counts.js';
import { requestsOf, tellsRequests } from './request-counts.js';
import { beginsWith } from '../begins-with.js';

const FORMAT = 'prometheus-query';

/**
 * What Prometheus answers to `query` and `query_range`, compact or pretty-printed: sizes and revisions over time.
 *
 *     {"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"etcd_mvcc_db_total_size_in_bytes","instance":"10.0.1.10:2379"},"values":[[1763815973,"41984000"]]}]}}
 *
 * Series of one instance and moment make one status. A series that lost its name in an expression says nothing here.
 * https://prometheus.io/docs/prometheus/latest/querying/api/
 */
export const prometheusQuery: BlockParser = {
  id: FORMAT,
  source: 'metrics',
  title: 'Prometheus query and query_range, JSON',
  sample:
    '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"etcd_mvcc_db_total_size_in_bytes","instance":"10.0.1.10:2379"},"values":[[1763815973,"41984000"]]}]}}',
  takes: ['member-status', 'member-identity', 'object-count', 'too-many-requests'],
  begins: '{" \t',
  mayOpen: beginsWith('{', '"status', '"resultType'),
  open(line, _context, sink) {
    if (!BEGINS.test(line.text)) return null;
    return new QueryAnswer(line, sink);
  },
};

/** Compact from its first brace; pretty-printed from the line below, whichever dialect took the brace alone. */
const BEGINS =
  /^\s*(?:\{\s*)?"status"\s*:\s*"success"\s*,\s*(?:$|"(?:data|isPartial)"\s*:)|^\{"data":\{"result(?:Type)?":|^\s*"resultType"\s*:\s*"(?:matrix|vector)"/;
/** Held at once: an answer of 11,000 points a series and some dozens of series. */
const MOST_CHARACTERS = 32 * 1024 * 1024;

class QueryAnswer implements Block {
  private readonly parts: string[] = [];
  private length = 0;
  private depth = 0;
  private readonly indented: boolean;
  private finished = false;
  private unread = 0;

  constructor(
    private readonly first: LineRef,
    private readonly sink: Sink,
  ) {
    this.indented = !first.text.trimStart().startsWith('{');
    if (this.indented) this.add('{');
    this.add(first.text);
    if (this.depth <= 0) this.finish();
  }

  take(line: LineRef): 'more' | 'done' | 'over' {
    if (this.finished || !/^\s*(?:["[\]{}\d-]|$)/.test(line.text)) return 'over';
    if (this.length > MOST_CHARACTERS) return 'over';
    this.add(line.text);
    if (this.depth > 0) return 'more';
    this.finish();
    return 'done';
  }

  close(): number {
    if (!this.finished) this.finish();
    return this.unread;
  }

  private add(text: string): void {
    this.parts.push(text);
    this.length += text.length + 1;
    for (const [token] of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/g)) {
      if (token === '{' || token === '[') this.depth += 1;
      else if (token === '}' || token === ']') this.depth -= 1;
    }
  }

  private finish(): void {
    this.finished = true;
    const value = parseJson(this.parts.join('\n'));
    const lines = this.parts.length - (this.indented ? 1 : 0);
    this.parts.length = 0;
    if (value === undefined) {
      this.sink.problem("expected the JSON of Prometheus' answer, got a part of it. Skipped", this.first);
      return;
    }
    const result = resultOf(value);
    if (result === null) this.unread = lines;
    else this.emit(result, lines);
  }

  private emit(result: readonly Json[], lines: number): void {
    const members = new Map<string, MemberSample>();
    let points = 0;
    let told = false;
    for (const item of result) {
      const series = objectOf(item);
      const labels = labelsIn(objectOf(series['metric']));
      const name = labels.get('__name__') ?? '';
      const pairs = [...listOf(series['values']), ...(series['value'] === undefined ? [] : [series['value']])];
      points += pairs.length;
      if (countsObjects(name) || tellsRequests(name)) told = this.emitCounts(name, labels, pairs) || told;
      if (!holdsStatus(name)) continue;
      const instance = labels.get('instance') ?? labels.get('pod') ?? labels.get('endpoint') ?? null;
      for (const pair of pairs) {
        const [stamp, value] = listOf(pair);
        if (typeof stamp !== 'number' || typeof value !== 'string') continue;
        const key = `${instance ?? ''}\0${stamp}`;
        let member = members.get(key);
        if (member === undefined) {
          member = new MemberSample(FORMAT, instance, epochMicros(Math.round(stamp * 1e6)));
          members.set(key, member);
        }
        member.add(name, labels, Number(value), this.first);
      }
    }
    for (const member of members.values()) told = member.emit(this.sink) || told;
    if (told) return;
    const message = `${result.length} series of ${points} points, none of a member's size, revision or quota`;
    const log = { kind: 'log', format: FORMAT, source: 'metrics', time: null, level: null, message } as const;
    this.sink.record(log, this.first, lines);
  }

  /** Of a series its first and last point: how many there were, and how many there are. */
  private emitCounts(name: string, labels: ReadonlyMap<string, string>, pairs: readonly Json[]): boolean {
    const ends = pairs.length > 1 ? [pairs[0], pairs.at(-1)] : pairs;
    const records = ends.flatMap((pair) => {
      const [stamp, value] = listOf(pair);
      if (typeof stamp !== 'number' || typeof value !== 'string') return [];
      const time = epochMicros(Math.round(stamp * 1e6));
      const record = (tellsRequests(name) ? requestsOf : objectCountOf)(name, labels, Number(value), time, FORMAT);
      return record === null ? [] : [record];
    });
    for (const record of records) this.sink.record(record, this.first);
    return records.length > 0;
  }
}

function resultOf(value: Json): readonly Json[] | null {
  const outer = objectOf(value);
  const data = isObject(outer['data']) ? outer['data'] : outer;
  const type = textOf(data['resultType']);
  return (type === 'matrix' || type === 'vector') && Array.isArray(data['result']) ? listOf(data['result']) : null;
}

function labelsIn(metric: JsonObject): ReadonlyMap<string, string> {
  return new Map(Object.entries(metric).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])));
}
