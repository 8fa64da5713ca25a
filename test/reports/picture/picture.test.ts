import { expect } from 'chai';
import fc from 'fast-check';
import type { LineLane, Picture, StackLane } from '../../../src/reports/picture/picture.js';
import { gapsOf } from '../../../src/reports/picture/coverage-gaps.js';
import { drawPicture } from '../../../src/reports/picture/drawing/draw-picture.js';
import { columnsOf } from '../../../src/reports/picture/drawing/draw-stack.js';
import type { Frame } from '../../../src/reports/picture/drawing/frame.js';
import { bytesText, roundUp, roundUpBytes, timeText, timeTicks } from '../../../src/reports/picture/drawing/scale.js';
import type { Shape } from '../../../src/reports/picture/drawing/shape.js';
import { figuresOf } from '../../../src/reports/picture/figures.js';
import { pictureOf } from '../../../src/reports/picture/lanes.js';
import { citedAt, readingsAt } from '../../../src/reports/picture/readings.js';
import { epochMicros } from '../../../src/model/units.js';
import { nothingRecognised, POSTMORTEMS, requestsOnly } from '../postmortem-fixture.js';
import { epoch, eventful, hostile } from '../html/eventful.js';

const whole = pictureOf(eventful()) as Picture;
const laneOf = <T extends Picture['lanes'][number]>(id: string): T => whole.lanes.find((lane) => lane.id === id) as T;

describe('the picture', () => {
  it('has a lane for all that the inputs show, and none for what they do not', () => {
    expect(whole.lanes.map(({ id }) => id)).to.deep.equal([
      'writes',
      'refused',
      'space',
      'latency',
      'leader',
      'events',
      'alarms',
    ]);
    const accepted = { ...requestsOnly.file.writes, refusedSeries: [] };
    const only = pictureOf({ ...requestsOnly, file: { ...requestsOnly.file, writes: accepted } });
    expect(only?.lanes.map(({ id }) => id)).to.deep.equal(['writes']);
    expect(pictureOf(nothingRecognised)).to.equal(null);
  });

  it('adds up: the resources and the rest are all puts', () => {
    const { series } = laneOf<StackLane>('writes');
    const { puts, bucket } = eventful().file.writes;
    for (const [i, count] of puts.entries()) {
      const sum = series.reduce((total, one) => total + (one.values[i] ?? 0), 0);
      expect(sum).to.be.closeTo(count / (bucket / 1e6), 0.01 * Math.max(1, count));
    }
    expect(series.map(({ name }) => name)).to.deep.equal(['pods', 'events', 'rest']);
  });

  it('draws no coverage as hatching and not as nothing', () => {
    const { gaps } = laneOf<StackLane>('writes');
    expect(gaps).to.deep.equal([[epoch('13:08:30.500'), epoch('13:08:35')]]);
    expect(readingsAt(whole, epoch('13:08:32'), 500).find(({ lane }) => lane === 'writes')?.values).to.deep.equal([
      ['', 'not covered by any input'],
    ]);
  });

  it('shows the quota in force, and the live data with its interval', () => {
    const { limit, figures } = laneOf<LineLane>('space');
    expect(limit?.steps.at(-1)?.[1]).to.equal(67_108_864);
    for (const { low, value, high } of figures) expect(low <= value && value <= high).to.equal(true);
  });

  it('shows leaders, and times without one', () => {
    const lane = whole.lanes.find(({ id }) => id === 'leader');
    expect(lane?.type === 'band' ? lane.bands.map(({ label }) => label) : []).to.deep.equal([
      'master-1, term 2',
      'no leader',
      'master-3, term 3',
    ]);
  });

  it('leads from marks to the lines that prove them', () => {
    const alarms = whole.lanes.find(({ id }) => id === 'alarms');
    const cited = citedAt(alarms?.cites ?? [], epoch('13:11:30'));
    expect(whole.cited[cited]?.text).to.match(/nospace-alarm-raised/);
    for (const lane of whole.lanes)
      for (const [, , index] of lane.cites) expect(index === -1 || whole.cited[index] !== undefined).to.equal(true);
  });

  it('is of the incident, not of all that an old event reaches back to', () => {
    const base = eventful();
    const old = { start: '2026-11-20T00:00:00.000Z', end: base.report.window?.end ?? '' };
    const picture = pictureOf({ ...base, report: { ...base.report, window: old } }) as Picture;
    expect(picture.from).to.equal(Date.parse(old.start));
    expect(picture.view[0]).to.be.within(epoch('13:05:00'), epoch('13:09:31'));
  });

  it('reads every lane at a moment', () => {
    const lanes = readingsAt(whole, epoch('13:10:01'), 2000);
    expect(lanes.map(({ lane }) => lane)).to.deep.equal([
      'phases',
      'writes',
      'refused',
      'space',
      'latency',
      'leader',
      'events',
    ]);
    expect(lanes.find(({ lane }) => lane === 'latency')?.values).to.deep.equal([['applies', 'up to 260 ms']]);
  });
});

describe('gaps in coverage', () => {
  const span = (
    from: number,
    to: number,
  ): { from: ReturnType<typeof epochMicros>; to: ReturnType<typeof epochMicros> } => ({
    from: epochMicros(from * 1000),
    to: epochMicros(to * 1000),
  });
  it('are what no span covers', () => {
    expect(gapsOf([], 0, 1000)).to.deep.equal([[0, 1000]]);
    expect(gapsOf([null], 0, 1000)).to.deep.equal([[0, 1000]]);
    expect(gapsOf([span(100, 300), span(200, 400), span(600, 2000)], 0, 1000)).to.deep.equal([
      [0, 100],
      [401, 600],
    ]);
  });
});

