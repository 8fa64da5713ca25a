import { expect } from 'chai';
import type { Report, Symptom } from '../../../src/model/report.js';
import type { Postmortem } from '../../../src/pipeline/options.js';
import { liveLine, liveScreen, symptomNote } from '../../../src/reports/live/live-view.js';
import { fillOf, Rates } from '../../../src/reports/live/rates.js';
import { widthOf } from '../../../src/reports/terminal-text.js';
import { lineDisplay, screenDisplay } from '../../../src/cli/watch-display.js';
import { refusedWrites } from '../postmortem-fixture.js';

const GIB = 2 ** 30;

function reportAt(seconds: number, counts: Readonly<Record<string, number>>): Report {
  const count = Object.values(counts).reduce((sum, one) => sum + one, 0);
  const last = new Date(Date.UTC(2024, 11, 15, 3) + seconds * 1000).toISOString();
  const { report } = refusedWrites;
  return {
    ...report,
    inputs: report.inputs.map((input) => ({ ...input, last })),
    writes: {
      ...report.writes,
      count,
      byWorkload: Object.entries(counts).map(([key, own]) => ({
        ...{ key, count: own, share: own / count },
        ...{ bytes: null, shareOfBytes: null, countBeforeOnset: null },
      })),
    },
  };
}

const sample = (minutes: number, gib: number, member = 'm'): Report['space']['series'][number] => ({
  time: new Date(Date.UTC(2024, 11, 15, 3, minutes)).toISOString(),
  member,
  dbSizeBytes: gib * GIB,
  dbSizeInUseBytes: null,
});

const withSizes = (series: Report['space']['series'], quotaGib: number | null): Report => ({
  ...refusedWrites.report,
  space: {
    ...refusedWrites.report.space,
    series,
    quotaBytes:
      quotaGib === null
        ? null
        : { value: quotaGib * GIB, low: 0, high: 0, at: null, member: null, basis: 'measured', evidence: [] },
  },
});

const hostile: Symptom = {
  kind: 'panic',
  text: '\x1b]0;owned\x07\x1b[2J\u202e\rgone',
  meaning: null,
  consequence: 'exit',
  member: '\x1b[31mred',
  count: 1,
  first: '2024-12-15T03:00:00.000Z',
  last: '2024-12-15T03:00:00.000Z',
  evidence: [],
};

/** ESC, other control characters and bidi controls. */

const DANGEROUS = /[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/;

describe('reports: live', () => {
  it('rates are of the last minute of the log, by the log’s own time', () => {
    const rates = new Rates();
    expect(rates.next(reportAt(0, { a: 100, b: 10 }))).to.deep.include({ seconds: null, writes: null });
    const second = rates.next(reportAt(10, { a: 100, b: 60 }));
    expect(second).to.deep.include({ seconds: 10, writes: 5 });
    expect(second.byWorkload[0]).to.deep.equal({ key: 'b', count: 60, rate: 5 });
    // The first mark is of more than a minute ago by now.
    expect(rates.next(reportAt(65, { a: 100, b: 115 })).byWorkload[0]).to.deep.equal({ key: 'b', count: 115, rate: 1 });
  });

  it('a writer that is new has its own rate, and a silence of hours is measured whole', () => {
    const rates = new Rates();
    rates.next(reportAt(0, { a: 1 }));
    expect(rates.next(reportAt(36_000, { a: 1, fresh: 36_000 })).byWorkload[0]).to.deep.equal({
      ...{ key: 'fresh', count: 36_000, rate: 1 },
    });
  });

  it('holds no more marks than a minute has seconds', () => {
    const rates = new Rates();
    for (let at = 0; at < 1000; at++) rates.next(reportAt(at / 3, { a: at }));
    expect((rates as unknown as { marks: unknown[] }).marks.length).to.be.at.most(62);
  });

  it('the time to full is that of the member that is fullest, as it grew in the last ten minutes', () => {
    const fill = fillOf(withSizes([sample(0, 1), sample(20, 4), sample(30, 6), sample(30, 2, 'other')], 8));
    expect(fill).to.include({ bytes: 6 * GIB, member: 'm', quota: 8 * GIB });
    expect(fill?.fullInMs).to.be.closeTo(10 * 60_000, 1);
  });

  it('no time to full where nothing grows, nobody says the quota, or there is one sample', () => {
    for (const [series, quota] of [
      [[sample(0, 4), sample(5, 4)], 8],
      [[sample(0, 4), sample(5, 3)], 8],
      [[sample(0, 4), sample(5, 5)], null],
      [[sample(0, 4)], 8],
    ] as const)
      expect(fillOf(withSizes([...series], quota))?.fullInMs).to.equal(null);
    expect(
      fillOf({ ...refusedWrites.report, space: { ...refusedWrites.report.space, series: [], dbSizeBytes: null } }),
    ).to.equal(null);
  });

  const flooded: Postmortem = {
    ...refusedWrites,
    report: {
      ...reportAt(
        0,
        Object.fromEntries(
          Array.from({ length: 100 }, (_, i) => [`ns/Deployment/\x1b[3${i}m${'x'.repeat(300)}`, i + 1]),
        ),
      ),
      symptoms: Array.from({ length: 50 }, () => hostile),
      availability: Array.from({ length: 9 }, () => ({
        member: '\x1b[7m',
        intervals: [
          { start: '2024-12-15T03:00:00.000Z', end: null, state: 'serving' as const, because: '\x07', evidence: [] },
        ],
      })),
    },
  };

  it('the screen stays below 24 lines and within the terminal, and no log drives it', () => {
    for (const terminal of [
      { rows: 24, columns: 80 },
      { rows: 60, columns: 200 },
      { rows: 8, columns: 30 },
    ]) {
      const lines = liveScreen(flooded, new Rates().next(flooded.report), terminal);
      expect(lines.length).to.be.below(Math.min(24, terminal.rows));
      for (const line of lines) {
        expect(line).not.to.match(DANGEROUS);
        expect(widthOf(line)).to.be.at.most(terminal.columns);
      }
    }
    expect(liveLine(flooded, new Rates().next(flooded.report))).not.to.match(DANGEROUS);
    expect(symptomNote(hostile)).not.to.match(DANGEROUS);
  });

  it('draws over one screen, and gives back the one before', () => {
    const written: string[] = [];
    const display = screenDisplay({ rows: 24, columns: 80, write: (text) => void written.push(text) });
    display.show(null);
    display.show(refusedWrites);
    display.end();
    display.end();
    const all = written.join('');
    expect(all.match(/\x1b\[\?1049h/g)).to.have.length(1);
    expect(all.match(/\x1b\[\?1049l/g)).to.have.length(1);
    expect(all).to.include('waiting for lines');
  });

  it('as lines: each symptom once, and how things are every half minute', () => {
    const lines: string[] = [];
    let now = 0;
    const display = lineDisplay(
      (line) => void lines.push(line),
      () => now,
    );
    const state: Postmortem = { ...refusedWrites, report: { ...refusedWrites.report, symptoms: [hostile] } };
    display.show(state);
    expect(lines).to.have.length(2);
    now = 29_000;
    display.show(state);
    expect(lines).to.have.length(2);
    now = 31_000;
    display.show(state);
    expect(lines).to.have.length(3);
    display.show({ ...state, report: { ...state.report, symptoms: [hostile, { ...hostile, text: 'other' }] } });
    expect(lines.at(-1)).to.include('other');
  });
});
