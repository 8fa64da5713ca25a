import type { Measured, Results } from './results.js';
import type { KeySlope } from './slope.js';

/** What was measured against what was promised. */
export interface Bar {
  readonly what: string;
  readonly measured: number;
  readonly bar: number;
  /** More is better. */
  readonly atLeast?: boolean;
  readonly unit?: string;
}

const OURS = 'etcd-postmortem';
const ONE = `${OURS} --jobs 1`;

/** The bars of which both sides were measured. */
export function bars(results: Results, slope: KeySlope | null): Bar[] {
  const list: Bar[] = [];
  const of = (job: string, engine: string): Measured | undefined =>
    results.get(job)?.find((measured) => measured.engine === engine);
  const ratio = (
    what: string,
    [job, engine]: readonly [string, string],
    [otherJob, other]: readonly [string, string],
    figure: (measured: Measured) => number,
    bar: number,
    atLeast = false,
  ): void => {
    const [a, b] = [of(job, engine), of(otherJob, other)];
    if (a !== undefined && b !== undefined) list.push({ what, measured: figure(a) / figure(b), bar, atLeast });
  };
  const cpu = ({ cpu: seconds }: Measured): number => seconds;
  const wall = ({ wall: seconds }: Measured): number => seconds;
  const speed = ({ bytes, wall: seconds }: Measured): number => bytes / seconds;
  ratio("(a) CPU time of mawk's, 1 job", ['a', ONE], ['a', 'mawk'], cpu, 1.5);
  ratio("(b) CPU time of mawk's, 1 job", ['b', ONE], ['b', 'mawk'], cpu, 1.2);
  ratio("(c) CPU time of mawk's, 1 job", ['c', ONE], ['c', 'mawk'], cpu, 1.5);
  ratio("(d) throughput of jq's", ['d', ONE], ['d slice', 'jq, sort, uniq'], speed, 12, true);
  for (const job of ['a', 'b'])
    ratio(`(${job}) throughput of DuckDB's`, [job, OURS], [job, 'DuckDB, 2 threads'], speed, 1, true);
  for (const job of ['a', 'b', 'c', 'd']) {
    const threads = of(job, OURS);
    if (threads !== undefined)
      list.push({ what: `(${job}) peak, default jobs`, measured: threads.peakMiB, bar: 256, unit: ' MiB' });
  }
  for (const job of ['a', 'b'])
    ratio(`(${job}) 1 job against the default, wall time`, [job, ONE], [job, OURS], wall, 1.5, true);
  ratio("(a).gz wall time of gzip -dc's", ['gz', OURS], ['gz', 'gzip -dc'], wall, 1);
  for (const job of ['a', 'b', 'c', 'd']) {
    const [whole, quarter, least] = [of(job, ONE), of(`${job}/4`, ONE), of('start', ONE)];
    if (whole !== undefined)
      list.push({ what: `(${job}) peak, 1 job`, measured: whole.peakMiB, bar: 200, unit: ' MiB' });
    if (whole === undefined || quarter === undefined) continue;
    list.push({
      what: `(${job}) peak more than a quarter's`,
      measured: whole.peakMiB - quarter.peakMiB,
      bar: 16,
      unit: ' MiB',
    });
    if (least !== undefined)
      list.push({
        what: `(${job}) CPU time of a quarter's, net of start-up`,
        measured: (whole.cpu - least.cpu) / (quarter.cpu - least.cpu),
        bar: 4.4,
      });
  }
  if (slope !== null) list.push({ what: 'a new key, CPU time', measured: slope.micros, bar: 1, unit: ' µs' });
  const events = of('events', ONE);
  if (events !== undefined) {
    list.push({ what: 'events, wall time', measured: events.wall, bar: 1.5, unit: ' s' });
    list.push({ what: 'events, peak', measured: events.peakMiB, bar: 160, unit: ' MiB' });
  }
  ratio("--version, CPU time of node -e 0's", ['start', '--version'], ['start', 'node -e 0'], cpu, 2.5);
  ratio("--help, CPU time of node -e 0's", ['start', '--help'], ['start', 'node -e 0'], cpu, 2.5);
  return list;
}
