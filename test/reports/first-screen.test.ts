import { expect } from 'chai';
import type { Postmortem } from '../../src/pipeline/options.js';
import type { Report } from '../../src/model/report.js';
import { json } from '../../src/reports/json.js';
import { markdown } from '../../src/reports/report-md.js';
import { firstRemedies } from '../../src/reports/sections/first-screen/remedies.js';
import type { Summary } from '../../src/reports/sections/summary.js';
import { FIRST_REASONS, firstReasons } from '../../src/reports/sections/verdicts.js';
import { terminalSummary } from '../../src/reports/terminal.js';
import { TIMELINE_FORMATS } from '../../src/reports/timeline-formats.js';
import { parseTime } from '../../src/reports/times.js';
import { at, cause, input, POSTMORTEMS, refusedWrites, healthy } from './postmortem-fixture.js';

const text = (pieces: Iterable<string>): string => [...pieces].join('');
const withReport = (postmortem: Postmortem, more: Partial<Report>): Postmortem => ({
  ...postmortem,
  report: { ...postmortem.report, ...more },
});

/** Writes are refused to the end: the alarm is not disarmed yet. */
const open = withReport(refusedWrites, {
  onsets: { ...refusedWrites.report.onsets, recovery: null },
  episodes: [{ ...refusedWrites.report.onsets, recovery: null }],
  causes: [
    ...refusedWrites.report.causes.filter(({ role }) => role === 'trigger' || role === 'contributing'),
    cause('alarm-left-armed', { role: 'prolonged', verdict: 'confirmed', confidence: 0.93, remedies: ['disarm it'] }),
    cause('missing-defragmentation', {
      role: 'prolonged',
      verdict: 'possible',
      confidence: 0.5,
      remedies: ['defragment one member at a time'],
    }),
  ],
});

describe('reports: the first screen', () => {
  it('of a terminal: one screen, with what to do and what is open', () => {
    for (const [name, postmortem] of POSTMORTEMS) {
      const lines = text(terminalSummary(postmortem)).trimEnd().split('\n');
      expect(lines.length, name).to.be.at.most(23);
    }
    expect(text(terminalSummary(refusedWrites))).to.match(/^ {2}do now {3}\S/m);
    expect(text(terminalSummary(refusedWrites))).to.match(/^ {2}Not known: \d+ questions;/m);
  });

  it('what ends the refusal comes before what keeps it from coming again, room before the alarm', () => {
    const ids = firstRemedies(open.report).map((one) => one.of);
    expect(ids.slice(0, 3)).to.deep.equal(['missing-defragmentation', 'alarm-left-armed', 'pod-restart-storm']);
    expect(text(terminalSummary(open))).to.match(/^ {2}do now {3}Defragment/m);
    expect(firstRemedies(refusedWrites.report)[1]?.of).to.equal('compaction-disabled');
  });

  it('of report.json: a summary that says nothing else than the report', () => {
    const { schemaVersion, summary, causes } = JSON.parse(text(json.render(refusedWrites))) as Report & {
      summary: Summary;
    };
    expect([schemaVersion, summary.headline]).to.deep.equal([1, 'etcd refused writes for 1 min 14 s']);
    expect([summary.from, summary.to]).to.deep.equal([at('13:11:09.402'), at('13:12:23.606')]);
    const told = causes.find((one) => one.id === summary.cause?.id);
    expect([told?.verdict, told?.confidence]).to.deep.equal([summary.cause?.verdict, summary.cause?.confidence]);
    expect(told?.because.startsWith(summary.cause?.because ?? '-')).to.equal(true);
    expect((JSON.parse(text(json.render(open))) as { summary: Summary }).summary.to).to.equal(null);
  });

  it('tells that ages count back from a moment that is in no input', () => {
    const events = input('events.txt', { records: { 'kube-event-table': 3 }, first: at('13:00:00') });
    const aged = withReport(healthy, { inputs: [...healthy.report.inputs, events] });
    const captured = { ...aged, resolved: { ...aged.resolved, capturedAt: at('23:42:14') } };
    expect(text(markdown.render(captured))).to.match(
      /\*\*Assumed:\*\* .*ages in `events\.txt` count back from 2026-11-22 23:42:14/,
    );
    expect(text(markdown.render(healthy))).not.to.match(/count back/);
  });

  it('says for how long the logs speak, not how far a stray file reaches', () => {
    const stray = withReport(healthy, { window: { start: at('13:08:30'), end: at('23:59:00') } });
    expect(text(markdown.render(stray))).to.match(/^# The inputs show no failure: [\d,]+ writes in \d+ min/);
  });

  it('shortens reasons at the end of a clause, and never what speaks against them', () => {
    const long = cause('a', { because: `${'it wrote much; '.repeat(60)}and more. Against it: half were refused.` });
    const short = firstReasons(long, FIRST_REASONS);
    expect(short.length).to.be.below(FIRST_REASONS + 60);
    expect(short).to.match(/it wrote much\. Against it: half were refused\.$/);
    expect(firstReasons(cause('a', { because: 'one; two' }), FIRST_REASONS)).to.equal('one; two');
  });

  // What timesketch_import_client and the server's read_and_validate_csv and _jsonl insist on.
  it('of Timesketch: each row has a message, a time in both forms that agree, and says what the time is', () => {
    const rows = text(TIMELINE_FORMATS['timesketch-jsonl'](refusedWrites))
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(rows.length).to.equal(refusedWrites.report.timeline.length);
    for (const row of rows) {
      expect(row['message']).to.be.a('string').that.is.not.equal('');
      expect(String(row['datetime'])).to.match(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}\+00:00$/);
      expect(parseTime(String(row['datetime']).replace('+00:00', 'Z'))).to.equal(row['timestamp']);
      expect(row['timestamp_desc']).to.be.oneOf(['Event Logged', 'First Logged']);
    }
    const [head] = text(TIMELINE_FORMATS.timesketch(refusedWrites)).split('\r\n');
    expect(head?.split(',').slice(0, 4)).to.deep.equal(['message', 'datetime', 'timestamp', 'timestamp_desc']);
  });
});
