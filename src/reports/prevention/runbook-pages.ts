import { clusterSeen } from '../../model/advice/cluster-seen.js';
import { code, type Text } from '../document.js';
import {
  compactCommand,
  defragmentCommand,
  gateCommand,
  healthCommand,
  stopWriter,
} from '../../model/advice/space-recovery.js';
import { restoreText } from '../../model/advice/version-settings.js';
import { isFound, lowestMinor, type Made, ranOut, versionsOf } from './made.js';

/** What an operator needs for one kind of failure. */
export interface RunbookPage {
  readonly title: string;
  readonly isFor: (made: Made) => boolean;
  readonly shows: readonly Text[];
  readonly first: readonly Text[];
  /** In order. */
  readonly steps: readonly Text[] | ((made: Made) => readonly Text[]);
  readonly over: readonly Text[];
  readonly never: readonly Text[];
}

const run = (command: string, what: string): Text => [code(command), `: ${what}`];
const STATUS = 'etcdctl endpoint status --cluster -w table';
const HEALTH = 'etcdctl endpoint health --cluster';

/** The first moment at which an update passes, and the last before the file fills again. */
const SCALE: Text = [
  'Right after the disarm, before anything that was stopped is started again: ',
  code('kubectl -n NAMESPACE scale KIND/NAME --replicas=0'),
  ', or for a CronJob ',
  code(`kubectl -n NAMESPACE patch cronjob NAME -p '{"spec":{"suspend":true}}'`),
  '.',
];

/** Possible under the alarm, each of them: updates are refused until the disarm. */
function spaceSteps(made: Made): readonly Text[] {
  const seen = clusterSeen(made.file);
  const health = healthCommand(seen);
  return [
    `${stopWriter(seen)}.`,
    ['Save a copy from a follower: ', code(`${seen.ctl} --endpoints=FOLLOWER snapshot save backup.db`), '.'],
    [
      'Compact, once for the cluster: ',
      code(compactCommand(seen)),
      '. Without ',
      code('--physical=true'),
      ' it returns before the pages are free, and a defragmentation gives little back. An API server cannot compact by itself now: the key that it puts first is refused.',
    ],
    [
      'Before each defragmentation count: ',
      code(gateCommand(seen)),
      ' must show every member, one leader and close raft indexes. ',
      code('endpoint health'),
      ' is no gate: from 3.5 on the alarm alone makes it unhealthy',
      health === null ? '' : [' (', code(health), ' on a member leaves the alarm out)'],
      '.',
    ],
    [
      'Defragment one member at a time, the leader last: ',
      code(defragmentCommand(seen)),
      '. Each member answers nothing while it runs, and needs disk for a second copy of what is in use.',
    ],
    ['Before the leader: ', code(`${seen.ctl} move-leader ID`), ' to one that is done.'],
    [
      'Disarm when every file is below its quota: ',
      code(`${seen.ctl} alarm disarm`),
      ', then ',
      code(`${seen.ctl} alarm list`),
      ' must print nothing. It stays armed over restarts, and before that the next write arms it again.',
    ],
    ...(seen.kubernetes ? [SCALE] : []),
    'Start what was stopped, one process after the other, and watch the size of the files.',
  ];
}

