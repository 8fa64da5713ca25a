import type { Evidence, Figure, Input, Moment, Onsets, Report, Share, TimelineEntry } from '../model/report.js';
import type { Output } from './output.js';
import { jsonText } from './escape.js';
import { summaryOf } from './sections/summary.js';
import { viewOf } from './sections/view.js';

/** report.json: the report itself, keys in the order of the contract, after the summary. */
export const json: Output = {
  name: 'json',
  file: 'report.json',
  *render(postmortem) {
    const { schemaVersion, tool, ...rest } = orderedReport(postmortem.report);
    yield `${jsonText({ schemaVersion, tool, summary: summaryOf(viewOf(postmortem)), ...rest }, 2)}\n`;
  },
};

function orderedReport(r: Report): Report {
  return {
    schemaVersion: r.schemaVersion,
    tool: { name: r.tool.name, version: r.tool.version },
    inputs: r.inputs.map(orderedInput),
    window: r.window === null ? null : { start: r.window.start, end: r.window.end },
    members: r.members.map(({ name, id, endpoint, version, isLeader, dbSizeBytes, dbSizeInUseBytes }) => ({
      name,
      id,
      endpoint,
      version,
      isLeader,
      dbSizeBytes,
      dbSizeInUseBytes,
    })),
    episodes: r.episodes.map(orderedOnsets),
    onsets: orderedOnsets(r.onsets),
    phases: r.phases.map(({ name, start, end }) => ({ name, start, end })),
    writes: orderedWrites(r.writes),
    space: orderedSpace(r.space),
    causes: r.causes.map((c) => ({
      id: c.id,
      title: c.title,
      role: c.role,
      verdict: c.verdict,
      confidence: c.confidence,
      because: c.because,
      subject: c.subject,
      share: c.share,
      evidence: c.evidence.map(orderedEvidence),
      counterEvidence: c.counterEvidence.map(orderedEvidence),
      remedies: c.remedies,
    })),
    contradictions: r.contradictions.map(({ id, statement, evidence }) => ({
      id,
      statement,
      evidence: evidence.map(orderedEvidence),
    })),
    gaps: r.gaps.map(({ question, command, wouldSettle }) => ({ question, command, wouldSettle })),
    symptoms: r.symptoms.map(({ kind, text, meaning, consequence, member, count, first, last, evidence }) => ({
      ...{ kind, text, meaning, consequence, member, count, first, last },
      evidence: evidence.map(orderedEvidence),
    })),
    availability: r.availability.map(({ member, intervals }) => ({
      member,
      intervals: intervals.map(({ start, end, state, because, evidence }) => ({
        ...{ start, end, state, because },
        evidence: evidence.map(orderedEvidence),
      })),
    })),
    attribution: r.attribution.map((a) => ({
      ...{ source: a.source, unit: a.unit, from: a.from, to: a.to, count: a.count, low: a.low, high: a.high },
      because: a.because,
      byResource: a.byResource.map(orderedShare),
      byNamespace: a.byNamespace.map(orderedShare),
      byWorkload: a.byWorkload.map(orderedShare),
      byObject: a.byObject.map(orderedShare),
      byClient: a.byClient.map(orderedShare),
      byUser: a.byUser.map(orderedShare),
      byUserAgent: a.byUserAgent.map(orderedShare),
    })),
    store: r.store.map(({ input, command, at, of, rows }) => ({
      ...{ input, command, at, of },
      rows: rows.map(({ key, count, bytes, revisions, evidence }) => ({
        ...{ key, count, bytes, revisions },
        evidence: evidence.map(orderedEvidence),
      })),
    })),
    timeline: r.timeline.map(orderedEntry),
  };
}

