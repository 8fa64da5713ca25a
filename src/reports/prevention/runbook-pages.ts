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
    ['Save a snapshot from a follower: ', code(`${seen.ctl} --endpoints=FOLLOWER snapshot save backup.db`), '.'],
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
    ['Before the leader: ', code(`${seen.ctl} move-leader ID`), ' to a member that is already defragmented.'],
    [
      'Disarm the alarm when every file is below its quota: ',
      code(`${seen.ctl} alarm disarm`),
      ', then ',
      code(`${seen.ctl} alarm list`),
      ' must print nothing. The alarm stays active across restarts. If a file is still above its quota, the next write raises it again.',
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
        '. Objects cannot be created or updated, reads still work, and nodes cannot renew their leases.',
      ],
      [
        'etcd 3.4 and 3.5 log ',
        code('alarm raised'),
        ' once. etcd 3.6 and later log nothing. etcd 3.4 reports itself as healthy.',
      ],
    ],
    first: [
      run('etcdctl alarm list', 'whether NOSPACE is active, and on which member'),
      run(STATUS, 'file size of each member; 3.6 and later also show the size in use and the quota'),
      run(
        "curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_mvcc_db_total_size|quota_backend'",
        'file size, size in use, and quota of this member. If the size in use is close to the file size, compact first. If it is far below, defragment',
      ),
      [
        'Who writes (Kubernetes): ',
        code(
          'jq -r \'select(.stage=="ResponseComplete" and (.verb|test("create|update|patch|delete"))) | [.verb,.user.username,.userAgent,.objectRef.resource,.objectRef.namespace]|@tsv\' audit.log | sort | uniq -c | sort -rn | head',
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
        ' shows file sizes well below the quota.',
      ],
      [
        'Automatic compaction runs again: ',
        code("journalctl -u etcd | grep 'finished scheduled compaction' | tail -3"),
        '.',
      ],
      [
        'Nodes are Ready again, and no pods were evicted that should have stayed: ',
        code('kubectl get nodes; kubectl get events -A | grep -i evict'),
        '.',
      ],
    ],
    never: [
      [
        'Raise the quota with ',
        code('etcdctl put'),
        ': this only writes a key. To change the quota, set ',
        code('--quota-backend-bytes'),
        ' and restart every member.',
      ],
      'Defragment without a previous compaction: history counts as data in use, so no space is freed.',
      'Defragment all members at once, or the leader first.',
      'Delete the data directory of more than one member.',
    ],
  },
  {
    title: 'No leader, or frequent leader changes',
    isFor: (made) => isFound(made, 'leader-flapping', 'network-partition', 'quorum-loss', 'lagging-member'),
    shows: ['Writes and consistent reads time out; members log elections with rising terms.'],
    first: [
      run(STATUS, 'leader, terms and indexes of each member'),
      run(
        "journalctl -u etcd | grep -E 'elected leader|lost leader|became inactive|heartbeat on time|fdatasync'",
        'on every member, around one election: disk (fdatasync), CPU (late heartbeats), network (inactive peers)',
      ),
      run('etcdctl member list -w table', 'members of the cluster'),
    ],
    steps: [
      'Count the running members. If they are fewer than a majority, start the stopped members with their own data directories first.',
      [
        'If peers cannot reach each other: ',
        code('nc -vz PEER 2380'),
        ' in both directions from every member. Check changes of firewalls, routes and MTU.',
      ],
      'If the leader has a slow disk or too little CPU, move the leadership, then move other load off that host.',
      'If one member is far behind, let it catch up from a snapshot. If it does not, remove it, empty its data directory, and add it again.',
    ],
    over: ['The term does not change for an hour, and no log shows a lost leader.'],
    never: [
      'Change the membership while a majority is missing.',
      [
        'Use ',
        code('--force-new-cluster'),
        ', except on one member, from a saved snapshot, when the other members are lost permanently.',
      ],
      'Raise the election timeout to hide a slow disk.',
    ],
  },
  {
    title: 'Slow or overloaded disk',
    isFor: (made) =>
      isFound(made, 'slow-disk', 'disk-full', 'snapshot-io', 'blocking-defrag', 'compaction-latency', 'cpu-contention'),
    shows: [['Members log ', code('slow fdatasync'), ', slow applies and late heartbeats; requests take seconds.']],
    first: [
      run(
        "curl -s http://127.0.0.1:2379/metrics | grep -E 'etcd_disk_(wal_fsync|backend_commit)_duration_seconds'",
        '99th percentile: WAL sync below 10 ms, backend commit below 25 ms',
      ),
      run('iostat -x 1 5; df -h /var/lib/etcd; top -b -n 1 | head -15', 'disk and CPU usage, and free disk space'),
      run(
        "journalctl -u etcd | grep -iE 'defragment|database snapshot|finished scheduled compaction'",
        'whether a defragmentation, a backup or a compaction ran at that time',
      ),
    ],
    steps: [
      'Stop other users of the disk: backups, log shippers, image pulls.',
      'If the file system is full, free space outside the data directory first: a defragmentation itself needs space.',
      'Move the leadership to a member with a healthy disk.',
      'Give etcd a dedicated disk, at least for the write-ahead log.',
    ],
    over: ['Sync and commit times stay below their limits for a day.'],
    never: ['Delete files below member/ to free space.', 'Defragment all members from a timer.'],
  },
  {
    title: 'Out of memory, or too many reads',
    isFor: (made) => isFound(made, 'memory-oom', 'list-storm', 'watch-starvation'),
    shows: [
      'etcd or an API server is killed and restarts into a storm of LIST requests. Reads of whole resources take seconds.',
    ],
    first: [
      run("journalctl -k | grep -iE 'killed process|out of memory'", 'the killed process and its memory usage'),
      run(
        'jq -r \'select(.verb=="list") | [.user.username,.userAgent,.objectRef.resource]|@tsv\' audit.log | sort | uniq -c | sort -rn | head',
        'clients that send LIST requests',
      ),
    ],
    steps: [
      'Stop the client that sends the LIST requests, or limit it with API priority and fairness.',
      'Start the API servers one at a time, and wait until each is ready.',
      'Remove the memory limit of etcd, or raise it above the memory that a full relist needs.',
    ],
    over: ['Memory usage is stable during a relist.'],
    never: ['Restart everything at once: every process lists all objects again when it starts.'],
  },
  {
    title: 'Certificates expired',
    isFor: (made) => isFound(made, 'certificate-expiry'),
    shows: ['From one moment on, members refuse connections from each other or from all clients.'],
    first: [
      run(
        'kubeadm certs check-expiration; openssl x509 -noout -enddate -in /etc/kubernetes/pki/etcd/server.crt',
        'expired certificates, on every member',
      ),
    ],
    steps: [
      'Renew the expired certificates on every member, then restart etcd one member at a time, then the API servers.',
      'Renew the kubeconfigs and client certificates of the same CA.',
    ],
    over: [run(HEALTH, 'every member is healthy, and the logs show no refused connections')],
    never: ['Set the clock back.'],
  },
  {
    title: 'Members with different or outdated data',
    isFor: (made) => isFound(made, 'data-inconsistency', 'restore-rollback'),
    shows: [
      'A CORRUPT alarm, responses that depend on the member, or clients that get "required revision is a future revision".',
    ],
    first: [
      run(
        'rev=$(etcdctl endpoint status -w json | jq \'[.[].Status.header.revision] | min\'); etcdctl endpoint hashkv --cluster --rev "$rev" -w json',
        'compare hashes only at equal revision and equal compacted revision',
      ),
    ],
    steps: (made) => [
      'Stop all writes: stop the API servers.',
      'Save a snapshot of every member under a separate name.',
      'Replace the member that differs: remove it, empty its data directory, and add it again.',
      [
        'Where a snapshot must be restored: ',
        code(restoreText(versionsOf(made))),
        ', N larger than all writes since it.',
      ],
      'After a restore from an older snapshot, restart every API server, controller and operator, so that no cache holds revisions that no longer exist.',
    ],
    over: ['Hashes are equal at one revision, twice, some minutes apart. Then disarm the alarm.'],
    never: ['Disarm CORRUPT first.'],
  },
];

/** Before 3.4 etcdctl speaks the v2 API by default. */
export const needsApiVersion = (made: Made): boolean => lowestMinor(made) < 4;
