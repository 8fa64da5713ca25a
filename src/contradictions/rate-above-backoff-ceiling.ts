import type { CaseFile, ContradictionCheck } from '../model/case-file.js';
import { statementsOf, evidence, lineOf } from './queries/statements.js';
import { count } from './queries/numbers.js';

const SECONDS: Readonly<Record<string, number>> = {
  second: 1,
  minute: 60,
  hour: 3600,
  day: 86_400,
  week: 604_800,
  month: 2_592_000,
  year: 31_536_000,
};
/** `--max-pods` of the kubelet, by default. */
const PODS_PER_NODE = 110;

/**
 * A crash-looping container restarts at most once per back-off cap (300 s by default). A restart count above what the
 * containers at hand can reach is not restarts: pods made anew, lines counted twice, or writes taken for restarts.
 */
export const rateAboveBackoffCeiling: ContradictionCheck = {
  id: 'rate-above-backoff-ceiling',
  check(file) {
    return statementsOf(file, 'statement').flatMap(({ claim, exemplar }) => {
      const seconds = claim.of === 'restarts' ? periodOf(claim.unit) : null;
      if (seconds === null) return [];
      const cap = file.thresholds.backoffCapSeconds;
      const needed = claim.value / (seconds / cap);
      const { containers, basis, lines } = capacity(file);
      if (needed <= containers) return [];
      const statement =
        `${count(claim.value)} restarts in ${days(seconds)} are ${count((claim.value / seconds) * 86_400)} a day, but the crash-loop back-off caps one container at ${count(86_400 / cap)} a day (every ${cap} s): ` +
        `that takes ${count(Math.ceil(needed))} containers crashing all the time, and ${basis}. Each restart also writes its pod's status more than once, so writes are not restarts; pods made anew by a controller start their back-off afresh.`;
      return [{ statement, evidence: evidence([exemplar], requestCounts(file), lines) }];
    });
  },
};

function periodOf(unit: string): number | null {
  const match = /^(?:(\d+) )?(\w+)$/.exec(unit);
  const seconds = SECONDS[match?.[2] ?? ''];
  return seconds === undefined ? null : seconds * Number(match?.[1] ?? 1);
}

function days(seconds: number): string {
  return seconds >= 86_400
    ? `${count(seconds / 86_400)} days`
    : seconds >= 3600
      ? `${count(seconds / 3600)} h`
      : `${count(seconds)} s`;
}

/** How many containers can have crashed: by the worker nodes listed, one container a pod, else by a single node. */
function capacity(file: CaseFile) {
  const nodes = statementsOf(file, 'node');
  const workers = nodes.filter(({ claim }) => !/master|control-plane|etcd/.test(claim.roles));
  if (nodes.length === 0)
    return { containers: PODS_PER_NODE, basis: `one node holds ${PODS_PER_NODE} pods by default`, lines: [] };
  const holders = workers.length === 0 ? nodes : workers;
  const most = holders.length * PODS_PER_NODE;
  const what = `${holders.length} ${workers.length === 0 ? 'node' : 'worker node'}${holders.length === 1 ? '' : 's'}`;
  return {
    containers: most,
    basis: `the ${what} listed hold${holders.length === 1 ? 's' : ''} ${count(most)} pods by the kubelet's default`,
    lines: holders.slice(0, 2).map(lineOf),
  };
}

function requestCounts(file: CaseFile) {
  return statementsOf(file, 'count')
    .filter(({ claim }) => claim.of === 'request-lines')
    .map(lineOf);
}
