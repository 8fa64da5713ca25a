import { expect } from 'chai';
import type { Report } from '../../src/model/report.js';
import { forecastLines } from '../../src/reports/forecast-lines.js';

const report = (id: string, spaceExceededAt: string | null, peakBytes: number | null): Report =>
  ({
    onsets: { spaceExceeded: { time: '2026-11-22T13:11:09.397Z' } },
    space: { forecasts: [{ id, assumption: '', spaceExceededAt, peakBytes, basis: 'modelled' }] },
  }) as unknown as Report;

describe('reports/forecast-lines', () => {
  const cases: readonly [string, Report, readonly string[]][] = [
    [
      'later',
      report('quota-doubled', '2026-11-22T13:12:40.000Z', null),
      ['with twice the quota: full 1 min 31 s later'],
    ],
    [
      'never',
      report('compaction-every-5-min', null, 156 * 1024 ** 2),
      ['with compaction every 5 min: not full, at most 156 MiB'],
    ],
    [
      'all the same',
      report('compaction-every-5-min', '2026-11-22T13:11:09.000Z', null),
      ['with compaction every 5 min: full at the same time'],
    ],
    ['an id of another time', report('other', null, null), []],
  ];
  for (const [name, given, expected] of cases) it(name, () => expect(forecastLines(given)).to.deep.equal(expected));
});
