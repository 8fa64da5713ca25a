import type { CaseFile, EventGroup, WriteShare, WorkloadShare } from '../../src/model/case-file.js';
import type {
  Cause,
  Evidence,
  Figure,
  Input,
  Moment,
  Onsets,
  Report,
  Share,
  TimelineEntry,
} from '../../src/model/report.js';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { micros } from '../../src/model/units.js';
import type { Postmortem } from '../../src/pipeline/options.js';
import { parseTime } from '../../src/reports/times.js';

/**
 * Post-mortems made by hand, with the numbers of a recorded incident: a Deployment restarts in a loop, nothing compacts,
 * a quota of 64 MiB is used up, and a compaction, defragmentations and a disarm end it.
 */

const DAY = '2026-11-22';
const LOG = 'stderr/master-1.etcd.stderr.log';

/** `13:11:09.402` of that day. */
export const at = (clock: string): string => `${DAY}T${clock}${clock.includes('.') ? '' : '.000'}Z`;

export function evidence(line: number | null, text: string, clock: string | null = null, input = LOG): Evidence {
  return {
    input,
    line,
    lines: 1,
    byteOffset: line === null ? null : line * 200,
    time: clock === null ? null : at(clock),
    text,
    excerpt: text,
  };
}

export function moment(clock: string, member: string | null, proof: Evidence[]): Moment {
  return { time: at(clock), earliest: null, latest: null, member, evidence: proof };
}

const NO_ONSETS: Onsets = {
  writePressure: null,
  slowApply: null,
  spaceExceeded: null,
  leaderLoss: null,
  recovery: null,
};

const ALARM = evidence(4595, '{"level":"warn","msg":"alarm raised","alarm":"NOSPACE"}', '13:11:09.402');
const DISARM = evidence(5776, '{"level":"info","msg":"alarm disarmed","alarm":"NOSPACE"}', '13:12:23.419');
const RETENTION = evidence(9, 'auto-compaction-retention: "0"', null, 'conf/master-1.etcd.conf.yml');

const ONSETS: Onsets = {
  writePressure: { ...moment('13:09:31.000', null, []), earliest: at('13:09:30.000'), latest: at('13:09:31.000') },
  slowApply: null,
  spaceExceeded: moment('13:11:09.402', 'master-1', [ALARM]),
  leaderLoss: null,
  recovery: moment('13:12:23.606', 'master-1', [DISARM]),
};

export function input(path: string, more: Partial<Input> = {}): Input {
  return {
    path,
    container: null,
    sha256: 'ab'.repeat(32),
    bytes: 4_718_592,
    lines: 5987,
    complete: true,
    records: { 'etcd-zap': 5900, 'etcd-request': 87 },
    unrecognised: 0,
    first: at('13:08:33'),
    last: at('13:13:00'),
    clock: { zone: 'UTC', zoneFrom: 'input', yearFrom: 'input', offsetMs: null },
    problems: { count: 0, samples: [] },
    ...more,
  };
}

export function cause(id: string, more: Partial<Cause> = {}): Cause {
  return {
    id,
    title: id,
    role: 'none',
    verdict: 'undetermined',
    confidence: null,
    because: 'no input covers it',
    subject: null,
    share: null,
    evidence: [],
    counterEvidence: [],
    remedies: [],
    ...more,
  };
}

const CAUSES: Cause[] = [
  cause('compaction-disabled', {
    title: 'Nothing compacted',
    role: 'contributing',
    verdict: 'confirmed',
    confidence: 0.95,
    because:
      'auto-compaction-retention is 0 on all members, and no compaction line stands in the 98 s before the refusal',
    subject: 'auto-compaction-retention',
    evidence: [RETENTION, evidence(41, '"auto-compaction-retention":"0s"', '13:08:30.500')],
    remedies: [
      "turn on one compactor: kube-apiserver's 5 minutes, or --auto-compaction-retention=5m",
      'alert on the age of the last compaction',
    ],
  }),
  cause('pod-restart-storm', {
    title: 'Pods of one owner restart in a loop',
    role: 'trigger',
    verdict: 'likely',
    confidence: 0.86,
    because: 'checkout-worker made 92 % of all puts since 13:09:31, and its pods were created anew again and again',
    subject: 'payments/Deployment/checkout-worker',
    share: 0.92,
    evidence: [
      evidence(812, 'PUT /registry/pods/payments/checkout-worker-bf7fd4c48-vt96s', '13:09:31.640'),
      evidence(12, 'BackOff restarting failed container', null, 'kubectl/events.txt'),
    ],
    counterEvidence: [evidence(90, 'restarts of one pod stay below what back-off allows', '13:10:00')],
    remedies: ['find out why checkout-worker dies, and scale it down until then'],
  }),
  cause('retry-storm-after-refusal', {
    title: 'Clients repeat refused writes',
    role: 'consequence',
    verdict: 'possible',
    confidence: 0.4,
    because: 'the request rate rose only after the refusal',
    evidence: [evidence(4700, 'refused', '13:11:12')],
  }),
  cause('missing-defragmentation', {
    title: 'Compacted but never defragmented',
    verdict: 'refuted',
    confidence: 0.03,
    because: 'in use equals size until the compaction at 13:12:06',
    counterEvidence: [evidence(3, '| 127.0.0.1:2379 | 67 MB | 67 MB |', '13:11:09', 'etcdctl/status.txt')],
  }),
  cause('large-objects', {
    title: 'Large objects',
    verdict: 'refuted',
    confidence: 0.02,
    because: 'the median put has 3.4 kB, the largest 3.9 kB',
    counterEvidence: [evidence(900, 'request content size 3912', '13:10:01')],
  }),
  cause('slow-disk', { title: 'Slow disk' }),
  cause('network-partition', { title: 'Network partition' }),
  cause('list-storm', { title: 'List storm', because: 'no input has range requests' }),
];

