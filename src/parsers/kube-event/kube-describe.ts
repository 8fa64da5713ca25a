import type { Block, BlockParser, Context, LineRef, Sink } from '../../model/parser.js';
import type { EpochMicros } from '../../model/units.js';
import { parseRfc1123 } from '../system/rfc1123.js';
import { kindOfDescription, readDescribedRow, readOldDescribedRow } from './described-row.js';
import { rowRecord } from './row-record.js';
import type { Row } from './row.js';
import { beginsWith } from '../begins-with.js';

const FORMAT = 'kube-describe';

/**
 * The Events section of `kubectl describe`; the object that they are about is above it.
 *
 *     Name:             checkout-api-7c9d8f6b54-x2vqk
 *     Namespace:        payments
 *     …
 *     Events:
 *       Type     Reason     Age                   From               Message
 *       ----     ------     ----                  ----               -------
 *       Warning  BackOff    16s (x241 over 57m)   kubelet            Back-off restarting failed container …
 *
 * Rows are in the order of lastTimestamp, which new-style events lack (pkg/describe/describe.go).
 */
export const kubeDescribe: BlockParser = {
  id: FORMAT,
  source: 'kube-event',
  title: 'kubectl describe, its Events section',
  sample:
    'Name:             checkout-api-7c9d8f6b54-x2vqk\n' +
    'Namespace:        payments\n' +
    'Events:\n' +
    '  Type     Reason     Age                   From               Message\n' +
    '  ----     ------     ----                  ----               -------\n' +
    '  Warning  BackOff    16s (x241 over 57m)   kubelet            Back-off restarting failed container …',
  takes: ['kube-event', 'oom-kill'],
  begins: 'N \tT',
  mayOpen: beginsWith('Name:', 'Type'),
  open(line, context, sink) {
    return NAME.test(line.text) || LONE_HEADER.test(line.text) ? new Description(line, context, sink) : null;
  },
};

const NAME = /^Name:\s{2,}(\S+)\s*$/;
const NAMESPACE = /^Namespace:\s+(\S+)\s*$/;
const CUSTOM_KIND = /^Kind:\s+([A-Z]\w*)\s*$/;
const EVENTS = /^Events:\s*(?:(<none>)\s*)?$/;
const HEADER = /^\s+(?:Type\s+Reason\s+Age\s+From\s+Message|FirstSeen\s+LastSeen\s+Count\s+From\s.*Message)\s*$/;
/** A section that was cut out of its description. */
const LONE_HEADER = /^\s{0,8}Type\s{2,}Reason\s{2,}Age\s{2,}From\s{2,}Message\s*$/;
const RULE = /^\s+-{4}[\s-]+$/;
/** `Service Account:  default`, `QoS Class:            BestEffort`, or something below. */
const FIELD = /^(?:[A-Z][\w /().-]{1,60}:(?:\s|$)|\s+\S)/;
const CONTAINER = /^ {2}([a-z0-9][a-z0-9.-]{0,62}):$/;
const KILLED = /^\s+Reason:\s+OOMKilled$/;
const FINISHED = /^\s+Finished:\s+(\S.{10,60})$/;
const LINES_OF_MESSAGE = 32;
const LONGEST_DESCRIPTION = 20_000;

class Description implements Block {
  private name: string | null = null;
  private namespace: string | null = null;
  private kind: string | null = null;
  private container: string | null = null;
  /** Ends of containers of the description that is open. */
  private kills: { readonly process: string | null; readonly at: LineRef; time: EpochMicros | null }[] = [];
  private inEvents = false;
  private old = false;
  private pending: { readonly row: Row; readonly at: LineRef; readonly message: string[] } | null = null;
  /** Lines since the last `Name:` that nothing has shown to be of a description. */
  private open = 0;

  constructor(
    first: LineRef,
    private readonly context: Context,
    private readonly sink: Sink,
  ) {
    this.take(first);
  }

  take(line: LineRef): 'more' | 'over' {
    const text = line.text.trimEnd();
    const taken = this.inEvents ? this.takeEvent(text, line) : this.takeField(text, line);
    if (taken && this.open < LONGEST_DESCRIPTION) return 'more';
    return 'over';
  }

  close(): number {
    this.flush();
    return this.open;
  }

  private takeField(text: string, line: LineRef): boolean {
    const name = NAME.exec(text);
    if (name !== null) {
      this.name = name[1] ?? null;
      this.namespace = null;
      this.kind = null;
      this.container = null;
      this.kills = [];
    } else if (EVENTS.test(text)) {
      this.open = 0;
      this.tellKills();
      this.inEvents = true;
      return true;
    } else if (LONE_HEADER.test(text)) {
      this.open = 0;
      this.inEvents = true;
      return true;
    } else if (text !== '' && !FIELD.test(text)) return false;
    this.readContainer(text, line);
    this.namespace = NAMESPACE.exec(text)?.[1] ?? this.namespace;
    this.kind = CUSTOM_KIND.exec(text)?.[1] ?? this.kind ?? kindOfDescription(text);
    this.open += 1;
    return true;
  }

  /** `Last State: Terminated`, `Reason: OOMKilled`, `Finished: Wed, 31 May 2023 10:02:58 +0530`, below the container's name. */
  private readContainer(text: string, at: LineRef): void {
    this.container = CONTAINER.exec(text)?.[1] ?? this.container;
    if (KILLED.test(text) && this.kills.length < 100) this.kills.push({ process: this.container, at, time: null });
    const last = this.kills.at(-1);
    const finished = FINISHED.exec(text)?.[1];
    if (last !== undefined && finished !== undefined) last.time ??= parseRfc1123(finished);
  }

  private tellKills(): void {
    for (const { process, at, time } of this.kills) {
      const excerpt = `container ${process ?? ''} of ${this.name ?? ''}: OOMKilled`;
      this.sink.record({ format: FORMAT, source: 'system', kind: 'oom-kill', time, process, excerpt }, at);
    }
    this.kills = [];
  }

  private takeEvent(text: string, line: LineRef): boolean {
    if (text === '') return true;
    if (NAME.test(text)) {
      this.flush();
      this.inEvents = false;
      return this.takeField(text, line);
    }
    if (HEADER.test(text)) {
      this.old = text.includes('FirstSeen');
      return true;
    }
    if (RULE.test(text)) return true;
    const about = { namespace: this.namespace, kind: this.kind ?? '', name: this.name };
    const row = this.old ? readOldDescribedRow(text, about) : readDescribedRow(text, about);
    if (row !== null) {
      this.flush();
      this.pending = { row, at: line, message: [row.message] };
      return true;
    }
    // messages of several lines are printed raw
    const { pending } = this;
    if (pending === null || pending.message.length >= LINES_OF_MESSAGE || !/^\s/.test(text)) return false;
    pending.message.push(text);
    return true;
  }

  private flush(): void {
    const { pending } = this;
    this.pending = null;
    if (pending === null) return;
    const message = pending.message.map((part) => part.trimEnd()).join('\n');
    const record = rowRecord(pending.row, message, this.context);
    this.sink.record({ ...record, format: FORMAT }, pending.at, pending.message.length);
  }
}
