import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { epochMicros } from '../../../src/model/units.js';
import { makeClock } from '../../../src/reading/clock/clock.js';
import type { Options } from '../../../src/pipeline/options.js';
import { clockLooks, settleClock } from '../../../src/reading/clock/settle-clock.js';
import { timestampEvidence } from '../../../src/reading/clock/timestamp-evidence.js';
import { rotatedSets } from '../../../src/sources/rotation.js';

const OPTIONS: Options = {
  ...{ since: null, until: null, timezone: null, year: null, capturedAt: null, namespace: null, jobs: 1 },
  thresholds: DEFAULT_THRESHOLDS,
};
const at = (iso: string): ReturnType<typeof epochMicros> => epochMicros(Date.parse(iso) * 1000);

interface Given {
  readonly [path: string]: { readonly head: string; readonly tail?: string; readonly modified?: string };
}

/** How the clock of an input reads a local stamp: month, day, hour, minute. */
async function reads(given: Given, path: string, options: Partial<Options>, ...stamps: number[][]): Promise<string[]> {
  const all = Object.entries(given).map(([name, { head, tail, modified }]) => ({
    path: name,
    modified: modified === undefined ? null : at(modified),
    timestampEvidence: timestampEvidence(head, tail),
  }));
  const set = { ...OPTIONS, ...options };
  const looks = clockLooks(all, rotatedSets(Object.keys(given)), set.year);
  const look = all.find((one) => one.path === path);
  if (look === undefined) throw new Error(path);
  const spec = await settleClock(look, looks, set, at('2030-06-01T00:00:00Z'));
  const clock = await makeClock(spec);
  return [
    `${spec.zoneFrom} ${spec.yearFrom}`,
    ...stamps.map(([month = 1, day = 1, hour = 0, minute = 0]) => {
      const time = clock.local(null, month, day, hour, minute, 0, 0);
      return Number.isNaN(time) ? 'none' : new Date(time / 1000).toISOString().slice(0, 16);
    }),
  ];
}

const SYSLOG = 'Dec 31 23:59:58 cp1 systemd[1]: Started etcd.\nJan  1 00:00:02 cp1 systemd[1]: Started etcd.\n';
const BOTH =
  'Jul  1 12:00:01 cp1 etcd[7]: {"level":"info","ts":"2026-07-01T10:00:01.000Z","caller":"a.go:1","msg":"x"}\n';