export const RUNBOOK_PAGES: readonly RunbookPage[] = [
  {
    title: 'etcd refuses writes: database space exceeded',
    isFor: ranOut,
    shows: [
      [
        'Clients get ',
        code('etcdserver: mvcc: database space exceeded'),
        '; nothing can be created or changed, reads go on, and nodes lose their leases after a while.',
      ],
      [
        'etcd 3.4 and 3.5 log ',
        code('alarm raised'),
        ' once; 3.6 and later log nothing, and 3.4 calls itself healthy all the while.',
      ],
    ],
    first: [
      run('etcdctl alarm list', 'NOSPACE, and of which member'),
      run(STATUS, 'the file of each member; from 3.6 also what is in use and the quota'),
      run(
        "curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_mvcc_db_total_size|quota_backend'",
        'the file, what is in use, and the quota of this member. In use near the file: history or live data, compact first. In use far below it: defragment',
      ),
      [
        'Who writes (Kubernetes): ',
        code(
          'jq -r \'select(.stage=="ResponseComplete" and (.verb|test("create|update|patch|delete"))) | [.user.username,.userAgent,.objectRef.resource,.objectRef.namespace]|@tsv\' audit.log | sort | uniq -c | sort -rn | head',
        ),
        ', or ',
        code('etcd-postmortem top'),
        ' over a request log.',
      ],
    ],
    steps: (made) => spaceSteps(made),
    over: [
      [
        code('kubectl create configmap probe-$(date +%s) -n default'),
        ' works, and ',
        code(STATUS),
        ' shows files well below the quota.',
      ],
      [
        'The next compaction comes by itself: ',
        code("journalctl -u etcd | grep 'finished scheduled compaction' | tail -3"),
        '.',
      ],
      [
        'Nodes are Ready again, and nothing was thrown out that should have stayed: ',
        code('kubectl get nodes; kubectl get events -A | grep -i evict'),
        '.',
      ],
    ],
    never: [
      [
        'Raise the quota with ',
        code('etcdctl put'),
        ': that writes a key. The quota is ',
        code('--quota-backend-bytes'),
        ', and a restart of every member.',
      ],
      'Defragment without a compaction before it: history is in use, and no page of it is given back.',
      'Defragment all members at once, or the leader first.',
      'Delete the data directory of more than one member.',
    ],
  },
  {
    title: 'No leader, or one after the other',
    isFor: (made) => isFound(made, 'leader-flapping', 'network-partition', 'quorum-loss', 'lagging-member'),
    shows: ['Writes and consistent reads time out; members log elections with rising terms.'],
    first: [
      run(STATUS, 'who leads, terms and indexes of each member'),
      run(
        "journalctl -u etcd | grep -E 'elected leader|lost leader|became inactive|heartbeat on time|fdatasync'",
        'on every member, around one election: disk (fdatasync), CPU (heartbeats late), network (peers inactive)',
      ),
      run('etcdctl member list -w table', 'who belongs to the cluster'),
    ],
    steps: [
      'Count who runs. Fewer than a majority: start the members that were stopped, with their own data directories, before anything else.',
      [
        'Peers cannot reach each other: ',
        code('nc -vz PEER 2380'),
        ' both ways from every member; look at what changed in firewalls, routes and MTU.',
      ],
      'A slow disk or a starved CPU on the leader: move the leadership away, then move the other load away.',
      'One member far behind: let it catch up by a snapshot; if it never does, remove it, empty its data directory, and add it anew.',
    ],
    over: ['One term for an hour, no lost leader in any log.'],
    never: [
      'Change the membership while a majority is missing.',
      [
        'Use ',
        code('--force-new-cluster'),
        ' but on one member, from a saved copy, when the others are lost for good.',
      ],
      'Raise the election timeout to hide a slow disk.',
    ],
  },
  {
    title: 'Slow disk, or something that keeps it busy',
    isFor: (made) =>
      isFound(made, 'slow-disk', 'disk-full', 'snapshot-io', 'blocking-defrag', 'compaction-latency', 'cpu-contention'),
    shows: [['Members log ', code('slow fdatasync'), ', slow applies and late heartbeats; requests take seconds.']],
    first: [
      run(
        "curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_disk_(wal_fsync|backend_commit)_duration_seconds'",
        'the 99th percentile: sync below 10 ms, commit below 25 ms',
      ),
      run(
        'iostat -x 1 5; df -h /var/lib/etcd; top -b -n 1 | head -15',
        'who uses the disk and the CPU, and whether there is room',
      ),
      run(
        "journalctl -u etcd | grep -iE 'defragment|database snapshot|finished scheduled compaction'",
        'whether a defragmentation, a backup or a compaction ran then',
      ),
    ],
    steps: [
      'Stop what shares the disk: backups, log shippers, image pulls.',
      'Full file system: make room outside of the data directory first; a defragmentation needs room itself.',
      'Move the leadership to a member with a sound disk.',
      'Give etcd a disk of its own, at least for the write-ahead log.',
    ],
    over: ['Sync and commit times stay below their limits for a day.'],
    never: ['Delete files below member/ to make room.', 'Defragment from a timer, over all members.'],
  },
  {
    title: 'Out of memory, or drowned in reads',
    isFor: (made) => isFound(made, 'memory-oom', 'list-storm', 'watch-starvation'),
    shows: [
      'etcd or an API server is killed and comes back to a storm of lists; reads of whole resources take seconds.',
    ],
    first: [
      run("journalctl -k | grep -iE 'killed process|out of memory'", 'who was killed, and how large it was'),
      run(
        'jq -r \'select(.verb=="list") | [.user.username,.userAgent,.objectRef.resource]|@tsv\' audit.log | sort | uniq -c | sort -rn | head',
        'who lists',
      ),
    ],
    steps: [
      'Stop the client that lists; API priority and fairness can hold it back without its owner.',
      'Start the API servers one after the other, each when the one before is ready.',
      'Take memory limits off etcd, or raise them above what a full relist takes.',
    ],
    over: ['Memory is flat over a relist.'],
    never: ['Restart everything at once: each process that starts lists everything anew.'],
  },
  {
    title: 'Certificates expired',
    isFor: (made) => isFound(made, 'certificate-expiry'),
    shows: ['From one instant on members refuse each other or all clients.'],
    first: [
      run(
        'kubeadm certs check-expiration; openssl x509 -noout -enddate -in /etc/kubernetes/pki/etcd/server.crt',
        'what ran out; on every member',
      ),
    ],
    steps: [
      'Renew what ran out on every member, then restart etcd one member at a time, then the API servers.',
      'Renew the kubeconfigs and client certificates that were signed with it.',
    ],
    over: [run(HEALTH, 'every member, and no refused connection in the logs')],
    never: ['Turn the clock back.'],
  },
  {
    title: 'Members hold different data, or data of the past',
    isFor: (made) => isFound(made, 'data-inconsistency', 'restore-rollback'),
    shows: ['A CORRUPT alarm, answers that depend on the member, or clients that are told of a future revision.'],
    first: [
      run(
        'rev=$(etcdctl endpoint status -w json | jq \'[.[].Status.header.revision] | min\'); etcdctl endpoint hashkv --cluster --rev "$rev" -w json',
        'hashes say something only at one revision and one compacted revision',
      ),
    ],
    steps: (made) => [
      'Stop the writes: take the API servers off.',
      'Save a snapshot of every member, under names of their own.',
      'Replace the odd member: remove it, empty its data directory, add it anew.',
      [
        'Where a snapshot must be restored: ',
        code(restoreText(versionsOf(made))),
        ', N larger than all writes since it.',
      ],
      'After a restore from an older snapshot: restart every API server, controller and operator, so that no cache holds a future that is gone.',
    ],
    over: ['Equal hashes at one revision, twice, some minutes apart; then disarm.'],
    never: ['Disarm CORRUPT first.'],
  },
];

/** Before 3.4 etcdctl speaks the v2 API unless it is told. */
export const needsApiVersion = (made: Made): boolean => lowestMinor(made) < 4;