function entry(clock: string, kind: string, more: Partial<TimelineEntry> = {}): TimelineEntry {
  return {
    time: at(clock),
    end: null,
    count: 1,
    source: 'etcd',
    member: 'master-1',
    kind,
    severity: 'info',
    summary: kind.replaceAll('-', ' '),
    evidence: [],
    ...more,
  };
}

const TIMELINE: TimelineEntry[] = [
  entry('13:08:30.500', 'member-started', {
    summary: 'etcd 3.4.23 started',
    evidence: [evidence(1, 'starting etcd', '13:08:30.500')],
  }),
  entry('13:08:30.510', 'quota-set', { summary: 'quota 64 MiB' }),
  entry('13:09:31.000', 'put-storm', {
    end: at('13:11:09.400'),
    count: 22_061,
    member: null,
    severity: 'warning',
    summary: 'from 8 to about 225 puts a second',
  }),
  entry('13:10:01.000', 'kube-event', {
    source: 'kube-event',
    member: null,
    count: 412,
    severity: 'warning',
    summary: 'BackOff payments/Deployment/checkout-worker',
  }),
  entry('13:11:09.402', 'nospace-alarm-raised', {
    severity: 'critical',
    summary: 'NOSPACE alarm raised',
    evidence: [ALARM],
  }),
  entry('13:11:09.420', 'nospace-error', {
    end: at('13:11:09.480'),
    count: 14,
    severity: 'critical',
    member: 'master-3',
    summary: 'etcdserver: no space',
  }),
  entry('13:11:55.000', 'quota-set', { summary: 'quota 96 MiB' }),
  entry('13:12:06.100', 'compaction-finished', { summary: 'compacted to revision 22901', end: at('13:12:06.700') }),
  entry('13:12:13.000', 'defragmentation-finished', { summary: '64 MiB to 2.1 MiB', end: at('13:12:13.420') }),
  entry('13:12:23.419', 'nospace-alarm-disarmed', { summary: 'NOSPACE alarm disarmed', evidence: [DISARM] }),
];

const BUCKETS = 27;
const COUNTS: number[] = Array.from({ length: BUCKETS }, (_, i) => (i < 6 ? 80 : i < 16 ? 2250 : i < 23 ? 0 : 60));

function share(key: string, part: number, before = 40): Share {
  const total = COUNTS.reduce((sum, count) => sum + count, 0);
  return {
    key,
    count: Math.round(total * part),
    bytes: Math.round(44_500_000 * part),
    share: part,
    shareOfBytes: part,
    countBeforeOnset: before,
  };
}

function figure(value: number, basis: Figure['basis'] = 'measured'): Figure {
  const exact = basis === 'measured';
  return {
    value,
    low: exact ? value : Math.round(value * 0.9),
    high: exact ? value : Math.round(value * 1.1),
    at: at('13:11:09'),
    member: 'master-1',
    basis,
    evidence: exact ? [evidence(3, '| 127.0.0.1:2379 | 67 MB | 67 MB |', '13:11:09', 'etcdctl/status.txt')] : [],
  };
}

