import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { writersOf } from '../queries/open-questions.js';
import { refusalOf } from '../queries/event-bursts.js';
import { basisOfCounts, pressureOf, quietWrites, resourceShare, secondsOf } from '../queries/pressure.js';
import { clock, count, percent, rate } from '../queries/phrases.js';

/** Leases are renewed at a rate that shows: load on every member, and hardly any space. */
export const leaseChurn: Rule = {
  id: 'lease-churn',
  title: 'High lease renewal rate',
  explains: 'rate',
  judge(file) {
    const subject = busiestNamespace(file);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject,
      share: resourceShare(file, 'leases')?.duringPressure.share ?? null,
      arguments: argumentsFor(file),
      remedies: [
        `Find out what renews them${subject === null ? '' : ` in ${subject}`}: kubectl get leases -A --sort-by=.spec.renewTime | tail -30; remove unused leader electors.`,
        'Increase the periods: --leader-elect-renew-deadline and --leader-elect-retry-period of controllers, nodeLeaseDurationSeconds of kubelets.',
      ],
      ask: writersOf(file),
    });
  },
};

/** The namespace that most of the lease puts are in. */
function busiestNamespace(file: CaseFile): string | null {
  const pairs = file.writes.pairs.filter((pair) => pair.resource === 'leases' && pair.namespace !== '(other)');
  const [top] = [...pairs].sort((a, b) => b.count - a.count || (a.namespace < b.namespace ? -1 : 1));
  return top?.namespace ?? null;
}

function argumentsFor(file: CaseFile): Argument[] {
  const pressure = pressureOf(file);
  if (pressure === null) return quietWrites(file);
  if (file.writes.count < file.thresholds.enoughPuts) return [];
  const leases = resourceShare(file, 'leases');
  const basis = 'request lines' as const;
  const evidence = leases?.exemplars ?? [];
  const during = (leases?.duringPressure.count ?? 0) / secondsOf(pressure);
  const part = leases?.duringPressure.share ?? 0;
  const { start } = file.writes;
  const time = start === null ? 0 : (pressure.from - start) / 1_000_000;
  const before = leases?.countBeforeOnset == null || time <= 0 ? null : leases.countBeforeOnset / time;
  const rose = file.onsets.writePressure !== null && before !== null && during >= 3 * before;
  const told = `leases were ${percent(part)} of the writes from ${clock(pressure.from)} on, ${rate(during)} per second (${basisOfCounts(file)})`;
  if (!rose || during < file.thresholds.leasesPerSecond || part < file.thresholds.dominantShare) {
    const others = file.writes.byResource.find((share) => share.key !== 'leases' && share.exemplars.length > 0);
    const lines = evidence.length > 0 ? evidence : (others?.exemplars ?? []);
    return [{ says: rose ? told : `${told}, hardly more than before`, factor: 1 / 20, basis, evidence: lines }];
  }
  return [
    { says: told, factor: part >= 0.75 ? 20 : 10, basis, evidence },
    { says: `they increased from ${rate(before)} per second`, factor: 3, basis, evidence: pressure.evidence },
    ...space(file, evidence),
  ];
}

/** Values are tiny: they load the members, and do not fill a file. */
function space(file: CaseFile, evidence: Argument['evidence']): Argument[] {
  const leases = resourceShare(file, 'leases');
  const bytes = leases?.duringPressure.shareOfBytes;
  if (refusalOf(file) === null || bytes == null || bytes >= 0.5) return [];
  const says = `they caused ${percent(bytes)} of the bytes, ${count((leases?.bytes ?? 0) / Math.max(1, leases?.count ?? 0))} B each: this is load, not space`;
  return [{ says, factor: 1 / 20, basis: 'request lines', evidence }];
}