describe('the clock of an input', () => {
  it('gives --year to the first stamp, in all inputs together', async () => {
    const given = { 'a.log': { head: SYSLOG }, 'b.log': { head: 'Jan  1 00:10:00 cp2 systemd[1]: Started etcd.\n' } };
    const stamps = [
      [12, 31, 23, 59],
      [1, 1, 0, 10],
    ];
    const expected = ['assumed option', '2026-12-31T23:59', '2027-01-01T00:10'];
    expect(await reads(given, 'a.log', { year: 2026 }, ...stamps)).to.eql(expected);
    expect(await reads(given, 'b.log', { year: 2026 }, ...stamps)).to.eql(expected);
    const reversed = { 'a.log': { head: SYSLOG.split('\n').reverse().join('\n') } };
    expect(await reads(reversed, 'a.log', { year: 2026 }, ...stamps)).to.eql([
      ...['assumed option', '2025-12-31T23:59', '2026-01-01T00:10'],
    ]);
    const apart = {
      'a.log': { head: 'Jan  5 00:00:00 cp1 systemd[1]: x\n' },
      'b.log': { head: 'Nov 22 00:00:00 cp1 systemd[1]: x\n' },
    };
    expect(await reads(apart, 'a.log', { year: 2026 }, [1, 5], [11, 22])).to.eql([
      ...['assumed option', '2026-01-05T00:00', '2026-11-22T00:00'],
    ]);
  });

  it('has no 29 February in a year that is given and has none', async () => {
    const given = { 'a.log': { head: 'Feb 29 10:00:00 cp1 systemd[1]: x\n' } };
    expect(await reads(given, 'a.log', { year: 2025 }, [2, 29], [3, 1])).to.eql([
      ...['assumed option', 'none', '2025-03-01T00:00'],
    ]);
    expect(await reads(given, 'a.log', { year: 2024 }, [2, 29])).to.eql(['assumed option', '2024-02-29T00:00']);
  });

  it('takes a 29 February for what it tells of the year', async () => {
    const given = { 'a.log': { head: 'Feb 29 10:00:00 cp1 systemd[1]: x\n', modified: '2026-05-01T00:00:00Z' } };
    expect(await reads(given, 'a.log', {}, [2, 29], [3, 1])).to.eql([
      ...['assumed file-date', '2024-02-29T00:00', '2024-03-01T00:00'],
    ]);
  });

  it('takes year and zone from lines that have both stamps', async () => {
    expect(await reads({ 'a.log': { head: BOTH } }, 'a.log', {}, [7, 1, 12, 0])).to.eql([
      ...['inferred inferred', '2026-07-01T10:00'],
    ]);
    const expiring = 'Dec 15 03:15:23 cp1 etcd[1]: certificate expires 2034-01-01 00:00:00\n';
    const given = { 'a.log': { head: expiring, modified: '2026-12-20T00:00:00Z' } };
    expect(await reads(given, 'a.log', {}, [12, 15])).to.eql(['assumed file-date', '2026-12-15T00:00']);
  });

  it('holds a local stamp of etcd against the journal’s epoch and a container’s stamp', async () => {
    const inner = '2026-07-01 12:00:01.000000 W | etcdserver: x';
    for (const line of [
      `{"__REALTIME_TIMESTAMP":"1782900001000000","MESSAGE":"${inner}"}`,
      `__REALTIME_TIMESTAMP=1782900001000000\n_PID=7\nMESSAGE=${inner}\n`,
      `1782900001.000000 cp1 etcd[7]: ${inner}`,
      `2026-07-01T10:00:01.000000000Z stderr F ${inner}`,
      `{"log":"${inner}\\n","stream":"stderr","time":"2026-07-01T10:00:01.000000000Z"}`,
    ])
      expect(await reads({ 'a.log': { head: line } }, 'a.log', {}, [7, 1, 12, 0]), line).to.eql([
        ...['inferred inferred', '2026-07-01T10:00'],
      ]);
  });

  it('takes year and zone from the same log or host where the input has none', async () => {
    const given = {
      'cp1.log': { head: BOTH },
      'cp1-system.log': { head: 'Jul  1 12:00:03 cp1 systemd[1]: Started etcd.\n' },
      'cp2.log': { head: BOTH.replaceAll('2026', '2024').replace('T10:', 'T08:').replaceAll('cp1', 'cp2') },
      'cp2-system.log': { head: 'Jul  1 12:00:03 cp2 systemd[1]: Started etcd.\n' },
      'other.log': { head: 'Jul  1 12:00:03 cp3 systemd[1]: Started etcd.\n' },
    };
    const noon = [7, 1, 12, 0];
    expect(await reads(given, 'cp1-system.log', {}, noon)).to.eql(['inferred inferred', '2026-07-01T10:00']);
    expect(await reads(given, 'cp2-system.log', {}, noon)).to.eql(['inferred inferred', '2024-07-01T08:00']);
    // Two zones are shown, so of a third machine nothing is known.
    expect((await reads(given, 'other.log', {}, noon))[0]).to.equal('assumed inferred');
    const rotated = {
      'a.log': { head: BOTH.replaceAll('cp1', 'x') },
      'a.log.1': { head: 'Jun 30 12:00:03 x systemd[1]: y\n' },
      'b.log': { head: '2031-01-01 00:00:00 z\n' },
      'c.log': { head: '2031-01-02 00:00:00 z\n' },
    };
    expect(await reads(rotated, 'a.log.1', {}, [6, 30, 12, 0])).to.eql(['inferred inferred', '2026-06-30T10:00']);
  });

  it('takes the year from a rotated file’s name, or from the heading', async () => {
    const named = { 'messages-20260104': { head: SYSLOG, modified: '2029-01-01T00:00:00Z' } };
    expect(await reads(named, 'messages-20260104', {}, [12, 31], [1, 1])).to.eql([
      ...['assumed inferred', '2025-12-31T00:00', '2026-01-01T00:00'],
    ]);
    const heading = '-- Logs begin at Mon 2023-05-01 10:00:00 UTC, end at Sun 2026-01-04 03:15:23 UTC. --\n';
    expect(await reads({ 'a.log': { head: heading + SYSLOG } }, 'a.log', {}, [12, 31], [1, 1])).to.eql([
      ...['assumed inferred', '2025-12-31T00:00', '2026-01-01T00:00'],
    ]);
  });

  it('knows the moment at which a zone changed between two offsets', async () => {
    const line = (local: string, ts: string): string =>
      `Oct 25 ${local}:00 cp1 etcd[7]: {"level":"info","ts":"2026-10-${ts}:00.000Z","caller":"a.go:1","msg":"x"}\n`;
    const given = {
      'a.log': {
        head: line('01:00', '24T23:00') + line('01:10', '24T23:10'),
        tail: line('05:00', '25T04:00') + line('05:10', '25T04:10'),
      },
    };
    expect(await reads(given, 'a.log', {}, [10, 25, 1, 0], [10, 25, 2, 40], [10, 25, 2, 10], [10, 25, 4, 0])).to.eql([
      ...['inferred inferred', '2026-10-24T23:00', '2026-10-25T00:40', '2026-10-25T01:10', '2026-10-25T03:00'],
    ]);
  });
});
