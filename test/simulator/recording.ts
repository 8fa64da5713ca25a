import type { Op } from './cluster.js';
import { goDuration } from './go-text.js';
import type { World } from './world.js';

/** What kind of input a file is: what may be taken away as a whole. */
export type InputKind =
  'member-log' | 'requests' | 'events' | 'status' | 'audit' | 'apiserver-log' | 'config' | 'session';

export interface RecordedInput {
  readonly name: string;
  readonly kind: InputKind;
  readonly text: string;
  /** Of a member's log. */
  readonly member?: string;
}

export interface RecordingOptions {
  /** What the logs hold: minutes after the start. */
  readonly from?: number;
  readonly to: number;
  readonly with: readonly (InputKind | 'events-json' | 'status-table')[];
  /** Members whose logs are at hand; all unless told. */
  readonly members?: readonly number[];
  readonly session?: string;
}

/** Plays the world to the end and prints what people would collect of it. */
export function record(world: World, options: RecordingOptions): RecordedInput[] {
  const from = options.from === undefined ? -Infinity : world.minute(options.from);
  const to = world.minute(options.to);
  world.agenda.run(to);
  const wanted = new Set(options.with);
  const inputs: RecordedInput[] = [];
  const add = (name: string, kind: InputKind, text: string, member?: string): void => {
    if (text !== '') inputs.push({ name, kind, text, ...(member === undefined ? {} : { member }) });
  };
  if (wanted.has('member-log'))
    for (const { name, log, index } of world.cluster.members)
      if (options.members?.includes(index) !== false) add(`${name}.etcd.log`, 'member-log', log.print(from, to), name);
  if (wanted.has('requests')) add('requests.log', 'requests', requestLog(world, from, to));
  if (wanted.has('events')) add('events.txt', 'events', world.events.table(to));
  if (wanted.has('events-json')) add('events.json', 'events', world.events.json(to));
  if (wanted.has('status')) add('endpoint-status.jsonl', 'status', world.statusLines.join(''));
  if (wanted.has('status-table')) add('endpoint-status.txt', 'status', world.statusTables.join(''));
  if (wanted.has('audit')) add('audit.log', 'audit', world.api.auditLog());
  if (wanted.has('apiserver-log')) add('kube-apiserver.log', 'apiserver-log', world.api.serverLog());
  if (wanted.has('config')) add('etcd.conf.yml', 'config', configuration(world));
  if (wanted.has('session')) add('session.txt', 'session', options.session ?? '');
  return inputs;
}

/** `<time> <PUT|DELETE> <key> <bytes> <latency>`: a request log without wrappings. Refused ones have no line. */
function requestLog(world: World, from: number, to: number): string {
  const isSeen = ({ time, outcome }: Op): boolean => outcome === 'ok' && time >= from && time < to;
  return world.cluster.ops
    .filter(isSeen)
    .sort((a, b) => a.time - b.time)
    .map(
      ({ time, op, key, size }) =>
        `${new Date(Math.floor(time)).toISOString()} ${op.toUpperCase()} ${key} ${size} ${goDuration(1.2 + (size % 97) / 50)}\n`,
    )
    .join('');
}

function configuration(world: World): string {
  const { settings } = world.options;
  const [member] = world.cluster.members;
  const retention = settings.retention === '0s' ? '0' : settings.retention;
  return [
    `name: ${member?.name ?? ''}`,
    'data-dir: /var/lib/etcd',
    `listen-client-urls: "https://${member?.ip ?? ''}:2379"`,
    `advertise-client-urls: "https://${member?.ip ?? ''}:2379"`,
    `auto-compaction-mode: ${settings.compactionMode}`,
    `auto-compaction-retention: "${retention}"`,
    `quota-backend-bytes: ${settings.quotaBytes}`,
    '',
  ].join('\n');
}
