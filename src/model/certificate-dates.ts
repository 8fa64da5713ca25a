/** What Go says of a certificate that is not valid at the time: `current time T is after U` (since Go 1.15). */
export interface CertificateDates {
  /** By the clock of the refusing side, ISO 8601 as written. */
  readonly now: string;
  /** The certificate's last moment, or its first. */
  readonly limit: string;
  readonly side: 'after' | 'before';
  /** How far the clock is past the limit, or short of it, seconds. */
  readonly seconds: number;
}

const DATES =
  /current time (\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d)) is (after|before) (\d{4}-\d\d-\d\dT[\d:.]{8,18}(?:Z|[+-]\d\d:\d\d))/;

/** The dates in a text; null: it has none. */
export function certificateDates(text: string): CertificateDates | null {
  const found = DATES.exec(text);
  if (found === null) return null;
  const [, now = '', side, limit = ''] = found;
  const seconds = Math.abs(Date.parse(now) - Date.parse(limit)) / 1000;
  if (Number.isNaN(seconds)) return null;
  return { now, limit, side: side === 'after' ? 'after' : 'before', seconds };
}

/**
 * What is wrong with a certificate, by the text of a refusal. `out-of-date`: it is too early or too late, and the text
 * does not say which. `unsaid`: the other side refused it, and gave no reason.
 */
export type CertificateFault = 'expired' | 'not-yet-valid' | 'out-of-date' | 'unsaid' | 'other';

export function certificateFault(text: string): CertificateFault | null {
  const dates = certificateDates(text);
  if (dates !== null) return dates.side === 'after' ? 'expired' : 'not-yet-valid';
  if (/has expired or is not yet valid/i.test(text)) return 'out-of-date';
  if (/certificate (?:has |is )?expired|expired certificate|NotAfter/i.test(text)) return 'expired';
  if (/certificate is not yet valid/i.test(text)) return 'not-yet-valid';
  if (/tls: (?:bad certificate|handshake failure|internal error|alert)/i.test(text)) return 'unsaid';
  return /x509: |tls: .{0,40}certificate|unknown (?:certificate )?authority/i.test(text) ? 'other' : null;
}