const REPORT: Report = {
  schemaVersion: 1,
  tool: { name: 'etcd-postmortem', version: '0.1.0' },
  inputs: [
    input('conf/master-1.etcd.conf.yml', {
      bytes: 612,
      lines: 14,
      records: { 'etcd-config': 3 },
      first: null,
      last: null,
    }),
    input('kubectl/events.txt', {
      records: { 'kube-event-table': 61 },
      lines: 62,
      unrecognised: 1,
      clock: { zone: 'UTC', zoneFrom: 'assumed', yearFrom: 'option', offsetMs: null },
      problems: { count: 2, samples: [{ line: 7, message: 'expected an age, got "soon"' }] },
    }),
    input(LOG),
  ],
  window: { start: at('13:08:30.500'), end: at('13:13:00') },
  members: [
    {
      name: 'master-1',
      id: '8e9e05c52164694d',
      endpoint: '127.0.0.1:2379',
      version: '3.4.23',
      isLeader: true,
      dbSizeBytes: 2_203_648,
      dbSizeInUseBytes: 2_199_552,
    },
    {
      name: 'master-2',
      id: null,
      endpoint: null,
      version: '3.4.23',
      isLeader: false,
      dbSizeBytes: null,
      dbSizeInUseBytes: null,
    },
  ],
  episodes: [ONSETS],
  onsets: ONSETS,
  phases: [
    { name: 'baseline', start: at('13:08:30.500'), end: at('13:09:31') },
    { name: 'pressure', start: at('13:09:31'), end: at('13:11:09.402') },
    { name: 'refusing writes', start: at('13:11:09.402'), end: at('13:12:23.606') },
    { name: 'recovered', start: at('13:12:23.606'), end: at('13:13:00') },
  ],
  writes: {
    source: 'request-stats',
    count: 15_370,
    deletes: 1664,
    bytes: 44_500_000,
    refused: 2036,
    conflicts: 6,
    duplicates: 120,
    estimate: { count: 23_220, low: 21_000, high: 25_500, because: 'master-2 dropped equal lines above 100 a second' },
    byResource: [share('pods', 0.8), share('events', 0.15), share('leases', 0.05)],
    byNamespace: [share('payments', 0.92), share('(cluster)', 0.05), share('(other)', 0.03)],
    byWorkload: [
      share('payments/Deployment/checkout-worker', 0.92),
      share('(cluster)/Node/worker-1', 0.05),
      share('(other)', 0.03),
    ],
    byObject: [],
    byClient: [share('127.0.0.1', 1)],
    series: { bucketMs: 10_000, start: at('13:08:30'), counts: COUNTS, bytes: COUNTS.map((count) => count * 3400) },
  },
  space: {
    quotaBytes: figure(67_108_864),
    dbSizeBytes: figure(67_108_864),
    dbSizeInUseBytes: figure(67_104_768),
    liveBytes: figure(2_100_000, 'inferred'),
    historyBytes: figure(51_000_000, 'inferred'),
    freeBytes: null,
    revision: figure(23_911),
    series: [
      { time: at('13:08:35'), member: 'master-1', dbSizeBytes: 860_160, dbSizeInUseBytes: 860_160 },
      { time: at('13:10:00'), member: 'master-1', dbSizeBytes: 20_971_520, dbSizeInUseBytes: 20_971_520 },
      { time: at('13:10:50'), member: 'master-1', dbSizeBytes: 56_000_000, dbSizeInUseBytes: 56_000_000 },
      { time: at('13:11:05'), member: 'master-1', dbSizeBytes: 67_108_864, dbSizeInUseBytes: 67_104_768 },
      { time: at('13:12:09'), member: 'master-1', dbSizeBytes: 67_108_864, dbSizeInUseBytes: 16_000_000 },
      { time: at('13:12:15'), member: 'master-1', dbSizeBytes: 2_203_648, dbSizeInUseBytes: 2_199_552 },
    ],
    forecasts: [
      {
        id: 'with-compaction',
        assumption: 'with a compaction every 5 min',
        spaceExceededAt: null,
        peakBytes: 48_000_000,
        basis: 'modelled',
      },
    ],
  },
  causes: CAUSES,
  contradictions: [
    {
      id: 'quota-set-as-key',
      statement: '`etcdctl put quota-backend-bytes` writes a key and changes no quota',
      evidence: [evidence(5, 'etcdctl put quota-backend-bytes 12884901888', null, 'notes.txt')],
    },
  ],
  symptoms: [],
  availability: [],
  attribution: [],
  store: [],
  gaps: [
    {
      question: 'Which client sent the writes',
      command: 'the audit log of kube-apiserver from 13:09 to 13:12',
      wouldSettle: ['pod-restart-storm'],
    },
    {
      question: 'How fast was fsync',
      command: "curl -s http://127.0.0.1:2379/metrics | grep -E 'fsync'",
      wouldSettle: ['slow-disk'],
    },
    {
      question: 'Could the members reach each other',
      command: 'journalctl -u etcd -o json --since 13:00',
      wouldSettle: ['network-partition'],
    },
    { question: 'Who listed', command: 'kubectl get --raw /metrics', wouldSettle: ['list-storm', 'memory-oom'] },
  ],
  timeline: TIMELINE,
};

