import type { CaseFile, Rule } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { peerNetwork } from '../queries/open-questions.js';
import { grouped } from '../queries/grouping.js';
import { burstsOf, firstLines, refusalOf } from '../queries/event-bursts.js';
import type { PeerLoss } from '../queries/peers.js';
import { absences, peerLosses, wasRunning } from '../queries/peers.js';
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
        `Look at the path between ${pairsOf(open) ?? 'the members'}: firewall and MTU changes of that time, packet loss (mtr --tcp --port 2380), the switch or the tunnel; port 2380 must be open both ways.`,
      ],
      ask: peerNetwork(file),
      atMost: !open.some(hasErrorOfNetwork)
        ? { confidence: 0.6, because: 'no line tells of a time-out or a missing route' }
        : open.some((loss) => wasRunning(file, loss))
          ? null
          : { confidence: 0.6, because: 'no log of the peer shows that it ran' },
    });
  },
};

const hasErrorOfNetwork = (loss: PeerLoss): boolean => loss.looks === 'like a network';

/** Losses of peers that were not stopped, starting or defragmenting then. The answer "refused" is one of a host that is there. */
function unexplained(file: CaseFile, losses: readonly PeerLoss[]): PeerLoss[] {
  const gone = absences(file);
  return losses.filter(
    ({ peer, observer, from, to, looks }) =>
      looks !== 'like a process that is not there' &&
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
  if (open.length === 0) {
    const lines = losses.map((one) => one.burst.first);
    const peers = listed([...new Set(losses.flatMap((one) => one.peer ?? []))].slice(0, 4));
    const says = `every loss of a peer${peers === '' ? '' : ` (${peers})`} came while that peer was stopped, starting or defragmenting, or its host refused the connection`;
    return [
      {
        says,
        factor: 1 / 20,
        basis,
        evidence: [...lines, ...firstLines(burstsOf(file, 'member-stopped', 'member-started'))],
      },
    ];
  }
  const errors = open.filter(hasErrorOfNetwork);
  const lines = (errors.length > 0 ? errors : open).map((one) => one.burst.first);
  const said = errors.length > 0 ? ', with time-outs or no route' : '';
  const says = `${counted(open.length, 'loss', 'losses')} of a peer${said}, while nothing shows that it was stopped or blocked`;
  return [
    { says, factor: errors.length > 0 ? 10 : 4, basis, evidence: lines },
    ...alive(file, open),
    ...dropped(file),
    ...leaderless(file, open),
  ];
}

/** The peer's own log goes on meanwhile: its process ran. */
function alive(file: CaseFile, open: readonly PeerLoss[]): Argument[] {
  const seen = open.filter((loss) => wasRunning(file, loss));
  const both = open.find((one) => open.some((other) => other.peer === one.observer && other.observer === one.peer));
  if (seen.length === 0) return [];
  const says = `the log of ${listed([...new Set(seen.flatMap((one) => one.peer ?? []))].slice(0, 3))} goes on meanwhile${both === undefined ? '' : ', and it lost the other too'}`;
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
      says: 'messages to a peer were dropped, its buffer being full',
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
