import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { ClockOffset } from '../../../src/model/case-file.js';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { analyze } from '../../../src/pipeline/analyze.js';
import type { Postmortem } from '../../../src/pipeline/options.js';

const FIXTURES = 'fixtures/timeline/clock-offsets';
const NAMES = ['master-1', 'master-2', 'master-3'] as const;

/** The log as a clock that runs so many seconds ahead would have stamped it. */
function shifted(text: string, seconds: number): string {
  return text.replace(
    /"ts":"([^"]+)"/g,
    (_, ts: string) => `"ts":"${new Date(Date.parse(ts) + seconds * 1000).toISOString()}"`,
  );
}

const original = (name: string): string => readFileSync(join(FIXTURES, `${name}.log`), 'utf8');

describe('timeline/clock-offsets', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'clock-offsets-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  async function run(logs: Readonly<Record<string, string>>, reverse = false): Promise<Postmortem> {
    const paths = Object.entries(logs).map(([name, text]) => {
      const path = join(folder, `${name}.log`);
      writeFileSync(path, text);
      return path;
    });
    return analyze(reverse ? paths.reverse() : paths, {
      namespace: null,
      since: null,
      until: null,
      timezone: null,
      year: null,
      capturedAt: null,
      jobs: 1,
      thresholds: DEFAULT_THRESHOLDS,
    });
  }
  const logs = (shifts: Readonly<Record<string, number>> = {}): Record<string, string> =>
    Object.fromEntries(NAMES.map((name) => [name, shifted(original(name), shifts[name] ?? 0)]));
  const offsets = ({ report }: Postmortem): Record<string, number | null> =>
    Object.fromEntries(report.inputs.map(({ path, clock }) => [path.replace(/^.*\/|\.log$/g, ''), clock.offsetMs]));
  const clockOf = ({ file }: Postmortem, name: string): ClockOffset => {
    const found = (file.clocks ?? []).find((clock) => clock.name === name);
    if (found === undefined) throw new Error(`no clock of ${name}`);
    return found;
  };

  it('finds clocks that go together so, and corrects nothing', async () => {
    const result = await run(logs());
    expect(offsets(result)).to.deep.equal({ 'master-1': 0, 'master-2': 0, 'master-3': 0 });
    expect(result.file.clocks?.some((clock) => clock.applied)).to.equal(false);
    expect(result.report.timeline.filter(({ summary }) => summary.includes('its clock'))).to.deep.equal([]);
  });

  for (const seconds of [3, -40, 3600, -86_400]) {
    it(`finds a clock that is ${seconds} s ahead, within its error`, async () => {
      for (const name of NAMES) {
        const result = await run(logs({ [name]: seconds }));
        const clock = clockOf(result, name);
        expect(clock.applied).to.equal(true);
        expect(Math.abs(clock.offset - seconds * 1e6)).to.be.at.most(clock.error);
        expect(clock.error).to.be.at.most(1e6);
        for (const other of NAMES) if (other !== name) expect(offsets(result)[other]).to.equal(0);
        expect(offsets(result)[name]).to.be.closeTo(seconds * 1000, 100);
      }
    });
  }

  it('puts the entries in their true order, each with the time as written', async () => {
    const straight = await run(logs());
    const kinds = (result: Postmortem): string[] =>
      result.report.timeline
        .filter(({ kind }) => kind.startsWith('compaction') || kind.startsWith('nospace'))
        .map(({ kind }) => kind)
        .filter((kind, i, all) => kind !== all[i - 1]);
    const result = await run(logs({ 'master-2': 3600 }));
    expect(kinds(result)).to.deep.equal(kinds(straight));
    expect(result.report.episodes).to.have.length(straight.report.episodes.length);
    const late = result.report.timeline.filter(({ time }) => time > '2026-11-22T14:00:00Z');
    expect(late).not.to.deep.equal([]);
    for (const { summary } of late) expect(summary).to.match(/\(its clock is 3600\.0 s ahead\)$/);
  });

  it('does not care in which order the inputs are named', async () => {
    const one = await run(logs({ 'master-3': -40 }));
    const other = await run(logs({ 'master-3': -40 }), true);
    expect(other.file.clocks).to.deep.equal(one.file.clocks);
    expect(offsets(other)).to.deep.equal(offsets(one));
  });

  it('knows nothing of a single log, nor of one sighting in common', async () => {
    expect(offsets(await run({ 'master-1': original('master-1') }))).to.deep.equal({ 'master-1': null });
    const only = (name: string, message: string): string =>
      original(name)
        .split('\n')
        .filter((line) => line.includes(message) || line.includes('"msg":"starting'))
        .join('\n');
    const one = await run({
      'master-1': only('master-1', 'compact tree index'),
      'master-2': shifted(only('master-2', 'compact tree index'), 40),
    });
    expect(offsets(one)).to.deep.equal({ 'master-1': null, 'master-2': null });
  });

  it('learns nothing from a leader that a process found when it came up', async () => {
    // Of term 2 all three saw the election as they started: no such line counts.
    const early = (name: string): string => original(name).split('\n').slice(0, 3).join('\n');
    const result = await run(Object.fromEntries(NAMES.map((name) => [name, early(name)])));
    expect(Object.values(offsets(result))).to.deep.equal([null, null, null]);
  });

  it('corrects nothing where a clock was set while the logs were written', async () => {
    const [before, after] = ((all: string[]) => [all.slice(0, 10), all.slice(10)])(original('master-2').split('\n'));
    const stepped = [shifted((before ?? []).join('\n'), 40), (after ?? []).join('\n')].join('\n');
    const result = await run({ ...logs(), 'master-2': stepped });
    expect((result.file.clocks ?? []).filter((clock) => clock.applied).map(({ name }) => name)).to.deep.equal([]);
  });

  it("takes etcd's own prober at its word, whichever field holds the drift", async () => {
    const ids = { 'master-1': 'd06ae0bea7b912df', 'master-3': '4fde85f8940e0138' };
    const start = (name: string): string => original(name).split('\n').slice(0, 2).join('\n');
    const probe = (drift: string, rtt: string, second: number): string =>
      `{"level":"warn","ts":"2026-11-22T13:13:${second}.000Z","caller":"rafthttp/probing_status.go:86","msg":"prober found high clock drift","round-tripper-name":"ROUND_TRIPPER_SNAPSHOT","remote-peer-id":"${ids['master-3']}","clock-drift":"${drift}","rtt":"${rtt}"}`;
    for (const line of [
      probe('8m0.640985013s', '502.906µs', 31) + '\n' + probe('8m0.63s', '502.906µs', 59),
      probe('502.906µs', '8m0.640985013s', 31),
    ]) {
      const result = await run({ 'master-1': `${start('master-1')}\n${line}\n`, 'master-3': start('master-3') });
      const [one, three] = [offsets(result)['master-1'], offsets(result)['master-3']];
      expect((one ?? NaN) - (three ?? NaN)).to.be.closeTo(480_640, 20);
    }
  });
});
