import type { Unwrapper } from './unwrapper.js';

const UNIT = String.raw`[\w.@:\\-]+\.(?:service|socket|mount|target|timer|scope|slice|path)`;

/** What systemd says of a unit that it names. Titles alone (`Started Etcd Server.`) could be anybody's. */
const SYSTEMD = new RegExp(
  `^(?:(?:Starting|Started|Stopping|Stopped|Reloading|Reloaded|Finished|Failed to start|Dependency failed for) ${UNIT}(?: - .*)?\\.{0,3}$` +
    `|${UNIT}: (?:Main process exited|Control process exited|main process exited|Failed with result|Scheduled restart job` +
    `|Deactivated successfully|Succeeded\\.|Consumed |A process of this unit|Start request repeated|Unit entered failed` +
    `|State '|Killing process|Service (?:hold-off|RestartSec)|Triggering OnFailure)` +
    `|(?:Starting|Started|Stopping|Stopped) [Ee]tcd\\b[^:]{0,60}\\.{1,3}$)`,
);

/** Messages of etcd 3.2 to 3.4 that no other program writes. */
const ETCD = [
  /^start time = \d{4}-\d\d-\d\d .*, time spent = .*, remote = .*, response type = \/etcdserverpb\./,
  /^alarm \w+ (?:raised|disarmed|activated|deactivated)? ?by peer [0-9a-f]{12,16}$/,
  /^applying raft message exceeded backend quota$/,
  /^alarm disarmed action:DEACTIVATE memberID:\d+ alarm:/,
  /^read-only range request "key:.* took too long \([^)]+\) to execute$/,
  /^request "header:<ID:\d+ .* took too long \([^)]+\) to execute$/,
  /^(?:\w+ )?request ".*" with result ".*" took too long \([^)]+\) to execute$/,
  /^failed to send out heartbeat on time \(exceeded the [\w.]+ timeout for [\w.µ]+/,
  /^finished scheduled compaction at \d+ \(took [\w.µ]+\)/,
  /^(?:Finished auto-compaction|Starting auto-compaction|auto-compaction) at revision \d+/i,
  /^(?:store\.index: compact|restore compact to) \d+$/,
  /^received (?:terminated|interrupt|hangup) signal, shutting down\.\.\.$/,
  /^(?:saved|compacted) (?:snapshot|raft log) at (?:index )?\d+$/,
  /^(?:starting|finished|Finished) (?:to )?defragment(?:ing|ed)? (?:the |directory )/,
  /^waiting for ReadIndex response took too long, retrying \(sent-request-id: \d+/,
  /^(?:sending|successfully sent) database (?:snapshot|sha256 checksum) to client .*\[\d+ bytes\]$/,
  /^sync duration of [\w.µ]+, expected less than 1s$/,
  /^(?:raft\.node: )?[0-9a-f]{12,16} (?:became (?:follower|candidate|leader|pre-candidate) at term|is starting a new election at term|elected leader|lost leader|changed leader|received Msg\w+)/,
  /^(?:Git SHA: (?:[0-9a-f]{7,40}$|Not provided \()|Go Version: go1\.|Go OS\/Arch: linux\/)/,
  /^\/health (?:OK \(status code 200\)|error due to )/,
  /^etcd Version: 3\.\d+\.\d+/,
  /^starting server\.\.\. \[version: 3\.\d+\.\d+, cluster version: /,
  /^(?:added|removed) member [0-9a-f]{12,16} (?:\[http|from cluster)/,
  /^starting member [0-9a-f]{12,16} in cluster [0-9a-f]{12,16}$/,
  /^(?:the connection to peer|lost the TCP streaming connection with peer|peer) [0-9a-f]{12,16} (?:became (?:active|inactive)|is unhealthy|\()/,
  /^health check for peer [0-9a-f]{12,16} could not connect/,
  /^(?:data dir|member dir|dedicated WAL dir) = .|^(?:heartbeat|election) = \d+ms$|^snapshot count = \d+$/,
  /^(?:initial )?(?:advertise (?:client|peer) URLs|cluster) = /,
  /^(?:enabled capabilities for version|setting up the initial cluster version to|set the initial cluster version to) 3\.\d/,
  /^published \{Name:.* ClientURLs:\[.*\]\} to cluster [0-9a-f]{12,16}$/,
  /^(?:ready to serve client requests|simple token is not cryptographically signed)$/,
  /^serving (?:insecure )?client requests on \S+/,
  /^listening for (?:peers|metrics) on \S+$/,
  /^(?:recovered store from snapshot at index|start to snapshot \(applied:|restarting member [0-9a-f]{12,16} in cluster) /,
  /^started to purge file, dir: .*\/member\/(?:snap|wal), suffix: /,
  /^[0-9a-f]{12,16} as single-node; fast-forwarding \d+ ticks/,
  /^(?:the server is already initialized as member before, starting as etcd member|skipped leadership transfer )/,
  /^(?:setting maximum number of CPUs to \d+, total number of available CPUs is|Loading server configuration from )/,
  /^failed to apply request.*etcdserver: (?:no space|mvcc: database space exceeded)/,
];

/**
 * `journalctl -o cat`: messages without anything around them. JSON lines of etcd speak for themselves; systemd's and
 * those of etcd's old logger are taken where nobody else could have written them. No time stands on such a line.
 */
export const journalCat: Unwrapper = {
  id: 'journal-cat',
  title: 'journalctl -o cat',
  sample: 'Starting etcd.service - etcd...',
  versions: 'systemd 219 on',
  takes: ['program'],
  unwrap(payload) {
    const { bytes, start, end, ident } = payload;
    if (ident !== null || end - start < 8) return false;
    const first = bytes[start] ?? 0;
    const second = bytes[start + 1] ?? 0;
    if (!isWord(first) || !isWord(second)) return false;
    const head = bytes.toString('utf8', start, Math.min(end, start + 20_000));
    if (end - start < 1000 && SYSTEMD.test(head)) payload.ident = 'systemd';
    else if (ETCD.some((shape) => shape.test(head))) payload.ident = 'etcd';
    else return false;
    return true;
  },
};

const isWord = (byte: number): boolean => (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 90);
