import type { Burst, CaseFile } from '../../model/case-file.js';
import type { CertificateDates, CertificateFault } from '../../model/certificate-dates.js';
import { certificateDates, certificateFault } from '../../model/certificate-dates.js';
import type { Exemplar } from '../../model/origin.js';

/** A refusal for a certificate, in whosever log it is. */
export interface CertificateRefusal {
  readonly burst: Burst;
  readonly fault: CertificateFault;
  readonly dates: CertificateDates | null;
  /** The other side: a host, or the id of a member. One burst has several. */
  readonly parties: readonly string[];
  /** No other party can be folded into the burst. */
  readonly isOneParty: boolean;
  readonly lines: readonly Exemplar[];
}

/** Kinds whose error may be a certificate's: who loses a peer, and clients that are rejected. */
const OTHERS: ReadonlySet<Burst['kind']> = new Set<Burst['kind']>([
  ...(['member-unreachable', 'endpoint-unhealthy', 'health-check-failed', 'api-error'] as const),
  ...(['request-timeout', 'probe-failed', 'panic'] as const),
]);

/** Every burst of refusals that is about a certificate, in order. */
export function certificateRefusals(file: CaseFile): CertificateRefusal[] {
  return file.bursts.flatMap((burst): CertificateRefusal[] => {
    const own = burst.kind === 'certificate-error';
    if (!own && !OTHERS.has(burst.kind)) return [];
    const told = [burst.first, burst.worst].map((line) => certificateFault(line.text));
    // Of the errors of one burst the one that says most.
    const fault = ORDER.find((one) => told.includes(one)) ?? (own ? 'other' : null);
    if (fault === null) return [];
    const dates = certificateDates(burst.first.text) ?? certificateDates(burst.worst.text);
    return [
      {
        burst,
        fault,
        dates,
        parties: partiesOf(burst),
        isOneParty: burst.count < 3 || 'reason' in burst.record,
        lines: [burst.first, burst.worst],
      },
    ];
  });
}

const ORDER: readonly CertificateFault[] = ['expired', 'not-yet-valid', 'out-of-date', 'unsaid', 'other'];

const REMOTE =
  /"remote-addr\\?":\s*\\?"\[?([\d.a-fA-F:]{3,45}?)\]?:\d{1,5}\\?"|connection from "\[?([\d.a-fA-F:]{3,45}?)\]?:\d{1,5}"/;

function partiesOf(burst: Burst): string[] {
  const fields = [burst.record, burst.worstRecord].flatMap((record) => [
    'remote' in record ? record.remote : null,
    'peer' in record ? record.peer : null,
    'endpoint' in record ? record.endpoint : null,
  ]);
  const texts = [burst.first.text, burst.worst.text].flatMap((text) => {
    const found = REMOTE.exec(text);
    return found === null ? [] : [found[1] ?? found[2] ?? ''];
  });
  return [...new Set([...fields, ...texts].filter((one): one is string => typeof one === 'string' && one !== ''))];
}
