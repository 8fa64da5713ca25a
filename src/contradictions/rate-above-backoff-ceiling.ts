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
/** A pod may hold several that crash: as many as are common beside a service mesh and agents. */
const CONTAINERS_PER_POD = 2;
/** Waits before the first restarts of a container that ends at once, until they reach the cap. */
const FIRST_WAITS = [10, 20, 40, 80, 160];

/**
 * A crash-looping container restarts after 10 s, 20 s, 40 s and so on up to the back-off cap (300 s by default). A restart count above what the containers at hand can reach is not
 * restarts: recreated pods, lines counted twice, or writes taken for restarts.
 */
export const rateAboveBackoffCeiling: ContradictionCheck = {
  id: 'rate-above-backoff-ceiling',
  check(file) {
    return statementsOf(file, 'statement').flatMap(({ claim, exemplar }) => {
      const seconds = claim.of === 'restarts' ? periodOf(claim.unit) : null;
      const room = capacity(file);
      if (seconds === null || room === null) return [];
      const cap = file.thresholds.backoffCapSeconds;
      const most = mostRestarts(seconds, cap);
      const needed = claim.value / most;
      if (needed <= room.containers) return [];
      const statement =
        `${count(claim.value)} restarts in ${days(seconds)} are ${count((claim.value / seconds) * 86_400)} a day, but the crash-loop back-off (up to ${cap} s) lets one container restart ${count(most)} times at most in that time: ` +
        `this requires ${count(Math.ceil(needed))} containers that crash all the time, and ${room.basis}. Each restart also writes the pod status more than once, so writes are not restarts; pods recreated by a controller start with a new back-off.`;
      return [{ statement, evidence: evidence([exemplar], requestCounts(file), room.lines) }];
    });
  },
};

/** Of one container that ends at once, each time: short waits first, then one at every cap. */
function mostRestarts(seconds: number, cap: number): number {
  let first = 0;
  let spent = 0;
  for (const wait of FIRST_WAITS.filter((one) => one < cap)) {
    if (spent + wait > seconds) return Math.max(1, first);
    spent += wait;
    first += 1;
  }
  return first + Math.floor((seconds - spent) / cap);
}

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

/** How many containers can have crashed, by the nodes listed; null: no list, and a cluster may be of any size. */
function capacity(file: CaseFile) {
  const nodes = statementsOf(file, 'node');
  if (nodes.length === 0) return null;
  const workers = nodes.filter(({ claim }) => !/master|control-plane|etcd/.test(claim.roles));
  const holders = workers.length === 0 ? nodes : workers;
  const pods = holders.length * PODS_PER_NODE;
  const what = `${holders.length} ${workers.length === 0 ? 'node' : 'worker node'}${holders.length === 1 ? '' : 's'}`;
  return {
    containers: pods * CONTAINERS_PER_POD,
    basis: `the ${what} listed hold${holders.length === 1 ? 's' : ''} ${count(pods)} pods by the kubelet's default`,
    lines: holders.slice(0, 2).map(lineOf),
  };
}

function requestCounts(file: CaseFile) {
  return statementsOf(file, 'count')
    .filter(({ claim }) => claim.of === 'request-lines')
    .map(lineOf);
}
