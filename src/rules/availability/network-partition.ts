import type { CaseFile, Rule } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { peerNetwork } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { burstsOf, firstLines, refusalOf } from '../queries/event-bursts.js';
import type { PeerLoss } from '../queries/peers.js';
import { absences, isLogged, peerLosses, wasRunning } from '../queries/peers.js';
import { indicatorLines, indicatorsOf, silenceOf } from '../queries/silence.js';
import { counted, listed } from '../queries/phrases.js';

const NEAR = 30 * SECOND;

/** Members that run cannot reach each other: one pair, or one against all. */
export const networkPartition: Rule = {
  id: 'network-partition',
  title: 'Network partition between members',
  explains: 'latency',
  judge(file) {
    const losses = peerLosses(file);
    const open = unexplained(file, losses);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: pairsOf(open),
      share: null,
      arguments: losses.length === 0 ? none(file) : argumentsFor(file, losses, open),
      remedies: [
        `Look at the ${pathOf(pairsOf(open))}: firewall and MTU changes of that time, packet loss (mtr --tcp --port 2380), the switch or the tunnel; port 2380 must be open both ways.`,
      ],
      ask: peerNetwork(file),
      atMost: !open.some(hasErrorOfNetwork)
        ? { confidence: 0.6, because: 'no line reports a timeout or a missing route' }
        : open.some((loss) => wasRunning(file, loss))
          ? null
          : { confidence: 0.6, because: 'no log of the peer shows that it was running' },
    });
  },
};

/** One name is that of a member that lost all others, or that all lost. */
const pathOf = (pair: string | null): string =>
  pair === null ? 'path between the members' : pair.includes(' and ') ? `path between ${pair}` : `paths to ${pair}`;

const hasErrorOfNetwork = (loss: PeerLoss): boolean => loss.looks === 'like a network';

/** Losses of peers that were not stopped, starting or defragmenting then. The answer "refused" is one of a host that is there. */
function unexplained(file: CaseFile, losses: readonly PeerLoss[]): PeerLoss[] {
  const gone = absences(file);
  return losses.filter(
    ({ peer, observer, from, to, looks }) =>
      looks !== 'like a process that is not there' &&
      looks !== 'like a refusal' &&
      !gone.some(
        (one) =>
          (one.member === peer || one.member === observer) && one.from <= from && one.to >= Math.min(to, from + NEAR),
      ),
  );
}

function pairsOf(losses: readonly PeerLoss[]): string | null {
  const pairs = grouped(
    losses.filter((one) => one.observer !== null && one.peer !== null),
    (one) => [one.observer ?? '', one.peer ?? ''].sort().join(' and '),
  );
  const [top] = [...pairs].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  if (pairs.size === 0 || top === undefined) return null;
  if (pairs.size === 1) return top[0];
  const counts = grouped(
    losses.flatMap((one) => [one.observer, one.peer]).filter((name) => name !== null),
    (name) => name,
  );
  const all = [...counts].filter(([, own]) => own.length === losses.length).map(([name]) => name);
  return all.length === 1 ? (all[0] ?? null) : null;
}

function argumentsFor(file: CaseFile, losses: readonly PeerLoss[], open: readonly PeerLoss[]): Argument[] {
  const basis = 'peer lines' as const;
  if (open.length === 0) return [explained(file, losses)];
  const errors = open.filter(hasErrorOfNetwork);
  const lines = (errors.length > 0 ? errors : open).map((one) => one.burst.first);
  const said = errors.length > 0 ? ', with timeouts or no route' : '';
  const logged = (errors.length > 0 ? errors : open).filter((loss) => isLogged(file, loss)).length;
  const known =
    logged === 0
      ? '; what the peer did at the time is in no input'
      : ', and its own log shows no stop, start, pause or defragmentation then';
  const says = `${counted(open.length, 'loss', 'losses')} of a peer${said}${known}`;
  return [
    // a stream that ended may have ended for any reason
    { says, factor: errors.length > 0 ? 10 : 2, basis, evidence: lines },
    ...alive(file, open),
    ...dropped(file),
    ...leaderless(file, open),
  ];
}

/** Losses that all have another reason, each counted by it. */
function explained(file: CaseFile, losses: readonly PeerLoss[]): Argument {
  const refused = losses.filter((one) => one.looks === 'like a refusal').length;
  const closed = losses.filter((one) => one.looks === 'like a process that is not there').length;
  const away = losses.length - refused - closed;
  const peers = listed([...new Set(losses.flatMap((one) => one.peer ?? []))].slice(0, 4));
  const reasons = [
    ...(away > 0
      ? [`${counted(away, 'time')} while one of the two was stopped, starting, paused or defragmenting`]
      : []),
    ...(closed > 0 ? [`${counted(closed, 'time')} its host refused the connection, as where no process listens`] : []),
    ...(refused > 0 ? [`${counted(refused, 'time')} the other side answered, and refused the member`] : []),
  ];
  return {
    says: `each loss of a peer${peers === '' ? '' : ` (${peers})`} has another reason: ${listed(reasons)}`,
    factor: 1 / 20,
    basis: 'peer lines',
    evidence: [
      ...losses.map((one) => one.burst.first),
      ...(away > 0 ? firstLines(burstsOf(file, 'member-stopped', 'member-started', 'heartbeat-late')) : []),
    ],
  };
}

/** The peer's own log continues meanwhile: its process ran. */
function alive(file: CaseFile, open: readonly PeerLoss[]): Argument[] {
  const seen = open.filter((loss) => wasRunning(file, loss));
  const both = open.find((one) => open.some((other) => other.peer === one.observer && other.observer === one.peer));
  if (seen.length === 0) return [];
  const says = `the log of ${listed([...new Set(seen.flatMap((one) => one.peer ?? []))].slice(0, 3))} continues during that time${both === undefined ? '' : ', and it also lost the other member'}`;
  return [
    {
      says,
      factor: both === undefined ? 2 : 4,
      basis: 'other peer lines',
      evidence: seen.map((one) => one.burst.worst),
    },
  ];
}

function dropped(file: CaseFile): Argument[] {
  const indicators = indicatorsOf(file, 'message-dropped');
  if (indicators.length === 0) return [];
  return [
    {
      says: 'messages to a peer were dropped because its buffer was full',
      factor: 2,
      basis: 'peer lines',
      evidence: indicatorLines(indicators),
    },
  ];
}

function leaderless(file: CaseFile, open: readonly PeerLoss[]): Argument[] {
  const lost = burstsOf(file, 'leader-lost', 'election-started').filter(
    ({ start }) => start !== null && open.some((one) => start >= one.from - NEAR && start <= one.to + NEAR),
  );
  if (lost.length === 0) return [];
  return [
    {
      says: 'members lost their leader at those times',
      factor: 2,
      basis: 'heartbeat lines',
      evidence: firstLines(lost),
    },
  ];
}

/** Probes run all the time, and their failures are warnings. */
function none(file: CaseFile): Argument[] {
  return file.members.length < 2 ? [] : silenceOf(file, 'no member lost a peer');
}
