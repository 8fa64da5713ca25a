import { expect } from 'chai';
import { makeClock, type ClockSpec } from '../../../src/reading/clock/clock.js';
import { epochMicros } from '../../../src/model/units.js';

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
    const kathmandu = await makeClock(spec({ name: 'Asia/Kathmandu' }, { fixed: 2024 }));
    expect(iso(kathmandu.local(2024, 12, 1, 12, 0, 0, 0))).to.equal('2024-12-01T06:15:00.000Z');
  });

  it('puts a stamp without a year into the latest that is no more than 24 h after a moment', async () => {
    const clock = await makeClock(spec({ minutes: 0 }, { notAfter: at('2025-01-02T00:00:00Z') }));
    expect(iso(clock.local(null, 12, 31, 23, 0, 0, 0))).to.equal('2024-12-31T23:00:00.000Z');
    expect(iso(clock.local(null, 1, 2, 23, 0, 0, 0))).to.equal('2025-01-02T23:00:00.000Z');
    expect(iso(clock.local(null, 1, 3, 0, 0, 0, 0))).to.equal('2025-01-03T00:00:00.000Z');
    expect(iso(clock.local(null, 1, 3, 0, 0, 0, 1))).to.equal('2024-01-03T00:00:00.000Z');
    expect(iso(clock.local(null, 1, 4, 0, 0, 0, 0))).to.equal('2024-01-04T00:00:00.000Z');
  });

  it('takes the year nearest to a moment that the inputs name, over a new year too', async () => {
    const clock = await makeClock(spec({ minutes: 0 }, { near: at('2024-12-31T12:00:00Z') }));
    expect(iso(clock.local(null, 12, 30, 0, 0, 0, 0))).to.equal('2024-12-30T00:00:00.000Z');
    expect(iso(clock.local(null, 1, 1, 0, 0, 0, 0))).to.equal('2025-01-01T00:00:00.000Z');
  });

  it('goes on into the next year where a year is that of the first stamp', async () => {
    const clock = await makeClock(spec({ minutes: 0 }, { from: at('2024-12-24T00:00:00Z') }));
    expect(iso(clock.local(null, 12, 31, 23, 59, 59, 0))).to.equal('2024-12-31T23:59:59.000Z');
    expect(iso(clock.local(null, 1, 1, 0, 0, 0, 0))).to.equal('2025-01-01T00:00:00.000Z');
    expect(iso(clock.local(null, 12, 23, 0, 0, 0, 0))).to.equal('2025-12-23T00:00:00.000Z');
  });

  it('takes a leap year for 29 February', async () => {
    const near = await makeClock(spec({ minutes: 0 }, { near: at('2025-03-01T00:00:00Z') }));
    expect(iso(near.local(null, 2, 29, 1, 0, 0, 0))).to.equal('2024-02-29T01:00:00.000Z');
    const latest = await makeClock(spec({ minutes: 0 }, { notAfter: at('2027-12-01T00:00:00Z') }));
    expect(iso(latest.local(null, 2, 29, 1, 0, 0, 0))).to.equal('2024-02-29T01:00:00.000Z');
    expect(iso(latest.local(null, 3, 1, 1, 0, 0, 0))).to.equal('2027-03-01T01:00:00.000Z');
  });

  it('makes no other day of one that no calendar has', async () => {
    const clock = await makeClock(spec({ minutes: 0 }, { fixed: 2025 }));
    expect(clock.local(null, 2, 29, 1, 0, 0, 0)).to.be.NaN;
    expect(clock.noDay).to.equal('2025-02-29');
    expect(clock.local(2026, 4, 31, 1, 0, 0, 0)).to.be.NaN;
    expect(iso(clock.local(null, 3, 1, 1, 0, 0, 0))).to.equal('2025-03-01T01:00:00.000Z');
  });

  describe('the hour that comes twice', () => {
    const berlin = spec({ name: 'Europe/Berlin' }, { fixed: 2026 });
    const times = async (zone: ClockSpec, ...stamps: readonly string[]): Promise<string[]> => {
      const clock = await makeClock(zone);
      return stamps.map((stamp) => {
        const [hour = 0, minute = 0, second = 0] = stamp.split(':').map(Number);
        return iso(clock.local(2026, 10, 25, hour, minute, second, 0)).slice(11, 19);
      });
    };

    it('is told by the order of lines', async () => {
      expect(await times(berlin, '01:59:59', '02:00:00', '02:59:59', '02:00:00', '02:30:00', '02:59:59')).to.eql([
        ...['23:59:59', '00:00:00', '00:59:59', '01:00:00', '01:30:00', '01:59:59'],
      ]);
    });

    it('takes seconds out of order for what they are', async () => {
      expect(await times(berlin, '02:30:10', '02:30:05', '02:59:58', '02:00:01', '02:59:59', '02:00:02')).to.eql([
        ...['00:30:10', '00:30:05', '00:59:58', '01:00:01', '00:59:59', '01:00:02'],
      ]);
      expect(await times(berlin, '03:00:00', '02:59:59')).to.eql(['02:00:00', '01:59:59']);
    });

    it('is the first where nothing tells, and named as assumed', async () => {
      expect(await times(berlin, '02:30:00')).to.eql(['00:30:00']);
      const clock = await makeClock(berlin);
      clock.local(2026, 10, 25, 2, 30, 0, 0);
      clock.local(2026, 10, 25, 2, 45, 0, 0);
      expect([...clock.notes]).to.have.length(1);
      expect([...clock.notes][0]).to.contain('2026-10-25 02:00 to 03:00 occurred twice');
      clock.forget();
      clock.local(2026, 10, 25, 3, 0, 0, 0);
      expect([...clock.notes]).to.eql([]);
    });

    it('is half an hour on Lord Howe Island', async () => {
      const clock = await makeClock(spec({ name: 'Australia/Lord_Howe' }, { fixed: 2026 }));
      const hour = [1.4, 1.5, 1.9, 1.5, 1.9, 2].map((h) =>
        iso(clock.local(2026, 4, 5, Math.floor(h), Math.round((h % 1) * 60), 0, 0)).slice(11, 16),
      );
      expect(hour).to.eql(['14:24', '14:30', '14:54', '15:00', '15:24', '15:30']);
    });

    it('is told by a change that lines show as by a zone', async () => {
      const change = { at: at('2026-10-25T01:00:00Z'), before: 120, after: 60 };
      const clock = spec({ change }, { fixed: 2026 });
      expect(await times(clock, '01:30', '02:30', '02:10', '03:30')).to.eql([
        ...['23:30:00', '00:30:00', '01:10:00', '02:30:00'],
      ]);
    });
  });

  it('reads the hour that never was by the offset before', async () => {
    const clock = await makeClock(spec({ name: 'Europe/Berlin' }, { fixed: 2026 }));
    expect(iso(clock.local(2026, 3, 29, 1, 59, 0, 0))).to.equal('2026-03-29T00:59:00.000Z');
    expect(iso(clock.local(2026, 3, 29, 2, 30, 0, 0))).to.equal('2026-03-29T01:30:00.000Z');
    expect(iso(clock.local(2026, 3, 29, 3, 0, 0, 0))).to.equal('2026-03-29T01:00:00.000Z');
    expect([...clock.notes].join()).to.contain('2026-03-29 02:00 does not exist');
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
