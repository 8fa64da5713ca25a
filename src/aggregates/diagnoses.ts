import type { IndicatorName } from '../model/case-file.js';
import type { AnyRecord, Kind } from '../model/record.js';
import type { LineContext } from './aggregate.js';

interface Row {
  readonly name: IndicatorName;
  readonly text: RegExp;
}

/**
 * Lines that name their own failure, in the wording of both loggers and of what a client is answered, from 3.0 on:
 * `etcdserver/{server,bootstrap,corrupt,storage}.go`, `api/membership/{cluster,errors,downgrade}.go`,
 * `api/rafthttp/{http,peer,stream,transport,util}.go`, `auth/{store,simple_token,jwt}.go`, `wal/{wal,decoder}.go`,
 * `api/snap/snapshotter.go`, `etcdmain`, `embed/{etcd,config}.go`, `pkg/flags`, `raft/log.go`, `mvcc/backend`.
 */
const ROWS: readonly Row[] = [
  { name: 'raft-log-lost', text: /\btocommit\(\d+\) is out of range/ },
  {
    name: 'removed-member',
    text: /has been permanently removed from the cluster|data-dir used by (?:this|the) member must be removed|rejected (?:the )?stream from (?:remote )?peer\b.{0,60}\bremoved|(?:rejected Raft|reject) message from removed member|membership reports that it has been removed/i,
  },
  {
    name: 'cluster-id-mismatch',
    text: /cluster ID mismatch|Raft message to mismatch member|mismatched? cluster ID/i,
  },
  {
    name: 'version-refused',
    text: /cluster cannot be downgraded|invalid downgrade; |server version incompatibility|incompatible (?:server|cluster) version|cluster version of remote member is not compatible|cluster version of (?:the )?remote.{0,40}too (?:low|high)|illegal v2store content|detected (?:disallowed )?custom (?:v2store )?content|is lower than determined cluster version|failed to validate (?:storage )?schema|unsupported (?:storage )?(?:schema|version) \d/i,
  },
  {
    name: 'learner-waiting',
    text: /learner is not ready|can only promote a learner member|too many learner members|rpc not supported for learner|failed to sync learner promotion/i,
  },
  { name: 'learner-promoted', text: /\bpromoted? member\b(?! request)/i },
  {
    name: 'auth-refused',
    text: /invalid auth token|auth: revision in header is old|request auth revision is less than current node auth revision|auth: invalid auth/i,
  },
  {
    name: 'files-damaged',
    text: /wal: crc mismatch|walpb: crc mismatch|failed to (?:read|open|repair) WAL|WAL.{0,30}cannot be repaired|read wal error|wal: (?:file not found|slice bounds|max entry size)|snap file is corrupt|snap: (?:snapshot file doesn't exist|crc mismatch)|failed to recover v3 backend from snapshot|failed to find (?:database snapshot file|\[SNAPSHOT)|database file .{0,80} of the backend is missing|verification of persisted state failed|freepages: failed|\binvalid database\b|failed to open database/i,
  },
  { name: 'files-repaired', text: /^repaired WAL\b|\brepaired wal\b|"repaired WAL"/i },
  {
    name: 'settings-refused',
    text: /couldn't find local name|member count is unequal|cannot assign requested address|bind: address already in use|flocked by another process|etcd process is using .{0,120} file lock|flag provided but not defined|error verifying flags|error setting up initial cluster|conflicting environment variable|has already been bootstrapped|unmatched member while checking PeerURLs|error validating peerURLs|failed to (?:get|verify) .{0,20}config(?:uration)? file|unknown flag: --/i,
  },
  {
    name: 'setting-ignored',
    text: /unrecognized environment variable|is shadowed by corresponding command-line flag/i,
  },
  {
    name: 'hash-mismatch',
    text: /revision(?: \d+)? from (?:follower|member)\b.{0,60}(?:must be less than or equal to leader's|expected at most)|hash \d+ at revision \d+ from member|found data inconsistency with peers|found different hash values|etcdserver: corrupt cluster|alarm:CORRUPT|ALARM CORRUPT/i,
  },
  {
    name: 'new-cluster-forced',
    text: /forcing restart (?:of )?member|discarding (?:\d+ )?uncommitted WAL entries|"force-new-cluster":true/i,
  },
  {
    name: 'leader-moved',
    text: /leadership transfer (?:starting|finished)|(?:starts|finished) to? ?(?:transfer leadership|leadership transfer)|transfer(?:ring)? leadership\b|MsgTimeoutNow/i,
  },
  { name: 'member-joined', text: /^added (?:local )?member\b|"msg":"added member"/i },
  { name: 'tick-missed', text: /A tick missed to fire/i },
  {
    name: 'liveness-killed',
    text: /[Cc]ontainer (?:"?)etcd\S* failed liveness probe|failed liveness probe.{0,200}\betcd\b|\betcd\b.{0,200}failed liveness probe/,
  },
];

/** In the cue every row has a word of its own: nearly every line ends there. */
const CUE =
  /tocommit|remov|mismatch|downgrad|incompatib|compatible|v2store|cluster version|schema|learner|promote|auth|wal\b|wal:|\bsnap|database|persisted|local name|unequal|bind:|assign requested|flock|file lock|flag|initial cluster|environment variable|bootstrapped|PeerURLs|config|inconsisten|hash|from follower|from member|corrupt|forcing|discarding|force-new|leadership|MsgTimeoutNow|added|tick missed|liveness/i;

/** Kinds that are read in numbers, and never name a failure. */
const SILENT: ReadonlySet<Kind> = new Set<Kind>([
  ...(['request', 'slow-apply', 'slow-request', 'slow-fsync', 'read-index-slow', 'heartbeat-late'] as const),
  ...(['member-status', 'member-identity', 'api-request', 'kube-event', 'claim', 'quota-set'] as const),
  ...(['compaction-requested', 'compaction-started', 'compaction-finished', 'nospace-error'] as const),
]);
const QUIET_LEVELS: ReadonlySet<string | null> = new Set([null, 'debug', 'info', 'notice', 'trace']);

/** What a line names as its failure; empty: nothing. The text of a warning is read with its error, else the message. */
export function diagnosesOf(record: AnyRecord, sight: LineContext): readonly IndicatorName[] {
  if (SILENT.has(record.kind) || record.source === 'metrics' || record.source === 'config') return [];
  const quiet = record.kind === 'log' && QUIET_LEVELS.has(record.level);
  const text = quiet ? record.message : sight.exemplar(record.time, record.excerpt).text;
  if (!CUE.test(text)) return [];
  return ROWS.filter((row) => row.text.test(text)).map((row) => row.name);
}
