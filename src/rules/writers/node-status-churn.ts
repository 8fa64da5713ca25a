import type { CaseFile, Rule } from '../../model/case-file.js';
import { SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { writersOf } from '../queries/open-questions.js';
import { count, counted, percent, rate, size } from '../queries/phrases.js';
import {
  basisOfCounts,
  countsPuts,
  quietWrites,
  resourceShare,
  showsObjects,
  unrefused,
  writesBy,
} from '../queries/pressure.js';

const NODES = 'minions';
/** A kubelet writes an unchanged status every 5 minutes; a node that changes sometimes, a few times as often. */
const OFTEN = 60;
const SELDOM = 150;
/** A shorter time does not show a period. */
const COVERED = 120;
const ENOUGH_NODES = 3;
/** This many slow puts show which kind of key is slow. */
const ENOUGH_SLOW = 20;
const LARGE = 8 * 1024;

/** Kubelets that write the status of their node on a timer: tens of kilobytes a node, every few seconds. */
export const nodeStatusChurn: Rule = {
  id: 'node-status-churn',
  title: 'Frequent node status writes',
  explains: 'rate',
  judge: (file) =>
    conclude({
      role: 'trigger',
      subject: NODES,
      share: showsObjects(file) ? (resourceShare(file, NODES)?.share ?? null) : null,
      arguments: argumentsFor(file),
      remedies: [
        'Set nodeStatusReportFrequency (default 5m) in the kubelet configuration wherever nodeStatusUpdateFrequency is set: without it an unchanged status is written at every update.',
        'Make the status smaller: nodeStatusMaxImages (default 50), and fewer labels and annotations that programs rewrite.',
      ],
      ask: writersOf(file),
      atMost: unrefused(file),
    }),
};

function argumentsFor(file: CaseFile): Argument[] {
  const all = [...periods(file), ...slowPuts(file), ...revisions(file)];
  return all.length > 0 || file.onsets.writePressure !== null ? all : quietWrites(file);
}

/** How often each node is written. */
function periods(file: CaseFile): Argument[] {
  const span = file.coverage.writers === undefined ? file.coverage.requests : file.coverage.writers;
  const nodes = resourceShare(file, NODES);
  if (!showsObjects(file) || span === null || nodes === null) return [];
  const seconds = (span.to - span.from) / SECOND;
  const names = file.writes.byWorkload.filter(({ key }) => key.includes('/Node/')).length;
  const objects = Math.max(
    names,
    file.growth?.find(({ resource, foreign }) => resource === NODES && !foreign)?.objects ?? 0,
  );
  if (seconds < COVERED || objects < ENOUGH_NODES) return [];
  const period = seconds / (nodes.count / objects);
  const basis = countsPuts(file) ? ('request lines' as const) : ('audit lines' as const);
  const says = `${counted(objects, 'node')} were written ${count(nodes.count)} times, once per node every ${rate(period)} s: ${percent(nodes.share)} of the writes (${basisOfCounts(file)})`;
  if (period > SELDOM) return [{ says, factor: 1 / 20, basis, evidence: nodes.exemplars }];
  return period <= OFTEN && nodes.share >= 0.1
    ? [{ says, factor: nodes.share >= 0.3 ? 10 : 5, basis, evidence: nodes.exemplars }]
    : [];
}

/** Most slow puts are of nodes, and large. */
function slowPuts(file: CaseFile): Argument[] {
  const slow = writesBy(file, 'slow-requests');
  const nodes = slow?.byResource.find(({ key }) => key === NODES);
  if (slow === null || nodes === undefined || slow.count < ENOUGH_SLOW || nodes.share < 0.5) return [];
  const mean = nodes.bytes === null ? null : nodes.bytes / nodes.count;
  if (mean !== null && mean < LARGE) return [];
  const large = mean === null ? '' : `, ${size(mean)} each`;
  const says = `${count(nodes.count)} of ${counted(slow.count, 'slow put')} were of nodes${large} (only slow ones are logged)`;
  return [{ says, factor: 5, basis: 'slow apply lines', evidence: nodes.exemplars }];
}

/** A count of revisions by prefix. */
function revisions(file: CaseFile): Argument[] {
  const counts = (file.store ?? []).filter(({ of }) => of === 'revisions');
  return counts.flatMap(({ rows }): Argument[] => {
    const total = rows.reduce((sum, row) => sum + row.count, 0);
    const nodes = rows.find(({ key }) => key === NODES || key.endsWith(`/${NODES}`));
    if (nodes === undefined || total === 0 || nodes.count < 0.3 * total) return [];
    const says = `${count(nodes.count)} of ${count(total)} revisions counted are of nodes`;
    return [{ says, factor: 8, basis: 'pasted output', evidence: nodes.evidence }];
  });
}
