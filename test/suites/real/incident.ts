import { join } from 'node:path';
import { type Cluster, eventName, Ledger, type Member, podName, type Ran, sleep, storm, until, Writer } from './lab.js';

/** A small incident from start to end, played on a real cluster: the same for every version. */
export interface Incident {
  readonly ledger: Ledger;
  /** What etcdctl printed while the alarm was armed: `endpoint-status.table`. */
  readonly armed: ReadonlyMap<string, string>;
  /** What it printed of the recovery: `compact`, `defrag`, `alarm-disarm`, `snapshot-status.json`. */
  readonly recovery: ReadonlyMap<string, string>;
}

/** Bytes that a few hundred writes fill. */
export const QUOTA_BYTES = 3 << 20;

const FORMATS = ['simple', 'table', 'json', 'fields'] as const;
const QUESTIONS: Readonly<Record<string, readonly string[]>> = {
  'endpoint-status': ['endpoint', 'status'],
  'endpoint-health': ['endpoint', 'health'],
  'endpoint-hashkv': ['endpoint', 'hashkv'],
  'member-list': ['member', 'list'],
  'alarm-list': ['alarm', 'list'],
};

/**
 * Normal traffic, a storm that fills the quota, refused writes; then compaction, defragmentation, disarming, and writes
 * that are accepted again; a member that stands still, and one that ends. About eight seconds.
 */
export async function playIncident(cluster: Cluster): Promise<Incident> {
  const ledger = new Ledger();
  const writers = cluster.members.map((member) => Writer.of(member, ledger));
  try {
    await normalTraffic(writers);
    await storm(writers, ledger, {
      key: (index) => `/registry/pods/payments/${podName('checkout-worker-bf7fd4c48', index % 25)}`,
      valueBytes: 9000,
      count: 2000,
      untilRefused: true,
      concurrency: 4,
    });
    await refusedWrites(writers, cluster);
    const armed = await ask(cluster);
    const recovery = await recover(cluster, ledger);
    await normalTraffic(writers);
    await trouble(cluster, writers, ledger);
    return { ledger, armed, recovery };
  } finally {
    for (const writer of writers) writer.close();
  }
}

async function normalTraffic(writers: readonly Writer[]): Promise<void> {
  for (const [index, writer] of writers.entries()) {
    const watch = writer.client.watch('/registry/pods/');
    const lease = await writer.lease(3600);
    const pod = `/registry/pods/payments/${podName('checkout-api-7c9d8f6b54', index)}`;
    await writer.write(pod, 900);
    await writer.write(pod, 950);
    await writer.writeStale(pod, 960);
    await writer.write(
      `/registry/events/payments/${eventName(podName('checkout-api-7c9d8f6b54', index), index)}`,
      400,
      lease,
    );
    await writer.write(`/registry/leases/kube-node-lease/node-${index + 1}`, 320);
    // a key that needs escapes
    await writer.write(`/registry/configmaps/größe/a "b"<c>\\${index}`, 100);
    await writer.write('/registry/services/specs/default/kubernetes', 600);
    await writer.list('/registry/pods/');
    await writer.remove(pod);
    await writer.client.put('compact_rev_key', Buffer.from('1'));
    await writer.client.deleteRange('/registry/masterleases/10.0.1.10');
    watch.close();
  }
}

/** Every kind of write is refused on every member; from 3.6 on, not every one of them raises an alarm of its own. */
async function refusedWrites(writers: readonly Writer[], cluster: Cluster): Promise<void> {
  for (const [index, writer] of writers.entries()) {
    // so large that no member has room for it
    await writer.write(`/registry/pods/payments/${podName('checkout-worker-bf7fd4c48', 90 + index)}`, 100_000);
    await writer.lease(60);
    await writer.list('/registry/pods/payments/');
  }
  await until('the alarm is armed', 10_000, async () =>
    (await cluster.ctl('alarm', 'list')).stdout.includes('NOSPACE'),
  );
}

