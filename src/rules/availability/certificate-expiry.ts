import type { CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE, SECOND } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { certificates } from '../queries/open-questions.js';
import type { CertificateRefusal } from '../queries/certificates.js';
import { certificateRefusals } from '../queries/certificates.js';
import { refusalOf } from '../queries/event-bursts.js';
import { silenceOf } from '../queries/silence.js';
import { count, counted, duration, listed } from '../queries/phrases.js';

/** What all meet at one instant is one certificate, or one authority. */
const TOGETHER = 5 * MINUTE;

/** A certificate ran out: from one instant on, everybody refuses everybody. */
export const certificateExpiry: Rule = {
  id: 'certificate-expiry',
  title: 'Expired certificate',
  explains: 'other',
  judge(file) {
    const refusals = certificateRefusals(file);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject: subjectOf(refusals),
      share: null,
      arguments: argumentsFor(file, refusals),
      remedies: [
        'Renew the certificates (kubeadm certs renew all, or the tool that issued them) on every member, one member at a time, and restart etcd and the API servers; alert on the remaining lifetime: kubeadm certs check-expiration, openssl x509 -enddate.',
      ],
      ask: certificates(),
    });
  },
};

/** Of the most frequent of them; those of the others speak for themselves. */
const linesOf = (refusals: readonly CertificateRefusal[]) =>
  [...refusals]
    .sort((a, b) => b.burst.count - a.burst.count)
    .slice(0, 1)
    .flatMap((one) => one.lines);

const totalOf = (refusals: readonly CertificateRefusal[]): number =>
  refusals.reduce((sum, one) => sum + one.burst.count, 0);

const partiesOf = (refusals: readonly CertificateRefusal[]): string[] =>
  [...new Set(refusals.flatMap((one) => one.parties))].sort();

function argumentsFor(file: CaseFile, refusals: readonly CertificateRefusal[]): Argument[] {
  if (refusals.length === 0) return silenceOf(file, 'no connection was refused because of its certificate');
  const basis = 'peer lines' as const;
  const expired = refusals.filter((one) => one.fault === 'expired');
  if (expired.length > 0) {
    const says = `${counted(totalOf(expired), 'refusal')} for a certificate that had expired${datesOf(expired)}`;
    // with both dates the line is the proof
    const factor = expired.some((one) => one.dates !== null) ? 50 : 20;
    return [{ says, factor, basis, evidence: linesOf(expired) }, ...parties(file, expired, refusals)];
  }
  const vague = refusals.filter((one) => one.fault === 'out-of-date');
  if (vague.length > 0) {
    const says = `${counted(totalOf(vague), 'refusal')} for a certificate that "has expired or is not yet valid", without the dates`;
    return [{ says, factor: 10, basis, evidence: linesOf(vague) }, ...parties(file, vague, refusals)];
  }
  const early = refusals.filter((one) => one.fault === 'not-yet-valid');
  if (early.length === refusals.length) {
    const says = `${counted(totalOf(early), 'refusal')} for a certificate that was not valid yet${datesOf(early)}: it had not expired`;
    return [{ says, factor: 1 / 20, basis, evidence: linesOf(early) }];
  }
  const unsaid = refusals.filter((one) => one.fault === 'unsaid');
  if (unsaid.length > 0) {
    const says = `${counted(totalOf(unsaid), 'connection')} ended with the alert of a bad certificate, which is sent for an expired one too`;
    return [{ says, factor: sudden(unsaid) ? 3 : 1, basis, evidence: linesOf(unsaid) }];
  }
  const says = `${counted(totalOf(refusals), 'refusal')} for a certificate, each for another reason than its dates`;
  return [{ says, factor: 1 / 20, basis, evidence: linesOf(refusals) }];
}

/** Several that meet it at one instant, or one client alone: then its own certificate is the one. */
function parties(file: CaseFile, dated: readonly CertificateRefusal[], all: readonly CertificateRefusal[]): Argument[] {
  // The other side of the same refusals sends an alert without a reason.
  const same = all.filter((one) => dated.includes(one) || one.fault === 'unsaid');
  const names = partiesOf(same);
  const members = new Set(same.flatMap((one) => one.burst.member ?? []));
  const [, ...others] = [...same].sort((a, b) => b.burst.count - a.burst.count);
  const evidence = (others.length > 0 ? others : same).map((one) => one.burst.first);
  if (names.length + members.size > 2 && sudden(same)) {
    const says = `${count(names.length)} were refused within minutes of each other${members.size > 1 ? `, in the logs of ${listed([...members].sort().slice(0, 5))}` : ''}`;
    return [{ says, factor: 5, basis: 'client lines', evidence }];
  }
  const [only] = names;
  if (names.length !== 1 || only === undefined || members.size > 1) return [];
  if (isMember(file, only) || same.some((one) => !one.isOneParty)) return [];
  const says = `only ${only} is seen to be refused: it may be its own certificate alone`;
  return [{ says, factor: 1 / 4, basis: 'other peer lines', evidence }];
}

/** A member's certificate is none that only its owner needs. */
const isMember = (file: CaseFile, party: string): boolean =>
  /^[0-9a-f]{13,16}$/.test(party) ||
  file.members.some(({ name, id, endpoint }) => [name, id, endpoint?.replace(/:\d+$/, '')].includes(party));

/** `: 2023-06-02T07:04:09Z is 3 s after 2023-06-02T07:04:06Z`, by the clock of the refusing side. */
function datesOf(refusals: readonly CertificateRefusal[]): string {
  const dates = refusals.find((one) => one.dates !== null)?.dates ?? null;
  if (dates === null) return '';
  return ` (the time was ${dates.now}, ${duration(dates.seconds * SECOND)} ${dates.side} ${dates.limit})`;
}

function sudden(refusals: readonly CertificateRefusal[]): boolean {
  const firsts = new Map<string, number>();
  for (const { burst, parties: names } of refusals)
    for (const name of names) {
      const who = `${name} ${burst.member ?? ''}`;
      if (burst.start !== null && !firsts.has(who)) firsts.set(who, burst.start);
    }
  const times = [...firsts.values()].sort((a, b) => a - b);
  return times.length > 1 && (times.at(-1) ?? 0) - (times[0] ?? 0) <= TOGETHER;
}

function subjectOf(refusals: readonly CertificateRefusal[]): string | null {
  const names = partiesOf(refusals.filter((one) => one.fault === 'expired' || one.fault === 'out-of-date'));
  return names.length === 0 || names.length > 3 ? null : listed(names);
}
