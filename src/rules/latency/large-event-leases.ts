import { clusterSeen } from '../../model/advice/cluster-seen.js';
import type { CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { leaseSizes } from '../queries/open-questions.js';
import { burstsOf, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import { basisOfCounts, resourceShare } from '../queries/pressure.js';
import { statementsOf } from '../queries/restarts.js';
import { count, counted, duration } from '../queries/phrases.js';

/** Slow revokes are rare; a few in a row are no accident. */
const MANY_REVOKES = 3;
/** From these on an API server puts a bounded number of events on a lease (`lease_manager.go`, kubernetes PR 100084). */
const CAPPED: readonly (readonly [minor: number, patch: number])[] = [
  [18, 18],
  [19, 10],
  [20, 6],
  [21, 0],
];

/** All events of a minute hang on one lease, and when it ends all of them are deleted in one apply. */
export const largeEventLeases: Rule = {
  id: 'large-event-leases',
  title: 'Slow revocation of leases with many events',
  explains: 'latency',
  judge(file) {
    const revokes = revokesOf(file);
    const all = total(burstsOf(file, 'slow-apply'));
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: 'events',
      share: revokes.length === 0 || all === 0 ? null : total(revokes) / all,
      arguments: argumentsFor(file),
      remedies: [
        'Upgrade the API servers to 1.18.18, 1.19.10, 1.20.6 or 1.21 and later, which attach at most 1000 objects to a lease.',
        'Write fewer events (EventRateLimit), or store them in a separate etcd: --etcd-servers-overrides=/events#https://HOST:2379.',
      ],
      ask: leaseSizes(file),
      atMost: null,
    });
  },
};

const revokesOf = (file: CaseFile) =>
  burstsOf(file, 'slow-apply').filter(
    ({ record }) => record.kind === 'slow-apply' && record.operation === 'lease-revoke',
  );

function argumentsFor(file: CaseFile): Argument[] {
  // leases of other applications hold no events
  if (!clusterSeen(file).kubernetes) return [];
  const revokes = revokesOf(file);
  const others = burstsOf(file, 'slow-apply').filter((burst) => !revokes.includes(burst));
  if (total(revokes) === 0) return noneSlow(file, others);
  const longest = Math.max(
    ...revokes.map(({ worstRecord }) => (worstRecord.kind === 'slow-apply' ? (worstRecord.duration ?? 0) : 0)),
  );
  const took = longest > 0 ? `, up to ${duration(longest)}` : '';
  const many = total(revokes) >= MANY_REVOKES;
  const says = `${counted(total(revokes), 'slow lease revocation')}${took}, and ${counted(total(others), 'other slow apply', 'other slow applies')}`;
  // Where everything is slow, revokes are too.
  const factor = total(revokes) < 0.1 * total(others) ? 1.5 : many ? 10 : 4;
  return [{ says, factor, basis: 'slow apply lines', evidence: worstLines(revokes) }, ...size(file), ...version(file)];
}

/** Applies were slow, and of other requests: a revoke of a large lease would be the first to be. */
function noneSlow(file: CaseFile, others: ReturnType<typeof burstsOf>): Argument[] {
  // Old lines don't show which request it was.
  const told = others.filter(({ record }) => 'key' in record && record.key !== undefined);
  if (total(told) < 20) return size(file).filter((one) => one.factor < 1);
  const says = `none of ${counted(total(told), 'slow apply', 'slow applies')} was a lease revocation`;
  return [{ says, factor: 1 / 10, basis: 'slow apply lines', evidence: worstLines(told) }];
}

/** How many events a lease may have held: those of the busiest stretch in which a lease is used again. */
function size(file: CaseFile): Argument[] {
  const events = resourceShare(file, 'events');
  if (file.coverage.requests === null || file.writes.bucket <= 0) return [];
  const series = events?.series ?? [];
  if (events !== null && series.length === 0) return [];
  const width = Math.max(1, Math.ceil((file.thresholds.leaseReuseSeconds * SECOND) / file.writes.bucket));
  let sum = 0;
  let most = 0;
  series.forEach((puts, i) => {
    sum += puts - (series[i - width] ?? 0);
    most = Math.max(most, sum);
  });
  // A bucket wider than that holds the events of several leases.
  most /= Math.max(1, file.writes.bucket / (file.thresholds.leaseReuseSeconds * SECOND));
  const cap = file.thresholds.leaseObjects;
  const long = file.coverage.requests.to - file.coverage.requests.from >= 5 * MINUTE;
  const told =
    `up to ${counted(most, 'event')} were written in ${duration(file.thresholds.leaseReuseSeconds * SECOND)}, the time in which one lease is reused (${basisOfCounts(file)})`.replace(
      '; ',
      ', ',
    );
  const evidence = events?.exemplars ?? file.writes.byResource[0]?.exemplars ?? [];
  if (most > cap) return [{ says: told, factor: 3, basis: 'request lines', evidence }];
  if (most >= cap / 10 || !long) return [];
  return [{ says: told, factor: 1 / 10, basis: 'request lines', evidence }];
}

/** API servers are never older than the kubelets (version skew policy), and new ones bound their leases. */
function version(file: CaseFile): Argument[] {
  const nodes = statementsOf(file, 'node').flatMap(({ claim, exemplar }) => {
    const found = /^v?1\.(\d{1,3})\.(\d{1,3})/.exec(claim.version);
    return found === null ? [] : [{ minor: Number(found[1]), patch: Number(found[2]), claim, exemplar }];
  });
  const newest = nodes.sort((a, b) => b.minor - a.minor || b.patch - a.patch)[0];
  if (newest === undefined) return [];
  const { minor, patch, claim, exemplar } = newest;
  const capped = minor > 21 || CAPPED.some(([m, p]) => m === minor && patch >= p);
  if (!capped) return [];
  const says = `a kubelet has version ${claim.version}, and API servers are not older: they attach at most ${count(file.thresholds.leaseObjects)} objects to a lease`;
  return [{ says, factor: 1 / 20, basis: 'pasted output', evidence: [exemplar] }];
}
