import { readdirSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { reportOf } from '../suites/accuracy/analysis.js';
import { measure } from '../suites/accuracy/measure.js';
import { SIMULATED } from '../suites/accuracy/simulated/all.js';
import { Agenda } from './agenda.js';
import { goDuration, humanAge, humanSize } from './go-text.js';
import { Sampler } from './sampler.js';
import { Pages, Store } from './store.js';

describe('simulator', () => {
  it('imports nothing of the program', () => {
    const folder = 'test/simulator';
    const sources = readdirSync(folder).filter((name) => !name.endsWith('.test.ts'));
    for (const name of sources)
      expect(readFileSync(`${folder}/${name}`, 'utf8'), name).not.to.match(/from '[^']*src\//);
  });

  it('does things in the order of time, and of one moment in the order of planning', () => {
    const agenda = new Agenda();
    const done: string[] = [];
    agenda.at(3, () => done.push('third'));
    agenda.at(1, () => {
      done.push('first');
      agenda.at(2, () => done.push('second'));
      agenda.at(0, () => done.push('at once'));
    });
    agenda.at(3, () => done.push('fourth'));
    agenda.run(3);
    expect(done).to.deep.equal(['first', 'at once', 'second', 'third', 'fourth']);
  });

  it('samples as zap does: 100 lines of a message in a second, then every 100th', () => {
    const sampler = new Sampler();
    const passed = (count: number, from: number): number =>
      Array.from({ length: count }, (_, i) => sampler.passes(from + i, 'warn', 'm')).filter(Boolean).length;
    expect(passed(350, 0)).to.equal(102);
    expect(sampler.passes(500, 'warn', 'another')).to.equal(true);
    expect(passed(50, 1000)).to.equal(50);
  });

  it('prints durations, sizes and ages as Go does', () => {
    expect([0, 0.0000421, 0.0225, 157.611, 1374.887562, 300_000, 3_723_500].map(goDuration)).to.deep.equal([
      '0s',
      '42ns',
      '22.5µs',
      '157.611ms',
      '1.374887562s',
      '5m0s',
      '1h2m3.5s',
    ]);
    expect([999, 2_147_483_648, 67_108_864, 12_345].map(humanSize)).to.deep.equal([
      '999 B',
      '2.1 GB',
      '67 MB',
      '12 kB',
    ]);
    expect([90_000, 263_000, 660_000, 7_200_000, 14_700_000].map(humanAge)).to.deep.equal([
      '90s',
      '4m23s',
      '11m',
      '120m',
      '4h5m',
    ]);
  });

  it('a compaction frees history alone, and free pages are filled before the file grows', () => {
    const store = new Store();
    const pages = new Pages(0, 0, 1);
    for (let i = 0; i < 100; i++) pages.take(store.put('/registry/pods/a/b', 9000));
    const { file, inUse } = pages;
    const { bytes, count } = store.compact(store.revision);
    pages.giveBack(bytes);
    expect(count).to.equal(99);
    expect(pages.file).to.equal(file);
    expect(pages.inUse).to.be.below(inUse / 20);
    for (let i = 0; i < 50; i++) pages.take(store.put('/registry/pods/a/b', 9000));
    expect(pages.file).to.equal(file);
    pages.defragment();
    expect(pages.file).to.be.below(file);
  });

  for (const name of ['large-secrets-3.5', 'healthy-3.4-old-text']) {
    const maker = SIMULATED.find((one) => one.name === name);
    it(`${name}: the same bytes each time, and judged right`, async () => {
      const incident = maker?.make();
      if (incident === undefined) throw new Error(`no incident ${name}`);
      const again = maker?.make();
      expect(again?.inputs.map((input) => input.read())).to.deep.equal(incident.inputs.map((input) => input.read()));
      const { top1, untrue, shareError } = measure(incident, await reportOf(incident, incident.inputs));
      expect({ top1, untrue }).to.deep.equal({ top1: true, untrue: [] });
      expect(shareError).to.be.below(0.02);
    });
  }
});
