import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect } from 'chai';
import { htmlReport } from '../../../src/reports/html/html-report.js';
import { markdown } from '../../../src/reports/report-md.js';
import { bytes, number, objectBytes } from '../../../src/dev/store/kube-bytes.js';
import type { StoreWriter } from '../../../src/dev/store/store-writer.js';
import { redactPostmortem } from '../../../src/redaction/redact-report.js';
import { analyzed, MEMBERS, START, storeOf } from '../../stores/story.js';

const HEALTHY = gunzipSync(readFileSync('fixtures/stores/healthy.db.gz'));
const VALUE = Buffer.alloc(900, 7);

function written(store: StoreWriter): void {
  for (let second = 0; second < 60; second += 1) {
    store.renew('worker-1', START + second * 1e6);
    for (let i = 0; i < 10; i += 1) store.put(`/registry/configmaps/shop/c-${i}`, VALUE);
  }
}

describe('a database in the report', () => {
  it('measures what lives in it, and what is history', async () => {
    const { report, file } = await analyzed({ db: HEALTHY });
    const [stored] = file.stored ?? [];
    if (stored === undefined) throw new Error('no file');
    const { split } = stored.facts;
    expect(report.space.liveBytes).to.include({ value: split.live, low: split.live, basis: 'measured' });
    expect(report.space.historyBytes).to.include({ value: split.history + split.deleted, basis: 'measured' });
    expect(report.space.freeBytes?.value).to.equal(split.free);
    expect(report.space.liveBytes?.evidence[0]).to.include({ line: null, byteOffset: 0 });
    const [counts] = report.store;
    expect(counts).to.include({ of: 'objects', command: null });
    expect(counts?.rows.reduce((sum, row) => sum + row.count, 0)).to.equal(stored.facts.liveKeys);
  });

  it('is shown in Markdown, and in HTML as bars that need no script and no colour', async () => {
    const postmortem = await analyzed({ db: HEALTHY });
    const text = [...markdown.render(postmortem)].join('');
    expect(text).to.contain('history of existing keys').and.contain('slack in pages');
    const page = [...htmlReport.render(postmortem)].join('');
    const drawing = /<svg[^>]*class="picture split"[^>]*>/.exec(page)?.[0] ?? '';
    expect(drawing)
      .to.match(/role="img"/)
      .and.match(/aria-label="The file, [^"]*live \d+ %/);
    expect(page).to.contain('1 live: ');
  });

  it('keeps names apart from what is shared', async () => {
    const db = storeOf((store) => {
      written(store);
      store.put('/registry/secretwidgets.zeppelin-corp.io/widgets/quintessence/hindenburg', VALUE);
    });
    const { redacted } = redactPostmortem(await analyzed({ db }));
    for (const output of [markdown, htmlReport])
      expect([...output.render(redacted)].join('')).to.not.match(/quintessence|hindenburg/);
  });

  it('dates an armed alarm between the last write and an unknown end', async () => {
    const { report } = await analyzed({ db: storeOf(written, { alarms: MEMBERS }) });
    const last = '2026-01-10T08:00:59.000Z';
    expect(report.onsets.spaceExceeded).to.include({ time: last, earliest: last, latest: null });
    expect(report.space.liveBytes?.at).to.equal(last);
  });

  it('does not date a file from which room was released while writes were refused', async () => {
    const compacted = storeOf(written, { alarms: MEMBERS, compacted: 600, freePages: 400 });
    const { report } = await analyzed({ db: compacted });
    expect(report.space.liveBytes?.at).to.equal(null);
    expect(report.space.freeBytes?.value).to.be.at.least(400 * 4096);
  });

  it('sees no rise at a compaction, before which only the latest revisions are left', async () => {
    const { report } = await analyzed({
      db: storeOf(
        (store) => {
          for (let second = 0; second < 60; second += 2) {
            store.renew(`worker-${second}`, START + second * 1e6);
            store.put(`/registry/configmaps/shop/old-${second}`, VALUE);
          }
          const before = store.revision;
          expect(before).to.equal(61);
          for (let second = 60; second < 120; second += 1) {
            store.renew('worker-1', START + second * 1e6);
            for (let i = 0; i < 30; i += 1) store.put(`/registry/configmaps/shop/c-${i}`, VALUE);
          }
        },
        { compacted: 61 },
      ),
    });
    expect(report.onsets.writePressure?.earliest ?? null).to.equal(null);
    expect(report.writes).to.include({ source: 'store', count: 60 * 31 });
  });

  it('and the segments of one data directory are one member', async () => {
    const segment = gunzipSync(readFileSync('fixtures/stores/torn.wal.gz'));
    const { report, file } = await analyzed({
      'data/member/snap/db': HEALTHY,
      'data/member/wal/0000000000000000-0000000000000000.wal': segment,
    });
    expect(file.stored?.[0]?.member).to.be.a('string');
    expect(report.space.liveBytes?.member).to.equal(file.stored?.[0]?.member);
  });

  it('of events alone is dated by their stamps, to the second', async () => {
    const stamp = (second: number): Buffer => bytes(7, number(1, START / 1e6 + second));
    const { report, file } = await analyzed({
      db: storeOf((store) => {
        for (let second = 0; second < 120; second += 1)
          for (let i = 0; i < (second < 60 ? 2 : 40); i += 1) {
            const name = `web-${second}-${i}`;
            store.put(
              `/registry/events/shop/${name}`,
              objectBytes({ kind: 'Event', namespace: 'shop', name, more: [stamp(second)] }),
            );
          }
      }),
    });
    expect(file.stored?.[0]?.facts.dated?.by).to.equal('stamps');
    expect(Date.parse(report.onsets.writePressure?.time ?? '') / 1000 - START / 1e6).to.be.closeTo(60, 2);
    expect(report.writes.source).to.equal('store');
  });
});
