import type { AnyRecord, NoticeRecord, TroubleRecord } from '../../model/record.js';
import { parseGoDuration } from '../../model/go-duration.js';
import { revision } from '../../model/units.js';
import { certificateFields, dialedEndpoint } from '../certificate-text.js';
import { readRequestPath } from '../kube-audit/request-path.js';
import { apiserverSetting } from '../configuration/start-flags/emit-arguments.js';
import { objectIn, type KlogEntry } from './entry.js';

interface Row {
  readonly text: RegExp;
  readonly records: (entry: KlogEntry, found: readonly string[], format: string) => readonly AnyRecord[];
}

const NO_SPACE = /database space exceeded/;
const TIMED_OUT =
  /request timed out|context deadline exceeded|DeadlineExceeded|timed out waiting for the condition|i\/o timeout|Client\.Timeout exceeded/;
const TOO_MANY =
  /etcdserver: (?:throttle: )?too many requests|too many requests, please try again|received too many requests/;
const TOO_LARGE = /etcdserver: request is too large|message larger than max/;

/**
 * Lines of kube-apiserver, its fellows and the kubelet that report problems of etcd, and what of a control plane's own
 * pods hangs on them. The first row that fits wins. Wordings: k8s.io/apiserver `etcd3/compact.go`, `handlers/
 * responsewriters/status.go`, `server/filters/{wrap,timeout}.go`, `storage/cacher`; client-go `leaderelection`; kubelet
 * `prober`, `kuberuntime_container.go`, `status_manager.go`.
 */
const ROWS: readonly Row[] = [
  {
    // etcd: endpoint ([https://10.0.1.10:2379]) compact failed: etcdserver: mvcc: database space exceeded
    text: /^etcd: endpoint \(\[(.*?)\]\) compact failed: (.*)/s,
    records: (entry, [, , error = ''], format) => [
      { ...common(entry, format), kind: 'compaction-failed', revision: null, duration: null, automatic: false, error },
      ...(NO_SPACE.test(error) ? refused(entry, format) : []),
    ],
  },
  {
    // etcd: compacted rev (184629), endpoints ([https://10.0.1.10:2379])
    text: /^etcd: compacted rev \((\d{1,15})\), endpoints/,
    records: (entry, [, rev], format) => [
      {
        ...common(entry, format),
        kind: 'compaction-requested',
        revision: revision(Number(rev)),
        duration: null,
        automatic: false,
      },
    ],
  },
  { text: NO_SPACE, records: (entry, _found, format) => refused(entry, format) },
  {
    // leaderelection lost; failed to renew lease kube-system/kube-scheduler: timed out waiting for the condition
    text: /leaderelection lost|[Ff]ailed to renew lease\b(?:[ :]+([a-z0-9-]+\/[\w.-]+))?|lost master lease|stopped leading/,
    records: (entry, [, lease], format) => [
      trouble(entry, format, 'lease-lost', objectIn(lease ?? entry.field('lock') ?? entry.field('lease'))),
    ],
  },
  {
    text: /etcdserver: (?:leader changed|no leader)/,
    records: (entry, [found = ''], format) => [
      {
        ...common(entry, format),
        kind: found.endsWith('no leader') ? 'no-leader' : 'leader-changed',
        leader: null,
        term: null,
      },
    ],
  },
  {
    text: /etcdserver: corrupt cluster/,
    records: (entry, _found, format) => [clientNotice(entry, format, 'corrupt-error')],
  },
  {
    text: /etcdserver: (?:invalid auth token|user name is empty|authentication failed|permission denied|revision of auth store is old)/,
    records: (entry, _found, format) => [clientNotice(entry, format, 'auth-error')],
  },
  { text: TOO_MANY, records: (entry, _found, format) => [trouble(entry, format, 'too-many-requests')] },
  { text: TOO_LARGE, records: (entry, _found, format) => [trouble(entry, format, 'request-too-large')] },
  {
    // "Probe failed" probeType="Readiness" pod="kube-system/etcd-cp1" containerName="etcd" probeResult="failure"
    text: /^(?:"?Probe (?:failed|errored)"?)/,
    records: (entry, _found, format) => [trouble(entry, format, 'probe-failed', objectIn(entry.field('pod')))],
  },
  {
    // prober.go:117] Liveness probe for "etcd-cp1_kube-system(5f0d…):etcd" failed (failure): HTTP probe failed …
    text: /^(?:Liveness|Readiness|Startup) probe for "([^"_]+)_([^"(]+)\([^"]*" (?:failed|errored)/,
    records: (entry, [, name, namespace], format) => [
      trouble(entry, format, 'probe-failed', {
        ...(namespace === undefined ? {} : { namespace }),
        ...(name === undefined ? {} : { name }),
      }),
    ],
  },
  {
    // "Killing container with a grace period" pod="kube-system/etcd-cp1" containerName="etcd" gracePeriod=30
    text: /^"?Killing (?:unwanted )?container(?:\b(?! [a-z]*ing))|"?Message for Container of pod"?.*(?:failed|probe).*(?:restarted|killed)/s,
    records: (entry, _found, format) => [trouble(entry, format, 'container-killed', objectIn(entry.field('pod')))],
  },
  {
    // "Error syncing pod, skipping" err="failed to \"StartContainer\" for \"etcd\" with CrashLoopBackOff: \"back-off 10s … container=etcd pod=…\""
    text: /^"?Error syncing pod\b.*?\bfor \\*"(etcd|kube-apiserver)\\*" with CrashLoopBackOff/s,
    records: (entry, [, unit = ''], format) => [
      { ...common(entry, format), kind: 'service-failed', unit, status: 'CrashLoopBackOff' },
    ],
  },
  {
    // flags.go:64] FLAG: --etcd-compaction-interval="5m0s"
    text: /^FLAG: --(etcd-compaction-interval|event-ttl)="([^"]{1,40})"/,
    records: (entry, [, name = '', value = ''], format) => [
      { ...apiserverSetting(name, value, format, 'kubernetes'), time: entry.time },
    ],
  },
  {
    text: /[Tt]imeout or abort while handling|etcdserver: request timed out/,
    records: (entry, _found, format) => [trouble(entry, format, 'request-timeout', subjectOf(entry))],
  },
  {
    // "Failed to update lease" err="Put \"https://…\": context deadline exceeded", status_manager, cacher, reflectors
    text: /apiserver received an error that is not an metav1\.Status|watch chan error|unexpected ListAndWatch error|Terminating all watchers from cacher|[Pp]ost-timeout activity|PrevKv=nil|(?:[Ee]rror|[Ff]ailed to) (?:retrieving|updat\w+|renew\w*|acquir\w+|ensur\w+)\b.{0,30}\b(?:lease|lock)\b|etcdserver: |\betcd\b.{0,200}(?:unhealthy|unavailable or misconfigured|connection refused|Unavailable|DeadlineExceeded|deadline exceeded)|Server rejected event/s,
    records: (entry, _found, format) => {
      if (entry.level === 'info') return [];
      return [trouble(entry, format, TIMED_OUT.test(entry.text) ? 'request-timeout' : 'api-error', subjectOf(entry))];
    },
  },
];

