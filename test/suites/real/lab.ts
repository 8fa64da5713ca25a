/**
 * A small laboratory: real etcd clusters on this machine, a client that writes as kube-apiserver does, and systemd's
 * own journal programs. It knows nothing of the program under test.
 *
 *     const binaries = await findEtcd('3.5');
 *     if ('missing' in binaries) return console.log(`SKIPPED: ${binaries.missing}`);
 *     const cluster = await startCluster({ binaries, members: 3, level: 'debug', quotaBytes: 8 << 20 });
 *     try {
 *       const ledger = new Ledger();
 *       const writers = cluster.members.map((member) => Writer.of(member, ledger));
 *       await storm(writers, ledger, { key: (i) => `/registry/pods/a/${podName('w-6f7', i % 40)}`, valueBytes: 4000, count: 5000, untilRefused: true });
 *       await ledger.act('compaction', async () => cluster.ctl('compact', String(await cluster.revision())));
 *       writeFileSync('master-1.log', cluster.first.log);  // and ledger.csv(): the truth beside it
 *     } finally {
 *       await cluster.remove();
 *     }
 */
export { type Binaries, findEtcd, type Minor, type Missing, RELEASES } from './lab/binaries.js';
export { Cluster, type ClusterOptions, Member, startCluster } from './lab/cluster.js';
export { EtcdClient, type Outcome } from './lab/etcd-client.js';
export { GrpcError } from './lab/grpc.js';
export {
  entriesOf,
  findJournal,
  JOURNAL_MODES,
  type JournalEntry,
  type JournalMode,
  printJournal,
  writeJournal,
} from './lab/journal.js';
export { type Action, Ledger, type Op } from './lab/ledger.js';
export { eventName, podName, storm, type Storm, valueOf, Writer } from './lab/load.js';
export { endProcess, hasProgram, type Ran, runProcess, sleep, startProcess, until } from './lab/processes.js';
export { type DbFacts, findOracle, type Oracle, type WalFacts } from './lab/oracle.js';
export { freePorts } from './lab/ports.js';
