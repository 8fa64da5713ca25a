import type { Burst, CaseFile, Rule } from '../../model/case-file.js';
import { MINUTE } from '../../model/units.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { certificates } from '../queries/open-questions.js';
import { burstsOf, firstLines, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import { silenceOf } from '../queries/silence.js';
import { count, counted, listed } from '../queries/phrases.js';

const EXPIRED = /certificate has expired|expired or is not yet valid|expired certificate|NotAfter/i;
/** What all meet at one instant is one certificate, or one authority. */
const TOGETHER = 5 * MINUTE;

/** A certificate ran out: from one instant on, everybody refuses everybody. */
export const certificateExpiry: Rule = {
  id: 'certificate-expiry',
  title: 'Expired certificate',
  explains: 'other',
  judge(file) {
    const bursts = burstsOf(file, 'certificate-error');
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'contributing',
      subject: subjectOf(bursts),
      share: null,
      arguments: argumentsFor(file, bursts),
      remedies: [
        'Renew the certificates (kubeadm certs renew all, or the tool that made them) on every member, one member at a time, and restart etcd and the API servers; alert on what is left of them: kubeadm certs check-expiration, openssl x509 -enddate.',
      ],
      ask: certificates(),
    });
  },
};

const isExpired = (burst: Burst): boolean => EXPIRED.test(`${burst.first.text} ${burst.worst.text}`);

const remoteOf = (burst: Burst): string | null => ('remote' in burst.record ? (burst.record.remote ?? null) : null);

/** Those who were refused, and those who refused. */
const parties = (bursts: readonly Burst[]): Set<string> =>
  new Set(bursts.flatMap((burst) => [remoteOf(burst), burst.member]).filter((name) => name !== null));

function argumentsFor(file: CaseFile, bursts: readonly Burst[]): Argument[] {
  if (bursts.length === 0) return silenceOf(file, 'no connection was refused for its certificate');
  const basis = 'peer lines' as const;
  const expired = bursts.filter(isExpired);
  const lines = worstLines(bursts);
  const told = `${counted(total(bursts), 'connection')} refused for a certificate`;
  if (expired.length === 0) {
    const remotes = new Set(bursts.map(remoteOf));
    const says = `${told}, and no line says that one had expired`;
    if (remotes.size > 1 && sudden(bursts))
      return [
        {
          says: `${says}, but ${count(remotes.size)} were refused from one instant on`,
          factor: 3,
          basis,
          evidence: lines,
        },
      ];
    return [{ says, factor: 1 / 10, basis, evidence: lines }];
  }
  const many = parties(expired);
  const alone: Argument[] =
    new Set(expired.map(remoteOf)).size === 1 &&
    new Set(expired.map((burst) => burst.member)).size === 1 &&
    !ofPeer(file, expired)
      ? [
          {
            says: `only one client, ${remoteOf(expired[0] as Burst) ?? 'without a name'}, was refused: its own certificate is the one`,
            factor: 1 / 20,
            basis,
            evidence: firstLines(expired),
          },
        ]
      : [];
  return [
    {
      says: `${told}, ${counted(expired.length, 'burst')} of them as expired`,
      factor: 20,
      basis,
      evidence: worstLines(expired),
    },
    ...alone,
    ...(many.size > 2 && sudden(expired)
      ? [
          {
            says: `${count(many.size)} parties met it within minutes of each other`,
            factor: 5,
            basis: 'other peer lines' as const,
            evidence: firstLines(expired),
          },
        ]
      : []),
  ];
}

function sudden(bursts: readonly Burst[]): boolean {
  const firsts = new Map<string, number>();
  for (const burst of bursts) {
    const who = `${remoteOf(burst) ?? ''} ${burst.member ?? ''}`;
    if (burst.start !== null && !firsts.has(who)) firsts.set(who, burst.start);
  }
  const times = [...firsts.values()].sort((a, b) => a - b);
  return times.length > 1 && (times.at(-1) ?? 0) - (times[0] ?? 0) <= TOGETHER;
}

/** Refused by a member, and a member itself. */
function ofPeer(file: CaseFile, bursts: readonly Burst[]): boolean {
  const hosts = new Set(
    file.members.flatMap(({ endpoint }) => (endpoint === null ? [] : [endpoint.replace(/:\d+$/, '')])),
  );
  return bursts.some((burst) => hosts.has(remoteOf(burst) ?? ''));
}

function subjectOf(bursts: readonly Burst[]): string | null {
  const expired = bursts.filter(isExpired);
  const remotes = [...new Set(expired.flatMap((burst) => remoteOf(burst) ?? []))].sort();
  return remotes.length === 0 || remotes.length > 3 ? null : listed(remotes);
}