/** An API server that is refused with the certificate it has, or refuses etcd's. */
const CERTIFICATE = /\bx509: |\btls: |\bTLS handshake error\b/;

function certificateRecord(entry: KlogEntry, format: string, text: string): AnyRecord | null {
  if (entry.level === 'info' && !/error|failed/i.test(text)) return null;
  const fields = certificateFields(text);
  if (fields === null) return null;
  const remote = /\bTLS handshake error from (\S{1,60}):\d{1,5}:/.exec(text)?.[1] ?? null;
  const endpoint = dialedEndpoint(text);
  return {
    ...common(entry, format),
    kind: 'certificate-error',
    remote,
    ...fields,
    ...(endpoint === null ? {} : { endpoint }),
  };
}

/** Words without which no row fits: nearly all lines end here. */
const CUE =
  /etcd|event-ttl|CrashLoopBackOff|lease|space exceeded|leaderelection|leading|too many|too large|larger than|Probe|probe for|Killing|Container of pod|abort|watch chan|ListAndWatch|watchers|-timeout activity|metav1|PrevKv|lock|rejected event/;

/** What a line says; never empty: failing all else it is a line. */
export function klogRecords(entry: KlogEntry, format: string): readonly AnyRecord[] {
  const text = entry.text.length > LONGEST ? entry.text.slice(0, LONGEST) : entry.text;
  if (CUE.test(text)) {
    // what it was refused for says more than that etcd was not reached
    const refusal = CERTIFICATE.test(text) ? certificateRecord(entry, format, text) : null;
    if (refusal !== null) return [refusal];
    for (const row of ROWS) {
      const found = row.text.exec(text);
      const records = found === null ? [] : row.records(entry, found, format);
      if (records.length > 0) return records;
    }
  }
  if (CERTIFICATE.test(text)) {
    const record = certificateRecord(entry, format, text);
    if (record !== null) return [record];
  }
  const message = entry.text.slice(0, 1000);
  // klog.Fatal ends the process, and prints the stacks of all goroutines below
  if (entry.level === 'fatal') return [{ ...common(entry, format), kind: 'panic', message }];
  return [{ ...common(entry, format), kind: 'log', level: entry.level, message }];
}

/** A 5xx in the HTTP log carries a goroutine's stack; what matters precedes it, or in `addedInfo` behind. */
const LONGEST = 65_536;

function common(entry: KlogEntry, format: string) {
  return { format, source: 'kubernetes', time: entry.time } as const;
}

function clientNotice(entry: KlogEntry, format: string, kind: NoticeRecord['kind']): NoticeRecord {
  const { level } = entry;
  return { ...common(entry, format), kind, level, message: entry.text.slice(0, 300), clientSide: true };
}

function refused(entry: KlogEntry, format: string): AnyRecord[] {
  const about = objectIn(entry.field('pod') ?? entry.field('lock') ?? podIn(entry.text));
  const record = { ...common(entry, format), kind: 'nospace-error', clientSide: true, ...about } as const;
  return [record];
}

/** status_manager of old: `Failed to update status for pod "etcd-cp1_kube-system(5f0d…)": …` */
function podIn(text: string): string | null {
  const found = /\bpod "([^"_]+)_([^"(]+)\(/.exec(text);
  return found === null ? null : `${found[2] ?? ''}/${found[1] ?? ''}`;
}

/** What the line is about: its lock, lease or pod, or the object of its request. */
function subjectOf(entry: KlogEntry): ReturnType<typeof objectIn> {
  const named = entry.field('lock') ?? entry.field('lease') ?? entry.field('pod');
  if (named !== null) return objectIn(named);
  const { namespace, name } = readRequestPath(entry.field('URI') ?? entry.field('path') ?? '');
  return { ...(namespace === undefined ? {} : { namespace }), ...(name === undefined ? {} : { name }) };
}

function trouble(
  entry: KlogEntry,
  format: string,
  kind: TroubleRecord['kind'],
  about: ReturnType<typeof objectIn> = {},
): TroubleRecord {
  const took = entry.field('timeElapsed') ?? entry.field('latency') ?? entry.field('elapsed');
  const duration = took === null ? null : parseGoDuration(took);
  return {
    ...common(entry, format),
    kind,
    ...about,
    ...(duration === null ? {} : { duration }),
    message: entry.text.slice(0, 300),
  };
}
