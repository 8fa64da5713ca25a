import { humanAge } from './go-text.js';
import type { Random } from './random.js';

/** What a component reports of an object. */
export interface EventBurst {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly message: string;
  readonly component: string;
  readonly host?: string;
}

interface KubeEvent extends EventBurst {
  readonly id: string;
  readonly key: string;
  readonly first: number;
  last: number;
  count: number;
}

/** Client-go's spam filter: so many events of one source about one object, then one in five minutes. */
const BURST = 25;
const REFILL_MS = 300_000;
const TTL_MS = 3_600_000;

/** Events as client-go's recorder sends them: repeats raise the count of one object, and a spam filter drops the rest. */
export class KubeEvents {
  private readonly byIdentity = new Map<string, KubeEvent>();
  private readonly tokens = new Map<string, { left: number; at: number }>();
  private readonly all: KubeEvent[] = [];

  constructor(private readonly random: Random) {}

  /** The key and size to be written for it; null: the filter dropped it. `filtered` false: a source without a filter. */
  record(
    time: number,
    eventBurst: EventBurst,
    filtered = true,
    aggregated = true,
  ): { key: string; size: number; undo: () => void } | null {
    if (filtered && !this.hasToken(time, `${eventBurst.component}/${eventBurst.namespace}/${eventBurst.name}`))
      return null;
    const identity = [
      eventBurst.namespace,
      eventBurst.kind,
      eventBurst.name,
      eventBurst.reason,
      eventBurst.message,
    ].join('\n');
    const known = aggregated ? this.byIdentity.get(identity) : undefined;
    const size = 420 + eventBurst.message.length + eventBurst.name.length * 2 + 60;
    if (known !== undefined) {
      const before = { count: known.count, last: known.last };
      known.count += 1;
      known.last = time;
      return { key: known.key, size, undo: () => Object.assign(known, before) };
    }
    const id = `${eventBurst.name}.${(BigInt(Math.floor(time)) * 1_000_000n + BigInt(this.random.int(0, 999_999))).toString(16)}`;
    const event: KubeEvent = {
      ...eventBurst,
      id,
      key: `/registry/events/${eventBurst.namespace}/${id}`,
      first: time,
      last: time,
      count: 1,
    };
    this.all.push(event);
    this.byIdentity.set(identity, event);
    const undo = (): void => {
      this.all.splice(this.all.indexOf(event), 1);
      this.byIdentity.delete(identity);
    };
    return { key: event.key, size, undo };
  }

  /** `kubectl get events -A`. */
  table(capturedAt: number): string {
    const rows = [['NAMESPACE', 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE']];
    for (const event of this.kept(capturedAt)) {
      const age = humanAge(capturedAt - event.last);
      const seen = event.count > 1 ? `${age} (x${event.count} over ${humanAge(capturedAt - event.first)})` : age;
      rows.push([
        event.namespace,
        seen,
        event.type,
        event.reason,
        `${event.kind.toLowerCase()}/${event.name}`,
        event.message,
      ]);
    }
    const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
    return rows
      .map((row) => `${row.map((cell, i) => (i < 5 ? cell.padEnd((widths[i] ?? 0) + 3) : cell)).join('')}\n`)
      .join('');
  }

  /** `kubectl get events -A -o json`. */
  json(capturedAt: number): string {
    const second = (time: number): string => `${new Date(time).toISOString().slice(0, 19)}Z`;
    const items = this.kept(capturedAt).map((event) => ({
      apiVersion: 'v1',
      count: event.count,
      eventTime: null,
      firstTimestamp: second(event.first),
      involvedObject: { apiVersion: 'v1', kind: event.kind, name: event.name, namespace: event.namespace },
      kind: 'Event',
      lastTimestamp: second(event.last),
      message: event.message,
      metadata: { creationTimestamp: second(event.first), name: event.id, namespace: event.namespace },
      reason: event.reason,
      reportingComponent: '',
      reportingInstance: '',
      source: { component: event.component, ...(event.host === undefined ? {} : { host: event.host }) },
      type: event.type,
    }));
    return `${JSON.stringify({ apiVersion: 'v1', items, kind: 'List', metadata: { resourceVersion: '' } }, null, 4)}\n`;
  }

  private kept(capturedAt: number): KubeEvent[] {
    return this.all
      .filter((event) => event.last <= capturedAt && event.last > capturedAt - TTL_MS)
      .sort((a, b) => (a.key < b.key ? -1 : 1));
  }

  private hasToken(time: number, source: string): boolean {
    const bucket = this.tokens.get(source) ?? { left: BURST, at: time };
    bucket.left = Math.min(BURST, bucket.left + (time - bucket.at) / REFILL_MS);
    bucket.at = time;
    this.tokens.set(source, bucket);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }
}
