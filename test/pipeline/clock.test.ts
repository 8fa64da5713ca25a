import { expect } from 'chai';
import { makeClock, type ClockSpec } from '../../src/pipeline/clock.js';
import { epochMicros } from '../../src/model/units.js';

const at = (iso: string): ReturnType<typeof epochMicros> => epochMicros(Date.parse(iso) * 1000);
const spec = (zone: ClockSpec['zone'], year: ClockSpec['year']): ClockSpec => ({
  zone,
  zoneFrom: 'assumed',
  year,
  yearFrom: 'inferred',
  capturedAt: null,
});
const iso = (micros: number): string => new Date(micros / 1000).toISOString();

describe('clock', () => {
  it('applies an offset and a named zone with its summer time', async () => {
    const plus = await makeClock(spec({ minutes: 60 }, { fixed: 2024 }));
    expect(iso(plus.local(2024, 12, 15, 3, 15, 45, 0))).to.equal('2024-12-15T02:15:45.000Z');
    const berlin = await makeClock(spec({ name: 'Europe/Berlin' }, { fixed: 2024 }));
    expect(iso(berlin.local(2024, 7, 1, 12, 0, 0, 0))).to.equal('2024-07-01T10:00:00.000Z');
    expect(iso(berlin.local(2024, 12, 1, 12, 0, 0, 0))).to.equal('2024-12-01T11:00:00.000Z');
  });

  it('puts a stamp without a year into the latest that is no more than 24 h after a moment', async () => {
    const clock = await makeClock(spec({ minutes: 0 }, { notAfter: at('2025-01-02T00:00:00Z') }));
    expect(iso(clock.local(null, 12, 31, 23, 0, 0, 0))).to.equal('2024-12-31T23:00:00.000Z');
    expect(iso(clock.local(null, 1, 2, 23, 0, 0, 0))).to.equal('2025-01-02T23:00:00.000Z');
    expect(iso(clock.local(null, 1, 4, 0, 0, 0, 0))).to.equal('2024-01-04T00:00:00.000Z');
  });

  it('takes the year nearest to a moment that the inputs name, over a new year too', async () => {
    const clock = await makeClock(spec({ minutes: 0 }, { near: at('2024-12-31T12:00:00Z') }));
    expect(iso(clock.local(null, 12, 30, 0, 0, 0, 0))).to.equal('2024-12-30T00:00:00.000Z');
    expect(iso(clock.local(null, 1, 1, 0, 0, 0, 0))).to.equal('2025-01-01T00:00:00.000Z');
  });

  it('says whether anything had to be assumed', async () => {
    const clock = await makeClock(spec({ minutes: 0 }, { fixed: 2024 }));
    expect([clock.usedZone, clock.usedYear]).to.deep.equal([false, false]);
    clock.local(2024, 1, 1, 0, 0, 0, 0);
    expect([clock.usedZone, clock.usedYear]).to.deep.equal([true, false]);
    clock.local(null, 1, 1, 0, 0, 0, 0);
    expect([clock.usedZone, clock.usedYear]).to.deep.equal([true, true]);
  });
});
