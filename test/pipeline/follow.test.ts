import { readFileSync } from 'node:fs';
import { expect } from 'chai';
import { DEFAULT_THRESHOLDS } from '../../src/model/thresholds.js';
import { analyze } from '../../src/pipeline/analyze.js';
import { follow } from '../../src/pipeline/follow.js';
import type { Options, Postmortem } from '../../src/pipeline/options.js';
import { reportMd } from '../../src/reports/report-md.js';
import type { Chunks } from '../../src/sources/chunks.js';
import { FakePace } from './fake-pace.js';

const OPTIONS: Options = {
  since: null,
  until: null,
  timezone: null,
  year: 2024,
  capturedAt: null,
  namespace: null,
  jobs: 1,
  thresholds: DEFAULT_THRESHOLDS,
};

/** The file in pieces that end anywhere, a time apart. */
async function* inPieces(bytes: Buffer, size: number, pace: FakePace, ms: number): Chunks {
  for (let at = 0; at < bytes.length; at += size) {
    yield bytes.subarray(at, at + size);
    await pace.pass(ms);
  }
}

/** What the report says, of whichever name. */
const told = (postmortem: Postmortem, path: string): string =>
  [...reportMd('github').render(postmortem)].join('').replaceAll(path, '-').replaceAll('standard input', '-');

describe('following a stream', () => {
  for (const name of ['etcd.log', 'k8s-master-1.journal.log', 'recovery-session.txt'])
    it(`${name}: ends in the report of analyze, however often it was looked at`, async () => {
      const path = `fixtures/incident/${name}`;
      const bytes = readFileSync(path);
      const pace = new FakePace(Date.parse('2024-12-15T08:00:00Z'));
      const states: Postmortem[] = [];
      const last = await follow(inPieces(bytes, Math.min(7_001, Math.ceil(bytes.length / 30)), pace, 400), OPTIONS, {
        pace,
        signal: new AbortController().signal,
        tick: (_, state) => void (state === null || states.length > 40 || states.push(state())),
      });
      expect(states.length).to.be.greaterThan(0);
      const whole = await analyze([path], OPTIONS);
      const strip = ({ report }: Postmortem): unknown =>
        JSON.parse(
          JSON.stringify({
            ...report,
            inputs: report.inputs.map(({ lines, records, sha256 }) => ({ lines, records, sha256 })),
          }).replaceAll(path, '-'),
        );
      expect(strip(last)).to.deep.equal(strip(whole));
      expect(told(last, path).length).to.be.greaterThan(100);
      // States grow into it.
      const counts = states.map(({ report }) => report.inputs[0]?.lines ?? 0);
      expect(counts).to.deep.equal([...counts].sort((a, b) => a - b));
    }).timeout(60_000);

  it('a stream that says nothing more is looked at all the same, and Ctrl-C ends it with what there is', async () => {
    const pace = new FakePace(0);
    const controller = new AbortController();
    const lines: number[] = [];
    async function* quiet(): Chunks {
      yield Buffer.from('2024-12-15T02:44:00.637Z PUT /registry/leases/a/b 463 1ms\n');
      await pace.pass(5000);
      yield Buffer.from('2024-12-15T02:44:01.637Z PUT /registry/leases/a/b 463 1ms\n');
      await pace.pass(5000);
      controller.abort();
      await new Promise(() => undefined);
    }
    const { report, exitCode } = await follow(quiet(), OPTIONS, {
      pace,
      signal: controller.signal,
      tick: (_, state) => void (state === null || lines.push(state().report.inputs[0]?.lines ?? -1)),
    });
    expect(lines).to.include(2);
    expect(report.writes.count).to.equal(2);
    expect(report.inputs[0]).to.include({ complete: false, lines: 2 });
    expect(exitCode).to.equal(3);
  });

  it('an empty stream is an empty input', async () => {
    const pace = new FakePace(0);
    // eslint-disable-next-line @typescript-eslint/require-await -- bytes that don't come
    async function* nothing(): Chunks {
      yield Buffer.alloc(0);
    }
    const { exitCode, messages } = await follow(nothing(), OPTIONS, {
      pace,
      signal: new AbortController().signal,
      tick: () => undefined,
    });
    expect(exitCode).to.equal(3);
    expect(messages.join()).to.include('empty');
  });
});
