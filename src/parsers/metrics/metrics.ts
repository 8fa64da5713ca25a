import type { Block, BlockParser, LineRef, Sink } from '../../model/parser.js';
import { epochMicros } from '../../model/units.js';
import { MemberSample, holdsStatus } from './member-sample.js';
import { countsObjects, objectCountOf } from './object-counts.js';
import { requestsOf, tellsRequests } from './request-counts.js';
import { labelsOf, nameEnd, readSample, type Sample } from './sample-line.js';
import { promptedCommand } from '../transcript/commands.js';
import { beginsWith } from '../begins-with.js';

const FORMAT = 'metrics';

/**
 * `/metrics` of etcd and of other programs: the text exposition format of Prometheus, also federated and with stamps.
 * One scrape gives one status of its member; all other samples are read past.
 *
 *     # HELP etcd_mvcc_db_total_size_in_bytes Total size of the underlying database physically allocated in bytes.
 *     # TYPE etcd_mvcc_db_total_size_in_bytes gauge
 *     etcd_mvcc_db_total_size_in_bytes 4.1984e+07
 *     etcd_server_id{server_id="bf540a8e48c22b85"} 1
 *
 * A scrape shows neither its time nor, before 3.4, its member.
 * https://prometheus.io/docs/instrumenting/exposition_formats/
 */
export const metrics: BlockParser = {
  id: FORMAT,
  source: 'metrics',
  title: '/metrics of etcd, Prometheus text format',
  sample: 'etcd_mvcc_db_total_size_in_bytes 4.1984e+07',
  versions: '3.2 to 3.7',
  takes: ['member-status', 'member-identity', 'object-count', 'too-many-requests'],
  begins: '#aegkoprsw',
  mayOpen: beginsWith(
    '# ',
    'etcd_',
    'grpc_',
    'apiserver_',
    'kubelet_',
    'scheduler_',
    'workqueue_',
    'rest_client_',
    'process_',
    'go_',
    'promhttp_',
    'os_fd_',
  ),
  open(line, _context, sink) {
    const { text } = line;
    const begins = text.startsWith('# ')
      ? DESCRIBED.test(text)
      : OWN_NAMES.test(text) && /\d|Inf|NaN/.test(text) && readSample(text) !== null;
    return begins ? new MetricsBlock(line, sink) : null;
  },
};

/** `# TYPE etcd_server_is_leader gauge`. HELP may be of any words; a TYPE is of few. */
const DESCRIBED =
  /^# (?:TYPE [a-zA-Z_:][\w:]* (?:counter|gauge|histogram|summary|untyped|unknown|info|stateset|gaugehistogram)\s*$|HELP [a-zA-Z_:][a-zA-Z0-9:]*_[\w:]*(?: |$))/;
/** A lone sample (through grep, say) may begin a block if its name can only be a metric's. */
const OWN_NAMES =
  /^(?:etcd|grpc_server|grpc_client|apiserver|kubelet|scheduler|workqueue|rest_client|process|go|promhttp|os_fd)_\w+[{ ]/;
/** A comment within: HELP, TYPE, UNIT, EOF of OpenMetrics, or anybody's. */
const COMMENT = /^#(?: |$)/;
const BLANK = /^\s*$/;

class MetricsBlock implements Block {
  /** By instance, where samples have that label (federation); else one. */
  private readonly members = new Map<string, MemberSample>();
  private readonly first: LineRef;
  private samples = 0;
  private told = false;

  constructor(
    first: LineRef,
    private readonly sink: Sink,
  ) {
    this.first = first;
    this.take(first);
  }

  take(line: LineRef): 'more' | 'over' {
    const { text } = line;
    if (text.charCodeAt(0) === 35)
      return COMMENT.test(text) && (DESCRIBED.test(text) || promptedCommand(text) === null) ? 'more' : 'over';
    const end = nameEnd(text);
    if (end === -1) return BLANK.test(text) ? 'more' : 'over';
    // a histogram's buckets are most of a scrape: nothing of them is read but the name
    const name = text.slice(0, end);
    if (!holdsStatus(name) && !countsObjects(name) && !tellsRequests(name)) return this.passBy(text, end);
    const sample = readSample(text);
    if (sample === null) return 'over';
    this.samples += 1;
    const labels = labelsOf(sample.labels);
    if (countsObjects(name) || tellsRequests(name)) return this.count(sample, labels, line);
    const instance = labels.get('instance') ?? labels.get('pod') ?? labels.get('endpoint') ?? null;
    const key = `${instance ?? ''}\0${sample.stamp ?? ''}`;
    let member = this.members.get(key);
    if (member?.has(sample.name) === true) {
      this.flush();
      member = undefined;
    }
    if (member === undefined) {
      if (this.members.size >= MOST_MEMBERS) this.flush();
      member = new MemberSample(FORMAT, instance, sample.stamp === null ? null : epochMicros(sample.stamp * 1000));
      this.members.set(key, member);
    }
    member.add(sample.name, labels, sample.value, line);
    return 'more';
  }

  close(): number {
    this.flush();
    if (!this.told && this.samples > 0) {
      const message = `${this.samples} samples of metrics, none of a member's size, revision or quota`;
      this.sink.record(
        { kind: 'log', format: FORMAT, source: 'metrics', time: null, level: null, message },
        this.first,
      );
    }
    return 0;
  }

  private count(sample: Sample, labels: ReadonlyMap<string, string>, line: LineRef): 'more' {
    const time = sample.stamp === null ? null : epochMicros(sample.stamp * 1000);
    const record = tellsRequests(sample.name)
      ? requestsOf(sample.name, labels, sample.value, time, FORMAT)
      : objectCountOf(sample.name, labels, sample.value, time, FORMAT);
    if (record !== null) {
      this.sink.record(record, line);
      this.told = true;
    }
    return 'more';
  }

  private passBy(text: string, end: number): 'more' | 'over' {
    const open = text.charCodeAt(end) === 123;
    const last = text.charCodeAt(text.length - 1);
    const sure = open && text.includes('} ', end) && last >= 48 && last <= 57;
    if (!sure && readSample(text) === null) return 'over';
    this.samples += 1;
    return 'more';
  }

  private flush(): void {
    for (const member of this.members.values()) this.told = member.emit(this.sink) || this.told;
    this.members.clear();
  }
}

/** Members and moments that are gathered at once. */
const MOST_MEMBERS = 1000;