/** Only what reports look at; the rest of a case file stays empty. */
function caseFile(report: Report, more: Partial<CaseFile> = {}): CaseFile {
  const { writes } = report;
  const events: EventGroup[] = [];
  return {
    inputs: report.inputs,
    members: report.members,
    window: null,
    coverage: {
      etcdLogs: [
        {
          input: LOG,
          member: 'master-1',
          span: { from: parseTime(at('13:08:30.5')), to: parseTime(at('13:13:00')) },
          format: 'etcd-zap',
          debug: true,
          info: true,
          sampled: true,
          version: '3.4.23',
        },
      ],
      requests: { from: parseTime(at('13:08:33')), to: parseTime(at('13:12:58')) },
      events: null,
      status: null,
      clients: null,
    },
    writes: {
      ...writes,
      bucket: micros(writes.series.bucketMs * 1000),
      start: writes.series.counts.length === 0 ? null : parseTime(writes.series.start),
      puts: writes.series.counts,
      putBytes: writes.series.bytes,
      deletesSeries: writes.series.counts.map(() => 0),
      refusedSeries: writes.series.counts.map((_, i) => (i >= 16 && i < 23 ? 290 : 0)),
      byResource: writes.byResource.map(writeShare),
      byNamespace: writes.byNamespace.map(writeShare),
      byWorkload: writes.byWorkload.map((one): WorkloadShare => ({ ...writeShare(one), resources: {}, objects: {} })),
      byObject: [],
      byClient: writes.byClient.map(writeShare),
      pairs: [
        {
          resource: 'pods',
          namespace: 'payments',
          count: 20,
          cells: [
            { bucket: 6, count: 12, bytes: 40_800, deletes: 1, refused: 0 },
            { bucket: 7, count: 8, bytes: 27_200, deletes: 0, refused: 3 },
          ],
        },
        {
          resource: '=cmd()',
          namespace: '(none)',
          count: 1,
          cells: [{ bucket: 6, count: 1, bytes: 10, deletes: 0, refused: 0 }],
        },
      ],
      sizes: null,
      rises:
        report.onsets.writePressure === null
          ? []
          : [
              {
                start: parseTime(report.onsets.writePressure.time),
                earliest: null,
                latest: parseTime(at('13:09:31')),
                end: parseTime(at('13:11:09')),
                before: 8,
                during: 225,
                significance: 0.0001,
                exemplars: [],
              },
            ],
      firstRefused: null,
      lastRefused: null,
    },
    onsets: { writePressure: null, slowApply: null, spaceExceeded: null, leaderLoss: null, recovery: null },
    episodes: [],
    phases: report.phases,
    sizes: [],
    space: report.space,
    bursts: [],
    events,
    claims: [],
    thresholds: DEFAULT_THRESHOLDS,
    ...more,
  };
}

function writeShare(one: Share): WriteShare {
  return {
    ...one,
    duringPressure: { count: one.count, bytes: one.bytes ?? 0, share: one.share, shareOfBytes: one.shareOfBytes ?? 0 },
    series: [],
    exemplars: [],
  };
}

export function postmortem(report: Report, more: Partial<CaseFile> = {}): Postmortem {
  return {
    report,
    file: caseFile(report, more),
    resolved: { year: 2026, timezone: 'UTC', capturedAt: null, since: null, until: null, namespace: null },
    exitCode: 0,
    messages: [],
  };
}

/** Refused writes, found out and ended. */
export const refusedWrites = postmortem(REPORT);

const NOTHING_WRITTEN: Report['writes'] = {
  ...REPORT.writes,
  ...{ count: 0, deletes: 0, bytes: null, refused: 0, conflicts: null, duplicates: 0, estimate: null },
  ...{ byResource: [], byNamespace: [], byWorkload: [], byClient: [] },
  series: { bucketMs: 10_000, start: at('13:08:30'), counts: [], bytes: null },
};
const NO_SPACE: Report['space'] = {
  ...{
    quotaBytes: null,
    dbSizeBytes: null,
    dbSizeInUseBytes: null,
    liveBytes: null,
    historyBytes: null,
    freeBytes: null,
  },
  ...{ revision: null, series: [], forecasts: [] },
};

