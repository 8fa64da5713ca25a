import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import zlib from 'node:zlib';
import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { epochMicros } from '../../../src/model/units.js';
import { analyze } from '../../../src/pipeline/analyze.js';
import { readCitedMembers } from '../../../src/reading/cited-lines.js';
import type { Options, Postmortem, RecordRow } from '../../../src/pipeline/options.js';
import { readRecords } from '../../../src/pipeline/records.js';
import { tarOf, zipOf, type TarMember } from '../../sources/archives/archive-bytes.js';
import { plainLines } from '../../reading/request-lines.js';

const INCIDENT = 'fixtures/incident';

const options = (jobs = 1): Options => ({
  since: null,
  until: null,
  timezone: null,
  year: null,
  capturedAt: epochMicros(Date.UTC(2024, 11, 16) * 1000),
  namespace: null,
  jobs,
  thresholds: DEFAULT_THRESHOLDS,
});

describe('analysing archives', () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'bundles-'));
  after(() => fs.rmSync(folder, { recursive: true }));

  const file = (name: string, bytes: Buffer): string => {
    const whole = path.join(folder, name);
    fs.writeFileSync(whole, bytes);
    return whole;
  };
  const incident = (): (TarMember & { readonly data: Buffer })[] =>
    fs
      .readdirSync(INCIDENT)
      .reverse() // archives have no order
      .map((name) => ({ name, data: fs.readFileSync(path.join(INCIDENT, name)) }));
  /** As if the members lay in the incident's folder. */
  const asFolder = (report: Postmortem['report'], archive: string): unknown =>
    JSON.parse(
      JSON.stringify({ ...report, inputs: report.inputs.map((input) => ({ ...input, container: null })) }).replaceAll(
        `${archive}!`,
        `${INCIDENT}/`,
      ),
    );

  it('says of a bundle what it says of the folder that was packed', async () => {
    const plain = await analyze([INCIDENT], options());
    const expected = asFolder(plain.report, INCIDENT);
    const tar = tarOf(incident());
    const bundles = [
      file('a.tar', tar),
      file('a.tar.gz', zlib.gzipSync(tar)),
      file('a.zip', zipOf(incident())),
      file('s.zip', zipOf(incident().map((one) => ({ ...one, method: 'stored' as const })))),
    ];
    for (const bundle of bundles) {
      const { report, exitCode, messages } = await analyze([bundle], options());
      expect([exitCode, messages]).to.deep.equal([0, []]);
      expect(report.inputs.map(({ container }) => container)).to.deep.equal(report.inputs.map(() => bundle));
      expect(asFolder(report, bundle), bundle).to.deep.equal(expected);
    }
  }).timeout(60_000);

  it('gives the same for any number of jobs', async () => {
    const members = [
      { name: 'b.log', data: Buffer.from(plainLines(150_000, 500)) },
      { name: 'a.log', data: Buffer.from(plainLines(60_000, 300)) },
      { name: 'c.log', data: Buffer.from('\n') },
    ];
    const bundle = path.join(folder, 'jobs');
    fs.mkdirSync(bundle);
    fs.writeFileSync(path.join(bundle, 'one.tar.gz'), zlib.gzipSync(tarOf(members), { level: 1 }));
    fs.writeFileSync(path.join(bundle, 'two.tar'), tarOf(members));
    fs.writeFileSync(path.join(bundle, 'three.zip'), zipOf(members));
    const alone = await analyze([bundle], options(1));
    expect(alone.report.inputs).to.have.length(9);
    expect(alone.report.inputs.map(({ lines }) => lines)).to.deep.equal([0, 1, 2].flatMap(() => [60_000, 150_000, 1]));
    for (const jobs of [2, 3]) {
      const { report } = await analyze([bundle], options(jobs));
      expect(JSON.stringify(report) === JSON.stringify(alone.report), `${jobs} jobs`).to.equal(true);
    }
  }).timeout(120_000);

  it('takes empty files and rubbish in a bundle as nothing unusual, and a torn bundle as something', async () => {
    const line = Buffer.from('2024-12-15T03:15:23.190Z PUT /registry/pods/payments/checkout-1 3456 1.118ms\n');
    const members = [
      { name: 'requests.log', data: line },
      { name: 'empty.log', data: Buffer.alloc(0) },
      { name: 'member.db', data: Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7919) & 255)) },
    ];
    const zip = zipOf(members);
    const whole = await analyze([file('whole.zip', zip)], options());
    expect([whole.exitCode, whole.messages]).to.deep.equal([0, []]);
    const torn = await analyze([file('torn.zip', zip.subarray(0, -30))], options());
    expect(torn.exitCode).to.equal(3);
    expect(torn.report.inputs.map((input) => [path.basename(input.path), input.complete])).to.deep.equal([
      ['torn.zip', false],
      ['torn.zip!empty.log', true],
      ['torn.zip!member.db', true],
      ['torn.zip!requests.log', true],
    ]);
    expect(torn.report.inputs[0]?.problems.samples).to.deep.equal([{ line: 0, message: 'zip archive truncated' }]);
    const alone = await analyze([file('alone.log', Buffer.alloc(0))], options());
    expect(alone.exitCode).to.equal(3);
    expect(alone.messages[0]).to.match(/alone\.log: empty$/);
  });

  it('reads records and cited lines of members', async () => {
    const bundle = file('records.tar.gz', zlib.gzipSync(tarOf(incident())));
    const rows: RecordRow[] = [];
    await readRecords([bundle], options(), (row) => void rows.push(row));
    const plain: RecordRow[] = [];
    await readRecords([INCIDENT], options(), (row) => void plain.push(row));
    const sorted = (all: readonly RecordRow[]): string[] =>
      all.map((row) => JSON.stringify(row).replace(`${bundle}!`, `${INCIDENT}/`)).sort();
    expect(sorted(rows)).to.deep.equal(sorted(plain));

    const lines = fs.readFileSync(`${INCIDENT}/etcd.log`, 'utf8').split('\n');
    const found = await readCitedMembers(
      bundle,
      'elsewhere.tgz',
      new Map([['elsewhere.tgz!etcd.log', new Set([1, 9])]]),
    );
    expect([...(found.get('elsewhere.tgz!etcd.log')?.lines ?? [])]).to.deep.equal([
      [1, lines[0]],
      [9, lines[8]],
    ]);
  }).timeout(30_000);
});
