import type { Measured, Results } from './results.js';

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
export function bars(results: Results): Bar[] {
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
  ratio("(a) CPU time of mawk's, 1 job", ['a', ONE], ['a', 'mawk'], cpu, 0.8);
  ratio("(b) CPU time of mawk's, 1 job", ['b', ONE], ['b', 'mawk'], cpu, 0.5);
  ratio("(d) throughput of jq's", ['d', ONE], ['d slice', 'jq, sort, uniq'], speed, 15, true);
  ratio("(a) throughput of lnav's", ['a', OURS], ['a', 'lnav SQL'], speed, 10, true);
  for (const job of ['a', 'b', 'd'])
    ratio(`(${job}) throughput of DuckDB's`, [job, OURS], [job, 'DuckDB, 2 threads'], speed, 3, true);
  for (const [job, bar] of [
    ['a', 4],
    ['b', 10],
    ['d', 5],
  ] as const)
    ratio(`(${job}) wall time of wc -l's, default jobs`, [job, OURS], [job, 'wc -l'], wall, bar);
  ratio("(a).gz wall time of gzip -dc's", ['gz', OURS], ['gz', 'gzip -dc'], wall, 1);
  ratio('(b) 1 job against 2, wall time', ['b', ONE], ['b', `${OURS} --jobs 2`], wall, 1.25, true);
  for (const job of ['a', 'b', 'd']) {
    const [whole, quarter, least] = [of(job, ONE), of(`${job}/4`, ONE), of('start', ONE)];
    if (whole !== undefined)
      list.push({ what: `(${job}) peak, 1 job`, measured: whole.peakMiB, bar: 160, unit: ' MiB' });
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
        bar: 4.6,
      });
  }
  const events = of('events', ONE);
  if (events !== undefined) {
    list.push({ what: 'events, wall time', measured: events.wall, bar: 1.5, unit: ' s' });
    list.push({ what: 'events, peak', measured: events.peakMiB, bar: 160, unit: ' MiB' });
  }
  ratio("--version, CPU time of node -e 0's", ['start', '--version'], ['start', 'node -e 0'], cpu, 2.5);
  ratio("--help, CPU time of node -e 0's", ['start', '--help'], ['start', 'node -e 0'], cpu, 2.5);
  return list;
}
