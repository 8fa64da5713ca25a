import { goDuration } from '../go-duration.js';
import { HASH_LETTERS, podName } from '../pod-name.js';
import type { Random } from '../random.js';
import {
  API_SERVERS_BACK,
  API_SERVERS_STOPPED,
  FINAL_REVISION,
  LOG_END,
  LOG_START,
  SLOW_START,
  SPACE_EXCEEDED,
  STORM_START,
  at,
} from './story.js';

export interface Request {
  readonly time: number;
  readonly op: 'PUT' | 'DELETE' | 'RANGE';
  readonly key: string;
  readonly size: number;
  durationMicros: number;
  /** The store's revision after it. */
  revision: number;
  /** Revision of the key before it; 0: created. */
  before: number;
}

/** What an event says beside its key; the table of events is printed from it. */
export interface EventText {
  readonly type: string;
  readonly reason: string;
  readonly object: string;
  readonly message: string;
}

export interface Traffic {
  readonly requests: readonly Request[];
  readonly events: ReadonlyMap<string, EventText>;
}

const NAMESPACE = 'payments';
const REPLICAS = 14;
const IMAGE = 'registry.example.com/payments/checkout-worker:v2.14.0';
const WORKER = 'k8s-worker-1';
const SECOND = 1000;

/** Everything that reached the store, in order, with the revisions it made. */
export function traffic(random: Random): Traffic {
  const requests: Request[] = [];
  const events = new Map<string, EventText>();
  const add = (time: number, op: Request['op'], key: string, size: number): void => {
    requests.push({ time, op, key, size, durationMicros: 0, revision: 0, before: 0 });
  };
  const event = (time: number, object: string, text: EventText, id: string): void => {
    const key = `/registry/events/${NAMESPACE}/${object}.${id}`;
    events.set(key, text);
    add(time, 'PUT', key, 780 + text.message.length + (id.charCodeAt(15) % 40));
  };
  periodic(random, add);
  storm(random, add, event);

  const accepted = requests.filter(({ time, op }) =>
    op === 'RANGE' ? serving(time) : serving(time) && !refusing(time),
  );
  accepted.sort((a, b) => a.time - b.time || (a.key < b.key ? -1 : 1));
  number(accepted, random);
  return { requests: accepted, events };
}

const refusing = (time: number): boolean => time >= SPACE_EXCEEDED && time < API_SERVERS_BACK;
const serving = (time: number): boolean =>
  time >= LOG_START && time < LOG_END && !(time >= API_SERVERS_STOPPED && time < API_SERVERS_BACK);

type Add = (time: number, op: Request['op'], key: string, size: number) => void;
type AddEvent = (time: number, object: string, text: EventText, id: string) => void;

/** What an idle cluster writes: leases, the API servers' own, a controller now and then. */
function periodic(random: Random, add: Add): void {
  const every = (seconds: number, key: string, size: number, op: Request['op'] = 'PUT'): void => {
    for (
      let time = LOG_START + random.int(0, seconds * SECOND);
      time < LOG_END;
      time += seconds * SECOND + random.int(-40, 60)
    ) {
      add(time, op, key, size + random.int(0, 3));
    }
  };
  for (const node of ['k8s-master-1', 'k8s-master-2', 'k8s-master-3', WORKER]) {
    every(10, `/registry/leases/kube-node-lease/${node}`, 398);
    every(300, `/registry/minions/${node}`, 5120);
  }
  for (const ip of ['10.0.1.10', '10.0.1.11', '10.0.1.12']) every(10, `/registry/masterleases/${ip}`, 38);
  for (const elected of ['kube-controller-manager', 'kube-scheduler'])
    every(2, `/registry/leases/kube-system/${elected}`, 461);
  every(30, '/registry/health', 27, 'RANGE');
  every(47, `/registry/configmaps/kube-system/cluster-autoscaler-status`, 1204);
  for (const app of ['api-gateway', 'ledger', 'web-frontend']) {
    every(140, `/registry/pods/shop/${podName(`${app}-${random.text(HASH_LETTERS, 9)}`, random)}`, 3410);
  }
}

