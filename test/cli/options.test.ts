import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { parseConfig } from '../../src/cli/config.js';
import { given, integer, oneOf, readSettings } from '../../src/cli/options.js';
import { checkZone, parseIsoTime } from '../../src/cli/times.js';
import { UsageError } from '../../src/cli/usage-error.js';

async function rejection(args: Readonly<Record<string, unknown>>): Promise<string> {
  try {
    await readSettings(args);
  } catch (error) {
    expect(error).to.be.instanceOf(UsageError);
    return (error as UsageError).message;
  }
  return 'accepted';
}

describe('cli: options', () => {
  it('without any, the defaults', async () => {
    const { options, strict, failOn, quiet } = await readSettings({});
    expect({ ...options, jobs: 0 }).to.deep.equal({
      since: null,
      until: null,
      timezone: null,
      year: null,
      capturedAt: null,
      namespace: null,
      jobs: 0,
      thresholds: DEFAULT_THRESHOLDS,
    });
    expect(options.jobs).to.be.within(1, 3);
    expect([strict, failOn, quiet]).to.deep.equal([false, null, false]);
  });

  it('all of them', async () => {
    const { options, strict, failOn, quiet } = await readSettings({
      since: '2026-11-22T13:00',
      until: '2026-11-22T14:00:00.123456Z',
      timezone: 'Europe/Berlin',
      year: '2026',
      'captured-at': '2026-11-22T15:00:00+02:00',
      namespace: 'payments',
      jobs: '2',
      strict: true,
      'fail-on': 'likely',
      quiet: true,
    });
    expect(options.since).to.equal(Date.UTC(2026, 10, 22, 12) * 1000);
    expect(options.until).to.equal(Date.UTC(2026, 10, 22, 14) * 1000 + 123_456);
    expect(options.capturedAt).to.equal(Date.UTC(2026, 10, 22, 13) * 1000);
    expect([options.year, options.jobs, options.namespace]).to.deep.equal([2026, 2, 'payments']);
    expect([strict, failOn, quiet]).to.deep.equal([true, 'likely', true]);
  });

  const REJECTED: readonly (readonly [args: Readonly<Record<string, unknown>>, says: RegExp])[] = [
    [{ since: 'yesterday' }, /--since: not an ISO 8601 time: yesterday/],
    [{ until: '13:00' }, /--until/],
    [{ since: '2026-01-02', until: '2026-01-01' }, /--since is later than --until/],
    [{ timezone: 'Mars/Olympus' }, /unknown time zone/],
    [{ timezone: '' }, /--timezone needs a value/],
    [{ year: '26' }, /whole number from 1970 to 2254/],
    [{ year: '2026.5' }, /--year/],
    [{ year: ['2025', '2026'] }, /--year was given more than once/],
    [{ jobs: '0' }, /--jobs/],
    [{ jobs: '-1' }, /--jobs/],
    [{ 'fail-on': 'refuted' }, /possible, likely, confirmed/],
    [{ 'captured-at': '2026-13-01T00:00Z' }, /--captured-at/],
    [{ 'redact-map': '' }, /--redact-map needs a value/],
    [{ config: '/nonexistent/file' }, /--config: cannot read/],
  ];
  for (const [args, says] of REJECTED) {
    it(`rejects ${JSON.stringify(args)}`, async () => expect(await rejection(args)).to.match(says));
  }

  it('reads a time without a zone in the given one, never in the machine’s', () => {
    expect(parseIsoTime('since', '2026-07-01T12:00:00', 'Asia/Kolkata')).to.equal(Date.UTC(2026, 6, 1, 6, 30) * 1000);
    expect(parseIsoTime('since', '2026-07-01T12:00:00', null)).to.equal(Date.UTC(2026, 6, 1, 12) * 1000);
    expect(parseIsoTime('since', '2026-07-01', null)).to.equal(Date.UTC(2026, 6, 1) * 1000);
    expect(checkZone('timezone', 'UTC')).to.equal('UTC');
  });

  it('small readers', () => {
    expect(given({}, 'x')).to.equal(null);
    expect(integer({ limit: '5' }, 'limit', 1, 9)).to.equal(5);
    expect(oneOf('by', 'verb', ['verb', 'user'])).to.equal('verb');
  });
});

describe('cli: --config', () => {
  const changed = { ...DEFAULT_THRESHOLDS, fsyncMs: 25, dominantShare: 0.4 };
  it('JSON', () => expect(parseConfig('{"fsyncMs": 25, "dominantShare": 0.4}', 'f')).to.deep.equal(changed));
  it('lines', () => {
    expect(
      parseConfig('---\n# mine\nfsyncMs: 25 # ms\n\ndominantShare: 4e-1\r\n'.replace('4e-1', '0.4'), 'f'),
    ).to.deep.equal(changed);
  });
  const REJECTED: readonly (readonly [text: string, says: RegExp])[] = [
    ['{"fsync": 1}', /f: unknown threshold fsync; did you mean fsyncMs\?/],
    ['dominantshare: 0.4', /unknown threshold dominantshare; did you mean dominantShare/],
    ['{"Compaction": 1}', /did you mean .*compactionMinutes/],
    ['{"colour": 1}', /unknown threshold colour; known thresholds: quotaLowRatio/],
    ['dominantShare: 40', /dominantShare needs a number from 0 to 1, got 40/],
    ['fsyncMs: 1\nfsyncMs: 2', /fsyncMs is set twice/],
    ['{"fsyncMs": "1"}', /fsyncMs needs a number/],
    ['{"fsyncMs": -1}', /fsyncMs needs a number/],
    ['{"__proto__": 1}', /unknown threshold __proto__/],
    ['{nope', /not JSON/],
    ['fsyncMs 25', /f:1: expected "name: value"/],
    ['fsyncMs: fast', /fsyncMs needs a number/],
  ];
  for (const [text, says] of REJECTED)
    it(`rejects ${text}`, () => expect(() => parseConfig(text, 'f')).to.throw(UsageError, says));
});