/** Nothing happened. */
export const healthy = postmortem({
  ...REPORT,
  inputs: [input(LOG)],
  episodes: [],
  onsets: NO_ONSETS,
  phases: [{ name: 'baseline', start: at('13:08:30.5'), end: at('13:13:00') }],
  writes: { ...REPORT.writes, refused: 0, estimate: null },
  space: NO_SPACE,
  causes: [
    cause('slow-disk', {
      verdict: 'refuted',
      confidence: 0.05,
      title: 'Slow disk',
      because: 'fsync P99 is 3 ms',
      counterEvidence: [RETENTION],
    }),
    cause('list-storm'),
  ],
  contradictions: [],
  gaps: [],
  timeline: TIMELINE.slice(0, 2),
});

/** A plain request log: it can show who wrote, and neither refusals nor space. */
export const requestsOnly = postmortem(
  {
    ...REPORT,
    inputs: [
      input('etcd-requests.log', {
        records: { 'request-log': 15_370 },
        clock: { zone: 'Europe/Berlin', zoneFrom: 'option', yearFrom: null, offsetMs: null },
      }),
    ],
    members: [],
    episodes: [],
    onsets: { ...NO_ONSETS, writePressure: ONSETS.writePressure },
    phases: [],
    writes: { ...REPORT.writes, refused: 0, estimate: null, conflicts: null },
    space: NO_SPACE,
    causes: CAUSES.filter((one) => one.id === 'pod-restart-storm'),
    contradictions: [],
    gaps: [
      { question: 'Was the quota reached', command: 'etcdctl endpoint status --cluster -w table', wouldSettle: [] },
    ],
    timeline: TIMELINE.slice(2, 3),
  },
  {
    coverage: {
      etcdLogs: [],
      requests: { from: parseTime(at('13:08:33')), to: parseTime(at('13:12:58')) },
      events: null,
      status: null,
      clients: null,
    },
  },
);

/** Nothing was recognised: no times, no members, no causes. */
export const nothingRecognised = postmortem({
  ...REPORT,
  inputs: [input('photo.bin', { records: {}, lines: 3, unrecognised: 3, first: null, last: null, complete: false })],
  window: null,
  members: [],
  episodes: [],
  onsets: NO_ONSETS,
  phases: [],
  writes: NOTHING_WRITTEN,
  space: NO_SPACE,
  causes: [],
  contradictions: [],
  gaps: [],
  timeline: [],
});

export const POSTMORTEMS: readonly (readonly [name: string, postmortem: Postmortem])[] = [
  ['refused-writes', refusedWrites],
  ['healthy', healthy],
  ['requests-only', requestsOnly],
  ['nothing-recognised', nothingRecognised],
];

/** The same incident with one text from a log in every place where such text can stand. */
export function withHostileText(text: string): Postmortem {
  const proof = { ...evidence(7, text, '13:11:09'), input: text, excerpt: text };
  return postmortem({
    ...REPORT,
    inputs: [
      input(text, {
        problems: { count: 1, samples: [{ line: 1, message: text }] },
        clock: { zone: text, zoneFrom: 'assumed', yearFrom: 'inferred', offsetMs: 1 },
      }),
    ],
    members: [
      {
        name: text,
        id: text,
        endpoint: text,
        version: text,
        isLeader: true,
        dbSizeBytes: null,
        dbSizeInUseBytes: null,
      },
    ],
    onsets: { ...ONSETS, spaceExceeded: moment('13:11:09.402', text, [proof]) },
    phases: [{ name: text, start: at('13:09:31'), end: at('13:11:09') }],
    writes: {
      ...REPORT.writes,
      byWorkload: [share(text, 0.9)],
      byNamespace: [share(text, 0.9)],
      byObject: [share(text, 0.9)],
    },
    space: {
      ...REPORT.space,
      quotaBytes: { ...figure(67_108_864), member: text, evidence: [proof] },
      series: REPORT.space.series.map((sample) => ({ ...sample, member: text })),
      forecasts: [{ id: 'x', assumption: text, spaceExceededAt: null, peakBytes: null, basis: 'modelled' }],
    },
    causes: CAUSES.map((one) => ({
      ...one,
      title: text,
      because: text,
      subject: text,
      evidence: [proof],
      counterEvidence: [proof],
      remedies: [text, `${text} more`],
    })),
    contradictions: [{ id: 'units-mixed', statement: text, evidence: [proof] }],
    gaps: Array.from({ length: 5 }, () => ({ question: text, command: text, wouldSettle: [text] })),
    timeline: TIMELINE.map((one) => ({ ...one, member: text, summary: text, source: text, evidence: [proof] })),
  });
}
