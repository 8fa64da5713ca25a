/** report.json, schemaVersion 1. Times RFC 3339 UTC, sizes bytes, durations milliseconds, shares 0 to 1; null: no input shows it. */
export interface Report {
  schemaVersion: 1;
  tool: { name: 'etcd-postmortem'; version: string };
  inputs: Input[];
  window: { start: string; end: string } | null;
  members: Member[];
  episodes: Onsets[];
  onsets: Onsets;
  phases: Phase[];
  writes: Writes;
  space: Space;
  causes: Cause[];
  contradictions: Contradiction[];
  gaps: Gap[];
  /** What the inputs themselves call failures, most harmful first. */
  symptoms: Symptom[];
  /** One entry a member whose log or status is at hand. */
  availability: Availability[];
  /** Who wrote, source by source, strongest first. */
  attribution: Attribution[];
  /** What lives in the store, one entry an input that counts it. */
  store: StoreCount[];
  timeline: TimelineEntry[];
}
export type Consequence = 'exit' | 'not-serving' | 'refusing' | 'failing-requests' | 'degraded';
/** Messages that are equal but for values, over members and time. `E`: how lines are cited (`Exemplar` in a case file). */
export interface Symptom<E = Evidence> {
  kind: string;
  /** The message as printed, what differs as `…`. */
  text: string;
  /** What etcd or Kubernetes means by it; null: not known. */
  meaning: string | null;
  consequence: Consequence | null;
  member: string | null;
  count: number;
  first: string | null;
  last: string | null;
  evidence: E[];
}
export interface Availability<E = Evidence> {
  member: string;
  /** In order, without overlap; `end` null: to the end of the inputs. */
  intervals: {
    start: string;
    end: string | null;
    state: 'serving' | 'not-serving' | 'unknown';
    because: string;
    evidence: E[];
  }[];
}
export type AttributionSource =
  | 'wal'
  | 'store'
  | 'audit'
  | 'request-stats'
  | 'request-log'
  | 'http-log'
  | 'slow-requests'
  | 'events'
  | 'revisions'
  | 'object-counts';
export interface Attribution {
  source: AttributionSource;
  unit: 'puts' | 'requests' | 'occurrences' | 'objects' | 'revisions';
  from: string | null;
  to: string | null;
  count: number;
  low: number;
  high: number;
  /** What the source can and cannot show. */
  because: string;
  byResource: Share[];
  byNamespace: Share[];
  byWorkload: Share[];
  byObject: Share[];
  byClient: Share[];
  byUser: Share[];
  byUserAgent: Share[];
}
export interface StoreCount<E = Evidence> {
  input: string;
  /** The command that printed it, where the input shows it. */
  command: string | null;
  at: string | null;
  of: 'objects' | 'revisions' | 'bytes';
  rows: { key: string; count: number; bytes: number | null; revisions: number | null; evidence: E[] }[];
}
export interface Phase {
  name: string;
  start: string;
  end: string;
}
export interface Onsets {
  writePressure: Moment | null;
  slowApply: Moment | null;
  spaceExceeded: Moment | null;
  leaderLoss: Moment | null;
  recovery: Moment | null;
}
export interface Moment {
  time: string;
  earliest: string | null;
  latest: string | null;
  member: string | null;
  evidence: Evidence[];
}
export interface Input {
  path: string;
  container: string | null;
  sha256: string;
  bytes: number;
  lines: number | null;
  complete: boolean;
  records: Record<string, number>;
  unrecognised: number;
  /** used: a statement of the report rests on it, or silence in it was weighed; read: understood, but nothing hangs on it. Absent before the report is made. */
  use?: 'used' | 'read' | 'not-recognised';
  first: string | null;
  last: string | null;
  clock: {
    zone: string;
    zoneFrom: 'input' | 'option' | 'inferred' | 'assumed';
    yearFrom: 'input' | 'option' | 'inferred' | 'file-date' | 'run-time' | null;
    offsetMs: number | null;
    /** What tells the time that relative ages count back from; all but the first two are assumed. Absent: it has no ages. */
    capturedFrom?: 'option' | 'input' | 'file-date' | 'run-time' | 'last-stamp';
    /** What had to be assumed of single stamps: the hour that comes twice as clocks are set back. Absent: nothing. */
    notes?: readonly string[];
  };
  problems: { count: number; samples: { line: number; message: string }[] };
}
export interface Member {
  name: string;
  id: string | null;
  endpoint: string | null;
  version: string | null;
  isLeader: boolean | null;
  dbSizeBytes: number | null;
  dbSizeInUseBytes: number | null;
}
export interface Writes {
  /** Which source of `attribution` this is; null: none counts writes. */
  source: AttributionSource | null;
  count: number;
  deletes: number;
  bytes: number | null;
  refused: number;
  conflicts: number | null;
  duplicates: number;
  estimate: { count: number; low: number; high: number; because: string } | null;
  byResource: Share[];
  byNamespace: Share[];
  byWorkload: Share[];
  byObject: Share[];
  byClient: Share[];
  series: { bucketMs: number; start: string; counts: number[]; bytes: number[] | null };
}
export interface Share {
  key: string;
  count: number;
  bytes: number | null;
  share: number;
  shareOfBytes: number | null;
  countBeforeOnset: number | null;
}
export type Basis = 'measured' | 'inferred' | 'modelled';
export interface Figure {
  value: number;
  low: number;
  high: number;
  at: string | null;
  member: string | null;
  basis: Basis;
  evidence: Evidence[];
}
export interface Space {
  quotaBytes: Figure | null;
  dbSizeBytes: Figure | null;
  dbSizeInUseBytes: Figure | null;
  liveBytes: Figure | null;
  historyBytes: Figure | null;
  freeBytes: Figure | null;
  revision: Figure | null;
  series: { time: string; member: string | null; dbSizeBytes: number; dbSizeInUseBytes: number | null }[];
  forecasts: {
    id: string;
    assumption: string;
    spaceExceededAt: string | null;
    peakBytes: number | null;
    basis: 'inferred' | 'modelled';
  }[];
}
export type Role = 'trigger' | 'contributing' | 'prolonged' | 'amplifier' | 'consequence' | 'none';
export type Verdict = 'confirmed' | 'likely' | 'possible' | 'refuted' | 'undetermined';
export interface Cause {
  id: string;
  title: string;
  role: Role;
  verdict: Verdict;
  confidence: number | null;
  because: string;
  subject: string | null;
  share: number | null;
  evidence: Evidence[];
  counterEvidence: Evidence[];
  remedies: string[];
}
export interface Contradiction {
  id: string;
  statement: string;
  evidence: Evidence[];
}
export interface Gap {
  question: string;
  command: string;
  wouldSettle: string[];
}
export interface Evidence {
  input: string;
  line: number | null;
  lines: number;
  byteOffset: number | null;
  time: string | null;
  text: string;
  excerpt: string;
}
export type Severity = 'info' | 'warning' | 'critical';
export interface TimelineEntry {
  time: string;
  end: string | null;
  count: number;
  source: string;
  member: string | null;
  kind: string;
  severity: Severity;
  summary: string;
  evidence: Evidence[];
}
