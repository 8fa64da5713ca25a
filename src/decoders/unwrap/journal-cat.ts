import type { LinePayload } from '../payload.js';
import { WordFinder } from '../../model/word-finder.js';
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

const MEMBER = '[0-9a-f]{12,16}';

/** Messages of etcd 3.2 to 3.4 that no other program writes: with which texts each begins, and how it continues. */
const ETCD = [
  row(['start time = '], String.raw`\d{4}-\d\d-\d\d .*, time spent = .*, remote = .*, response type = /etcdserverpb\.`),
  row(['alarm '], String.raw`\w+ (?:raised|disarmed|activated|deactivated)? ?by peer ${MEMBER}$`),
  row(['applying raft message exceeded backend quota'], '$'),
  row(['alarm disarmed action:DEACTIVATE memberID:'], String.raw`\d+ alarm:`),
  row(['read-only range request "key:'], String.raw`.* took too long \([^)]+\) to execute$`),
  row(['request "header:<ID:'], String.raw`\d+ .* took too long \([^)]+\) to execute$`),
  row(['failed to send out heartbeat on time (exceeded the '], String.raw`[\w.]+ timeout for [\w.µ]+`),
  row(['finished scheduled compaction at '], String.raw`\d+ \(took [\w.µ]+\)`),
  row(['Finished auto-compaction', 'Starting auto-compaction', 'auto-compaction'], String.raw` at revision \d+`, 'i'),
  row(['store.index: compact', 'restore compact to'], String.raw` \d+$`),
  row(['received '], String.raw`(?:terminated|interrupt|hangup) signal, shutting down\.\.\.$`),
  row(['saved ', 'compacted '], String.raw`(?:snapshot|raft log) at (?:index )?\d+$`),
  row(['starting ', 'finished '], '(?:to )?defragment(?:ing|ed)? (?:the |directory )'),
  row(['Finished '], '(?:to )?defragment(?:ing|ed)? (?:the |directory )'),
  row(['waiting for ReadIndex response took too long, retrying (sent-request-id: '], String.raw`\d+`),
  row(['sending ', 'successfully sent '], String.raw`database (?:snapshot|sha256 checksum) to client .*\[\d+ bytes\]$`),
  row(['sync duration of '], String.raw`[\w.µ]+, expected less than 1s$`),
  row(['Git SHA: '], String.raw`(?:[0-9a-f]{7,40}$|Not provided \()`),
  row(['Go Version: go1.', 'Go OS/Arch: linux/', '/health OK (status code 200)', '/health error due to '], ''),
  row(['etcd Version: 3.'], String.raw`\d+\.\d+`),
  row(['starting server... [version: 3.'], String.raw`\d+\.\d+, cluster version: `),
  row(['added member ', 'removed member '], String.raw`${MEMBER} (?:\[http|from cluster)`),
  row(['starting member '], `${MEMBER} in cluster ${MEMBER}$`),
  row(
    ['the connection to peer ', 'lost the TCP streaming connection with peer ', 'peer '],
    String.raw`${MEMBER} (?:became (?:active|inactive)|is unhealthy|\()`,
  ),
  row(['health check for peer '], `${MEMBER} could not connect`),
  row(['data dir = ', 'member dir = ', 'dedicated WAL dir = '], '.'),
  row(['heartbeat = ', 'election = '], String.raw`\d+ms$`),
  row(['snapshot count = '], String.raw`\d+$`),
  row(['initial advertise ', 'advertise '], '(?:client|peer) URLs = '),
  row(['initial cluster = ', 'cluster = '], ''),
  row(
    [
      ...['enabled capabilities for version 3.', 'setting up the initial cluster version to 3.'],
      'set the initial cluster version to 3.',
    ],
    String.raw`\d`,
  ),
  row(['published {Name:'], String.raw`.* ClientURLs:\[.*\]\} to cluster ${MEMBER}$`),
  row(['ready to serve client requests', 'simple token is not cryptographically signed'], '$'),
  row(['serving client requests on ', 'serving insecure client requests on '], String.raw`\S+`),
  row(['listening for peers on ', 'listening for metrics on '], String.raw`\S+$`),
  row(['recovered store from snapshot at index ', 'start to snapshot (applied: '], ''),
  row(['restarting member '], `${MEMBER} in cluster `),
  row(['started to purge file, dir: '], String.raw`.*/member/(?:snap|wal), suffix: `),
  row(['the server is already initialized as member before, starting as etcd member'], ''),
  row(['skipped leadership transfer ', 'Loading server configuration from '], ''),
  row(['setting maximum number of CPUs to '], String.raw`\d+, total number of available CPUs is `),
  row(['failed to apply request'], '.*etcdserver: (?:no space|mvcc: database space exceeded)'),
] as const;
/** `5ad1ba31e9b3aba1 became leader at term 2`, of raft. */
const RAFT = new RegExp(
  `^(?:raft\\.node: )?${MEMBER} (?:became (?:follower|candidate|leader|pre-candidate) at term` +
    `|is starting a new election at term|elected leader|lost leader|changed leader|received Msg\\w+|as single-node; fast-forwarding \\d+ ticks)`,
);
/** `read-only range request …` without its key, `request …`, a word before either. */
const REQUEST = /^(?:\w+ )?request ".*" with result ".*" took too long \([^)]+\) to execute$/;
const ETCD_BEGINS = new WordFinder(ETCD.flatMap(({ begins }) => begins));
const SYSTEMD_BEGINS = new WordFinder([
  ...['Starting ', 'Started ', 'Stopping ', 'Stopped ', 'Reloading ', 'Reloaded ', 'Finished ', 'Failed to start '],
  'Dependency failed for ',
]);
const RAFT_NODE = new WordFinder(['raft.node: ']);
const REQUEST_WORD = new WordFinder(['request "']);