/** One Deployment: its pods die seconds after the start, are restarted twice, then deleted and recreated. */
function storm(random: Random, add: Add, event: AddEvent): void {
  const replicaSet = `checkout-worker-${random.text(HASH_LETTERS, 10)}`;
  const owner = random.text('0123456789abcdef', 16);
  add(STORM_START - 900, 'PUT', `/registry/deployments/${NAMESPACE}/checkout-worker`, 2340);
  for (let slot = 0; slot < REPLICAS; slot += 1) {
    let time = STORM_START + slot * 900 + random.int(0, 400);
    while (time < SPACE_EXCEEDED) {
      const pod = podName(replicaSet, random);
      const created = `(combined from similar events): Created pod: ${pod}`;
      event(
        time + 15,
        replicaSet,
        { type: 'Normal', reason: 'SuccessfulCreate', object: `replicaset/${replicaSet}`, message: created },
        owner,
      );
      add(time + 30, 'PUT', `/registry/replicasets/${NAMESPACE}/${replicaSet}`, 1890);
      time = life(pod, time, random, add, event) + random.int(60, 700);
    }
  }
}

/** One pod from its creation to its deletion; answers when it was gone. */
function life(pod: string, born: number, random: Random, add: Add, event: AddEvent): number {
  const key = `/registry/pods/${NAMESPACE}/${pod}`;
  const object = `pod/${pod}`;
  const ids = new Map<string, string>();
  const say = (time: number, reason: string, message: string, type = 'Normal'): void => {
    const id = ids.get(reason) ?? `18114f${random.text('0123456789abcdef', 10)}`;
    ids.set(reason, id);
    event(time, pod, { type, reason, object, message }, id);
  };
  let time = born;
  add(time, 'PUT', key, 2890 + random.int(0, 20));
  add((time += random.int(12, 40)), 'PUT', key, 3051);
  say(time + 3, 'Scheduled', `Successfully assigned ${NAMESPACE}/${pod} to ${WORKER}`);
  add((time += random.int(200, 600)), 'PUT', key, 3287);
  for (const [start, backOff] of [10, 20, 0].entries()) {
    time += random.int(700, 1600);
    say(time, 'Pulled', `Container image "${IMAGE}" already present on machine`);
    say(time + 90, 'Created', 'Created container worker');
    say(time + 240, 'Started', 'Started container worker');
    add((time += random.int(500, 900)), 'PUT', key, 3610 + 12 * start);
    add((time += random.int(1200, 5200)), 'PUT', key, 3745 + 12 * start);
    say(time + 35, 'BackOff', 'Back-off restarting failed container', 'Warning');
    time += backOff * SECOND;
  }
  add((time += random.int(18_000, 52_000)), 'PUT', key, 3822);
  time += random.int(300, 900);
  add(time, 'DELETE', key, 0);
  return time;
}

/** Gives revisions, counted back from the refusal, and the time that each request took. */
function number(requests: readonly Request[], random: Random): void {
  const writes = requests.filter(({ op, time }) => op !== 'RANGE' && time < SPACE_EXCEEDED).length;
  let revision = FINAL_REVISION - writes;
  const keys = new Map<string, number>();
  for (const request of requests) {
    if (request.op !== 'RANGE') revision += 1;
    request.revision = revision;
    // A key that the log does not show being made is older than the log.
    request.before =
      keys.get(request.key) ?? (/payments|events/.test(request.key) ? 0 : revision - random.int(40, 4000));
    if (request.op !== 'RANGE') keys.set(request.key, revision);
    request.durationMicros = duration(request.time, random);
  }
  // The report quotes one: 2.357658 s at 03:15:23.
  const quoted = requests.find(
    ({ time, op, key }) => time >= at('03:15:23') && op === 'PUT' && key.includes('/pods/payments/'),
  );
  if (quoted !== undefined) quoted.durationMicros = 2_357_658;
}

function duration(time: number, random: Random): number {
  const strained = time >= SLOW_START && time < SPACE_EXCEEDED;
  const strain = strained ? (time - SLOW_START) / (SPACE_EXCEEDED - SLOW_START) : 0;
  const slow = strained && random.next() < 0.004 + 0.05 * strain * strain;
  const median = slow ? 140_000 + 500_000 * strain * strain : 900 + 2600 * strain;
  return Math.round(random.skewed(median, slow ? 0.4 : 0.45) * 1000) / 1000;
}

/** `2024-12-15T03:00:00.123Z PUT /registry/pods/ns/name 3456 1.2ms` */
export function requestLine({ time, op, key, size, durationMicros }: Request): string {
  return `${new Date(time).toISOString()} ${op} ${key} ${size} ${goDuration(durationMicros)}`;
}