describe('a drawing', () => {
  const all = (one: Shape): Shape[] => [one, ...one.children.flatMap(all)];
  const inside = (picture: Picture, width: number, from: number, to: number): void => {
    const { root, height } = drawPicture(picture, { width, from, to, id: 'p', label: 'x' });
    for (const { tag, attributes } of all(root)) {
      for (const value of Object.values(attributes)) expect(String(value)).not.to.match(/NaN|Infinity|undefined/);
      if (tag !== 'rect') continue;
      expect(Number(attributes['x'] ?? 0)).to.be.at.least(0);
      expect(Number(attributes['x'] ?? 0) + Number(attributes['width'])).to.be.at.most(width + 1);
      expect(Number(attributes['y'] ?? 0) + Number(attributes['height'])).to.be.at.most(height + 1);
    }
  };

  it('stays inside of its sheet, whatever is zoomed to', () => {
    const length = whole.to - whole.from;
    fc.assert(
      fc.property(
        fc.nat(1000),
        fc.integer({ min: 1, max: 1000 }),
        fc.integer({ min: 300, max: 2000 }),
        (a, b, width) => {
          const from = whole.from + (a / 1000) * length * 0.99;
          inside(whole, width, from, Math.min(whole.to, from + Math.max(20, (b / 1000) * length)));
        },
      ),
      { numRuns: 60 },
    );
  });

  it('of any report is made of numbers, with hostile names too', () => {
    for (const [, postmortem] of [...POSTMORTEMS, ['', hostile('<b>"\u202e</b>')] as const]) {
      const picture = pictureOf(postmortem);
      if (picture !== null) inside(picture, 1200, picture.from, picture.to);
    }
  });

  it('does not change the sum of a stack by drawing it coarser', () => {
    const { values, lane } = {
      values: Array.from({ length: 997 }, (_, i) => (i * 7) % 13),
      lane: laneOf<StackLane>('writes'),
    };
    const long: StackLane = { ...lane, start: 0, step: 1000, series: [{ name: 'x', colour: 0, values }] };
    const frame: Frame = {
      left: 0,
      right: 200,
      top: 0,
      height: 80,
      from: 0,
      to: 997_000,
      width: 200,
      narrow: true,
      id: 'p',
    };
    const { bounds, means } = columnsOf(long, frame);
    const area = (means[0] ?? []).reduce((sum, mean, i) => sum + mean * ((bounds[i + 1] ?? 0) - (bounds[i] ?? 0)), 0);
    expect(area / 1000).to.be.closeTo(
      values.reduce((a, b) => a + b, 0),
      0.001,
    );
  });
});

describe('scales', () => {
  it('end at a round number', () => {
    for (const [value, end] of [
      [0, 1],
      [0.3, 0.5],
      [1, 1],
      [101, 200],
      [223, 250],
      [999, 1000],
    ] as const)
      expect(roundUp(value)).to.equal(end);
    for (const [value, end] of [
      [67_108_864, 67_108_864],
      [68_000_000, 83_886_080],
      [3 * 2 ** 30, 4 * 2 ** 30],
    ] as const)
      expect(roundUpBytes(value)).to.equal(end);
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e12, noNaN: true }), (value) => roundUp(value) >= value * 0.999),
    );
    fc.assert(
      fc.property(fc.double({ min: 1, max: 1e13, noNaN: true }), (value) => roundUpBytes(value) >= value * 0.999),
    );
  });
  it('tick at round moments', () => {
    const from = Date.UTC(2026, 10, 22, 13, 8, 33);
    const { step, ticks } = timeTicks(from, from + 270_000, 10);
    expect(step).to.equal(30_000);
    expect(ticks.map((time) => timeText(time, step)).slice(0, 2)).to.deep.equal(['13:09:00', '13:09:30']);
    for (const length of [10, 1000, 60_000, 86_400_000, 4e10])
      expect(timeTicks(from, from + length, 8).ticks.length).to.be.within(1, 9);
    expect(bytesText(67_108_864)).to.equal('64 MiB');
  });
});

describe('figures', () => {
  it('are the picture and its lanes, each a file that stands alone', () => {
    const figures = figuresOf(eventful());
    expect(figures.map(({ file }) => file)).to.deep.equal([
      'figures/incident.svg',
      ...whole.lanes.map(({ id }) => `figures/${id}.svg`),
    ]);
    for (const { text } of figures) {
      expect(text).to.match(/^<\?xml version="1.0" encoding="UTF-8"\?>\n<svg xmlns="http:\/\/www.w3.org\/2000\/svg" /);
      expect(text).not.to.match(/<script|<style|href=|\son\w+=/);
      expect(text.match(/<svg/g)).to.have.length(1);
    }
    expect(figuresOf(eventful())).to.deep.equal(figures);
    expect(figuresOf(nothingRecognised)).to.deep.equal([]);
  });

  it('hold names as text', () => {
    for (const { text } of figuresOf(hostile('</text><script>alert(1)</script>')))
      expect(text).not.to.match(/<script/i);
  });
});
