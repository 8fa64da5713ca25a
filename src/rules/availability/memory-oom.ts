import type { Burst, CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { outOfMemory } from '../queries/open-questions.js';
import { burstsOf, firstLines, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import { readsOf } from '../queries/reads.js';
import { clock, counted, listed, size } from '../queries/phrases.js';

/** Processes of a control plane; what else was killed on its host shows that memory was short, and no more. */
const CONTROL_PLANE = /^(?:etcd|kube-?api|kube-?cont|kube-?sched|hyperkube|k3s|rke2|microshift|kubelite)/i;
const KILLED = /OOMKilled|out of memory|oom-kill|exit code 137|exitCode[":= ]+137/i;
const BEFORE = 5 * MINUTE;

/** A process of the control plane was killed for lack of memory, mostly after large reads. */
export const memoryOom: Rule = {
  id: 'memory-oom',
  title: 'Out-of-memory kill of a control plane process',
  explains: 'other',
  judge: (file) =>
    conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject: subjectOf(file),
      share: null,
      arguments: argumentsFor(file),
      remedies: [
        'Limit what uses memory: LIST requests without limit, large objects, many watches. Give the process enough memory: etcd keeps its file in the page cache and needs several times the size of a large response.',
        'Set the memory limits of etcd and the API servers above the memory that a full relist needs. Keep other workloads off the control plane hosts.',
      ],
      ask: outOfMemory(),
    }),
};

const processOf = (burst: Burst): string => ('process' in burst.record ? (burst.record.process ?? '') : '');

const killed = (file: CaseFile): Burst[] =>
  burstsOf(file, 'oom-kill').filter((burst) => CONTROL_PLANE.test(processOf(burst)));

/** What a kubelet or systemd says of such an end. */
function reported(file: CaseFile): Burst[] {
  return burstsOf(file, 'container-killed', 'service-failed').filter(({ record, first, worst }) => {
    const unit = 'unit' in record ? record.unit : 'name' in record ? (record.name ?? '') : '';
    const status = 'status' in record ? (record.status ?? '') : '';
    return (
      (/etcd|apiserver/i.test(unit) || CONTROL_PLANE.test(unit)) &&
      (status === 'oom-kill' || KILLED.test(`${first.text} ${worst.text}`))
    );
  });
}

function argumentsFor(file: CaseFile): Argument[] {
  const own = killed(file);
  const told = reported(file);
  const events = file.events.filter((group) => /OOM/i.test(group.reason) || /OOMKilled/.test(group.message));
  const ours = events.filter((group) => /etcd|apiserver/i.test(group.workload));
  const kernel: Argument[] = own.map((burst) => ({
    says: `${processOf(burst)} was killed because of lack of memory${burst.start === null ? '' : ` at ${clock(burst.start)}`}${residentOf(burst)}`,
    factor: 50,
    basis: 'system log',
    evidence: [burst.first],
  }));
  const indicators: Argument[] = [
    ...kernel
      .slice(0, 1)
      .map((one) =>
        own.length > 1 ? { ...one, says: `${one.says}, first of ${own.length}`, evidence: firstLines(own) } : one,
      ),
    ...(told.length === 0
      ? []
      : [
          {
            says: `${counted(total(told), 'line')} of systemd or kubelet about an out-of-memory kill`,
            factor: own.length > 0 ? 3 : 20,
            basis: 'client lines' as const,
            evidence: worstLines(told),
          },
        ]),
    ...(ours.length === 0
      ? []
      : [
          {
            says: 'events of the cluster report it',
            factor: 5,
            basis: 'events' as const,
            evidence: ours.map((group) => group.exemplar),
          },
        ]),
  ];
  if (indicators.length === 0) return [...others(file), ...without(file)];
  return [...indicators, ...largeBefore(file, own)];
}

function residentOf({ record }: Burst): string {
  const rss = 'anonRssKb' in record ? (record.anonRssKb ?? 0) : 0;
  return rss > 0 ? `, with ${size(rss * 1024)} resident` : '';
}

function largeBefore(file: CaseFile, own: readonly Burst[]): Argument[] {
  const large = readsOf(file).slow.filter(
    (read) =>
      (read.bytes ?? 0) >= file.thresholds.largeResponseBytes &&
      own.some(({ start }) => start !== null && read.time <= start && start - read.time <= BEFORE),
  );
  const [most] = large;
  if (most === undefined) return [];
  const says = `${counted(large.length, 'large read')} came in the 5 min before ${own.length > 1 ? 'one or another of them' : 'it'}, the largest of ${size(Math.max(...large.map((read) => read.bytes ?? 0)))}`;
  return [{ says, factor: 3, basis: 'slow apply lines', evidence: large.map((read) => read.line) }];
}

/** Somebody else's process, on the host of a member. */
function others(file: CaseFile): Argument[] {
  const bursts = burstsOf(file, 'oom-kill').filter((burst) => !CONTROL_PLANE.test(processOf(burst)));
  if (bursts.length === 0) return [];
  const names = [...new Set(bursts.map(processOf).filter((name) => name !== ''))].slice(0, 3);
  const says = `only processes outside the control plane were killed (${names.length === 0 ? 'not named' : listed(names)})`;
  return [{ says, factor: 1 / 5, basis: 'system log', evidence: firstLines(bursts) }];
}

/** A restart that systemd gives another reason for; a row of `kubectl get pods` gives none. */
function without(file: CaseFile): Argument[] {
  const ends = burstsOf(file, 'service-failed', 'service-stopped', 'panic').filter(({ record, source }) =>
    record.kind === 'panic' ? source === 'etcd' : source === 'system' && 'unit' in record && /etcd/i.test(record.unit),
  );
  if (ends.length > 0 && burstsOf(file, 'oom-kill').length === 0) {
    const says = 'etcd exited, and the lines about it do not mention memory';
    return [{ says, factor: 1 / 10, basis: 'system log', evidence: firstLines(ends) }];
  }
  return [];
}

function subjectOf(file: CaseFile): string | null {
  const names = killed(file).map((burst) =>
    burst.member === null ? processOf(burst) : `${processOf(burst)} on ${burst.member}`,
  );
  return names.length === 0 ? null : listed([...new Set(names)].slice(0, 3));
}