interface Row {
  readonly begins: readonly string[];
  readonly shape: RegExp;
}

function row(begins: readonly string[], rest: string, flags = ''): Row {
  const heads = begins.map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return { begins, shape: new RegExp(`^(?:${heads.join('|')})${rest}`, flags) };
}

/**
 * `journalctl -o cat`: messages without anything around them. JSON lines of etcd speak for themselves; systemd's and
 * those of etcd's old logger are taken if no other program could have written them. Such a line has no time.
 */
export const journalCat: Unwrapper = {
  id: 'journal-cat',
  title: 'journalctl -o cat',
  sample: 'Starting etcd.service - etcd...',
  versions: 'systemd 219 on',
  takes: ['program'],
  begins: '/0-Za-z',
  unwrap(payload) {
    const { bytes, start, end, ident } = payload;
    if (ident !== null || end - start < 8) return false;
    const first = bytes[start] ?? 0;
    const second = bytes[start + 1] ?? 0;
    if (!(isWord(first) || first === SLASH) || !isWord(second)) return false;
    const ofSystemd = mayBeSystemd(payload);
    const ofEtcd = mayBeEtcd(payload);
    if (!ofSystemd && !ofEtcd) return false;
    const head = bytes.toString('utf8', start, Math.min(end, start + 20_000));
    if (ofSystemd && end - start < 1000 && SYSTEMD.test(head)) payload.ident = 'systemd';
    else if (ofEtcd && isEtcd(head)) payload.ident = 'etcd';
    else return false;
    return true;
  },
};

const isEtcd = (head: string): boolean =>
  RAFT.test(head) || REQUEST.test(head) || ETCD.some(({ shape }) => shape.test(head));

/** Whether the first word is one of systemd's, or a unit and a colon. */
function mayBeSystemd({ bytes, start, end }: LinePayload): boolean {
  if (SYSTEMD_BEGINS.isAt(bytes, start, end)) return true;
  let at = start;
  while (at < end && bytes[at] !== SPACE) at += 1;
  return bytes[at - 1] === COLON;
}

/** By its first bytes, whether the text may be one of etcd's: nearly all others end here. */
function mayBeEtcd({ bytes, start, end }: LinePayload): boolean {
  if (ETCD_BEGINS.isAt(bytes, start, end) || RAFT_NODE.isAt(bytes, start, end)) return true;
  let at = start;
  while (at < end && isHex(bytes[at] as number)) at += 1;
  if (at - start >= 12) return true;
  while (at < end && isWordByte(bytes[at] as number)) at += 1;
  return REQUEST_WORD.isAt(bytes, start, end) || (bytes[at] === SPACE && REQUEST_WORD.isAt(bytes, at + 1, end));
}

const SPACE = 32;
const COLON = 58;
/** Of `/health error due to …`. */
const SLASH = 47;
const isHex = (byte: number): boolean => (byte >= 48 && byte <= 57) || (byte >= 97 && byte <= 102);
const isWordByte = (byte: number): boolean =>
  (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 57) || (byte >= 65 && byte <= 90) || byte === 95;
const isWord = (byte: number): boolean => (byte >= 97 && byte <= 122) || (byte >= 48 && byte <= 90);