async function ask(cluster: Cluster): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  for (const [name, question] of Object.entries(QUESTIONS)) {
    for (const format of FORMATS)
      answers.set(`${name}.${format}`, said(await cluster.ctl(...question, `-w=${format}`)));
  }
  return answers;
}

async function recover(cluster: Cluster, ledger: Ledger): Promise<ReadonlyMap<string, string>> {
  const answers = new Map<string, string>();
  const act = async (name: string, ...args: readonly string[]): Promise<void> => {
    answers.set(name, (answers.get(name) ?? '') + said(await ledger.act(args.join(' '), () => cluster.ctl(...args))));
  };
  const first = `--endpoints=${cluster.first.endpoint}`;
  await act('compact', 'compact', String(await cluster.revision()));
  for (const { endpoint } of cluster.members) await act('defrag', `--endpoints=${endpoint}`, 'defrag');
  // small writes get as far as the apply step here, and are refused there
  await cluster.ctl(first, 'put', '/registry/pods/payments/too-early', 'x');
  await act('alarm-disarm', 'alarm', 'disarm');
  const snapshot = join(cluster.folder, 'snapshot.db');
  await act('snapshot-save', first, 'snapshot', 'save', snapshot);
  for (const format of FORMATS) {
    answers.set(`snapshot-status.${format}`, said(await cluster.utl('snapshot', 'status', snapshot, `-w=${format}`)));
  }
  return answers;
}

/** Requests that wait for members that stand still; with others at hand a new leader; and a member that comes back. */
async function trouble(cluster: Cluster, writers: readonly Writer[], ledger: Ledger): Promise<void> {
  await slowness(cluster, writers);
  if (cluster.members.length > 1) await changeLeader(cluster, ledger);
  await ledger.act('restart', () => restart(cluster, cluster.first));
}

/** JSON and console; the old text form. */
const SLOW_APPLY = /apply request took too long|with result .* took too long \(/;

/** Until some request was under way on the server itself while it stood still. */
async function slowness(cluster: Cluster, writers: readonly Writer[]): Promise<void> {
  let over = false;
  const lane = async (request: () => Promise<void>): Promise<void> => {
    while (!over) await request();
  };
  const traffic = writers.flatMap((writer, index) => [
    lane(() => writer.list('/registry/')),
    lane(() => writer.list('/registry/pods/payments/')),
    lane(() => writer.write(`/registry/leases/kube-system/slow-${index}`, 64)),
  ]);
  const isLogged = (): boolean => cluster.members.some(({ log }) => SLOW_APPLY.test(log));
  // what came in while it stood still is begun at once, and not done when it is stopped again
  for (let i = 0; i < 40 && !(i > 3 && isLogged()); i++) {
    await sleep(i < 2 ? 40 : i % 4);
    for (const member of cluster.members) member.freeze();
    await sleep(i < 4 ? 330 : 130);
    for (const member of cluster.members) member.resume();
  }
  over = true;
  await Promise.all(traffic);
}

async function changeLeader(cluster: Cluster, ledger: Ledger): Promise<void> {
  const leader = await cluster.leader();
  if (leader === null) return;
  const others = cluster.members.filter((member) => member !== leader);
  await ledger.act(`freeze ${leader.name}`, () => leader.freeze());
  // an election takes a second or two
  await until('another member leads', 15_000, async () => {
    const endpoints = `--endpoints=${others.map(({ endpoint }) => endpoint).join(',')}`;
    const { stdout } = await cluster.ctl(endpoints, 'endpoint', 'status', '-w=json', '--command-timeout=2s');
    return [...stdout.matchAll(/"member_id":(\d+).*?"leader":(\d+)/g)].some(([, id, of]) => id === of);
  });
  await ledger.act(`resume ${leader.name}`, () => leader.resume());
  await cluster.ready();
}

async function restart(cluster: Cluster, member: Member): Promise<void> {
  await member.restart();
  await cluster.ready();
}

const said = ({ stdout, stderr }: Ran): string => (stdout === '' ? stderr : stdout);
