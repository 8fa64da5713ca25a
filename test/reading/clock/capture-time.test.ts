import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { epochMicros } from '../../../src/model/units.js';
import type { Options } from '../../../src/pipeline/options.js';
import { clockLooks, settleClock } from '../../../src/reading/clock/settle-clock.js';
import { timestampEvidence } from '../../../src/reading/clock/timestamp-evidence.js';

const OPTIONS: Options = {
  ...{ since: null, until: null, timezone: null, year: null, capturedAt: null, namespace: null, jobs: 1 },
  thresholds: DEFAULT_THRESHOLDS,
};
const at = (iso: string): ReturnType<typeof epochMicros> => epochMicros(Date.parse(iso) * 1000);

const AGES = 'LAST SEEN   TYPE      REASON      OBJECT     MESSAGE\n2m14s       Warning   Unhealthy   pod/a-1    x\n';
const RFC3339 = '{"level":"warn","ts":"2024-05-06T07:09:10.123Z","caller":"a.go:1","msg":"x"}\n';
const TOKEN = '{"kind":"Token","expirationTimestamp":"2024-05-07T23:00:00Z"}\n';
const OFFSET = '{"level":"warn","ts":"2024-05-06T09:09:10.123+0200","caller":"a.go:1","msg":"x"}\n';
const EPOCH = '{"level":"warn","ts":1714979350.123,"caller":"a.go:1","msg":"x"}\n';
const OLD = '2024-05-06 07:09:10.123456 W | etcdserver: x\n';
const SYSLOG = 'May  6 07:09:10 cp1 etcd[1]: x\n';
const KLOG = 'E0506 07:09:10.123456       1 status.go:71] x\n';

interface Given {
  readonly text: string;
  readonly modified?: string;
  readonly endSeen?: boolean;
}

/** When `events.txt` counts as taken, and what tells it. */
async function captured(given: Readonly<Record<string, Given>>, options: Partial<Options> = {}): Promise<string> {
  const all = Object.entries(given).map(([path, { text, modified, endSeen = true }]) => ({
    path,
    modified: modified === undefined ? null : at(modified),
    timestampEvidence: timestampEvidence(text),
    endSeen,
  }));
  const look = all.find(({ path }) => path.endsWith('events.txt'));
  if (look === undefined) throw new Error('no events.txt');
  const set = { ...OPTIONS, ...options };
  const spec = await settleClock(look, clockLooks(all, [], set.year), set, at('2026-06-01T00:00:00Z'));
  return `${new Date((spec.capturedAt ?? NaN) / 1000).toISOString().slice(0, 19)} ${spec.capturedFrom ?? ''}`;
}

describe('the time from which ages count back', () => {
  const copied: Given = { text: AGES, modified: '2026-05-30T10:00:00Z' };

  it('is what is given', async () => {
    expect(await captured({ 'events.txt': copied }, { capturedAt: at('2024-05-06T08:00:00Z') })).to.equal(
      '2024-05-06T08:00:00 option',
    );
  });

  for (const [text, moment] of [
    ['captured at 2024-05-06T08:00:00Z\n', '2024-05-06T08:00:00'],
    ['Mon May  6 08:00:00 UTC 2024\n', '2024-05-06T08:00:00'],
    ['root@cp1:~# date\nMon 06 May 2024 08:00:00 PM UTC\n', '2024-05-06T20:00:00'],
    ['$ date -Is\n2024-05-06T10:00:00+02:00\n', '2024-05-06T08:00:00'],
    ['$ date -u +%FT%TZ\n2024-05-06T08:00:00Z\n', '2024-05-06T08:00:00'],
  ] as const) {
    it(`is what ${JSON.stringify(text.trim())} tells, here or beside`, async () => {
      expect(await captured({ 'events.txt': { ...copied, text: text + AGES } })).to.equal(`${moment} input`);
      const beside = { 'a/collected.txt': { text }, 'b/collected.txt': { text: 'captured at 2023-01-01T00:00:00Z\n' } };
      expect(await captured({ ...beside, 'a/kube/events.txt': copied })).to.equal(`${moment} input`);
    });
  }

  for (const log of [RFC3339, OFFSET, EPOCH, OLD, RFC3339 + TOKEN]) {
    it(`is the last stamp where the file's date is far from it: ${log.slice(0, 60)}`, async () => {
      expect(await captured({ 'events.txt': copied, 'etcd.log': { text: log } })).to.match(
        /^2024-05-06T07:09:10 last-stamp$/,
      );
      const kept = { text: AGES, modified: '2024-05-06T07:30:00Z' };
      expect(await captured({ 'events.txt': kept, 'etcd.log': { text: log } })).to.equal(
        '2024-05-06T07:30:00 file-date',
      );
    });
  }

  it('is the last stamp without a year, in the year that was settled', async () => {
    for (const text of [SYSLOG, KLOG]) {
      const log = { text, modified: '2026-05-30T10:00:00Z' };
      expect(await captured({ 'events.txt': copied, 'a.log': log })).to.match(/^2026-05-06T07:09:10 last-stamp$/);
    }
  });

  it("is the file's date, or the time of the run, where no stamp is, or a log's end is not at hand", async () => {
    expect(await captured({ 'events.txt': copied })).to.equal('2026-05-30T10:00:00 file-date');
    expect(await captured({ 'events.txt': { text: AGES } })).to.equal('2026-06-01T00:00:00 run-time');
    const packed = { text: RFC3339, modified: '2024-05-09T00:00:00Z', endSeen: false };
    const events = { text: AGES, modified: '2024-05-09T01:00:00Z' };
    expect(await captured({ 'events.txt': events, 'etcd.log.gz': packed })).to.equal('2024-05-09T01:00:00 file-date');
  });
});