/** Records by format, sorted: the order in which formats were met depends on how the input was cut. */
function orderedInput(i: Input): Input {
  const { zone, zoneFrom, yearFrom, offsetMs, notes } = i.clock;
  const records = Object.fromEntries(Object.entries(i.records).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
  return {
    path: i.path,
    container: i.container,
    sha256: i.sha256,
    bytes: i.bytes,
    lines: i.lines,
    complete: i.complete,
    records,
    unrecognised: i.unrecognised,
    ...(i.use === undefined ? {} : { use: i.use }),
    first: i.first,
    last: i.last,
    clock: { zone, zoneFrom, yearFrom, offsetMs, ...(notes === undefined ? {} : { notes: [...notes] }) },
    problems: { count: i.problems.count, samples: i.problems.samples.map(({ line, message }) => ({ line, message })) },
  };
}

function orderedOnsets(o: Onsets): Onsets {
  return {
    writePressure: orderedMoment(o.writePressure),
    slowApply: orderedMoment(o.slowApply),
    spaceExceeded: orderedMoment(o.spaceExceeded),
    leaderLoss: orderedMoment(o.leaderLoss),
    recovery: orderedMoment(o.recovery),
  };
}

function orderedMoment(m: Moment | null): Moment | null {
  if (m === null) return null;
  return {
    time: m.time,
    earliest: m.earliest,
    latest: m.latest,
    member: m.member,
    evidence: m.evidence.map(orderedEvidence),
  };
}

function orderedWrites(w: Report['writes']): Report['writes'] {
  return {
    source: w.source,
    count: w.count,
    deletes: w.deletes,
    bytes: w.bytes,
    refused: w.refused,
    conflicts: w.conflicts,
    duplicates: w.duplicates,
    estimate:
      w.estimate === null
        ? null
        : { count: w.estimate.count, low: w.estimate.low, high: w.estimate.high, because: w.estimate.because },
    byResource: w.byResource.map(orderedShare),
    byNamespace: w.byNamespace.map(orderedShare),
    byWorkload: w.byWorkload.map(orderedShare),
    byObject: w.byObject.map(orderedShare),
    byClient: w.byClient.map(orderedShare),
    series: { bucketMs: w.series.bucketMs, start: w.series.start, counts: w.series.counts, bytes: w.series.bytes },
  };
}

/** Also what `top --format json` writes. */
export function orderedShare(s: Share): Share {
  return {
    key: s.key,
    count: s.count,
    bytes: s.bytes,
    share: s.share,
    shareOfBytes: s.shareOfBytes,
    countBeforeOnset: s.countBeforeOnset,
  };
}

function orderedSpace(s: Report['space']): Report['space'] {
  return {
    quotaBytes: orderedFigure(s.quotaBytes),
    dbSizeBytes: orderedFigure(s.dbSizeBytes),
    dbSizeInUseBytes: orderedFigure(s.dbSizeInUseBytes),
    liveBytes: orderedFigure(s.liveBytes),
    historyBytes: orderedFigure(s.historyBytes),
    freeBytes: orderedFigure(s.freeBytes),
    revision: orderedFigure(s.revision),
    series: s.series.map(({ time, member, dbSizeBytes, dbSizeInUseBytes }) => ({
      time,
      member,
      dbSizeBytes,
      dbSizeInUseBytes,
    })),
    forecasts: s.forecasts.map(({ id, assumption, spaceExceededAt, peakBytes, basis }) => ({
      id,
      assumption,
      spaceExceededAt,
      peakBytes,
      basis,
    })),
  };
}

function orderedFigure(f: Figure | null): Figure | null {
  if (f === null) return null;
  return {
    value: f.value,
    low: f.low,
    high: f.high,
    at: f.at,
    member: f.member,
    basis: f.basis,
    evidence: f.evidence.map(orderedEvidence),
  };
}

/** Also what `timeline --format jsonl` writes. */
export function orderedEntry(t: TimelineEntry): TimelineEntry {
  return {
    time: t.time,
    end: t.end,
    count: t.count,
    source: t.source,
    member: t.member,
    kind: t.kind,
    severity: t.severity,
    summary: t.summary,
    evidence: t.evidence.map(orderedEvidence),
  };
}

function orderedEvidence(e: Evidence): Evidence {
  return {
    input: e.input,
    line: e.line,
    lines: e.lines,
    byteOffset: e.byteOffset,
    time: e.time,
    text: e.text,
    excerpt: e.excerpt,
  };
}
