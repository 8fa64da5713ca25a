import { parseRfc3339 } from '../model/rfc3339.js';
import type { CertificateFault, SystemRecord } from '../model/record.js';
import type { EpochMicros } from '../model/units.js';

/**
 * What Go's `crypto/x509` and `crypto/tls` say of a certificate that is refused, wherever it is: etcd's own lines,
 * klog, etcdctl. From Go 1.15 on both moments are in the text:
 * `x509: certificate has expired or is not yet valid: current time 2024-10-17T03:22:51Z is after 2024-10-17T03:01:49Z`.
 */
export interface CertificateText {
  readonly reason: CertificateFault;
  /** The clock of the refusing side. */
  readonly currentTime?: EpochMicros;
  /** The first or last moment of the certificate. */
  readonly limitTime?: EpochMicros;
}

const DATES = /current time (\S{20,40}) is (before|after) (\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d))/;

const FAULTS: readonly { readonly text: RegExp; readonly reason: CertificateFault }[] = [
  { text: /x509: certificate has expired or is not yet valid/, reason: 'out-of-date' },
  { text: /tls: expired certificate|\bcertificate has expired\b/, reason: 'expired' },
  { text: /certificate is not yet valid/, reason: 'not-yet-valid' },
  {
    text: /x509: certificate is (?:not )?valid for|doesn't contain any IP SANs|does not match any of DNSNames|x509: certificate relies on legacy Common Name|x509: certificate is not valid for any names|no subject alternative (?:name|DNS name)/i,
    reason: 'name-mismatch',
  },
  {
    text: /signed by unknown authority|tls: unknown (?:certificate )?authority|self[- ]signed certificate|unable to (?:get local issuer|verify the first) certificate/i,
    reason: 'unknown-authority',
  },
  { text: /incompatible key usage|x509: .*extended key usage/, reason: 'usage' },
  { text: /tls: (?:client didn't provide a certificate|certificate required)/, reason: 'missing' },
  {
    text: /tls: (?:first record does not look like a TLS handshake|oversized record|protocol version not supported|client offered only unsupported versions|no (?:mutual )?cipher suite|no supported versions)|http: server gave HTTP response to HTTPS client|client sent an HTTP request to an HTTPS server/,
    reason: 'protocol',
  },
  { text: /\btls: (?:bad|unknown|unsupported|revoked) certificate\b/, reason: 'bad-certificate' },
  { text: /\bx509: |\btls: (?:\w+ ){0,4}(?:certificate|handshake failure)/, reason: 'other' },
];

/** What was wrong with a certificate; null: the text reports none. */
export function certificateFault(text: string): CertificateText | null {
  const fault = FAULTS.find((one) => one.text.test(text));
  if (fault === undefined) return null;
  const dates = DATES.exec(text);
  if (fault.reason !== 'out-of-date' || dates === null) return { reason: fault.reason };
  const currentTime = parseRfc3339(dates[1] ?? '');
  const limitTime = parseRfc3339(dates[3] ?? '');
  return {
    reason: dates[2] === 'before' ? 'not-yet-valid' : 'expired',
    ...(currentTime === null ? {} : { currentTime }),
    ...(limitTime === null ? {} : { limitTime }),
  };
}

const MESSAGE_LIMIT = 400;

/** Whom the text dialed: `dial tcp 127.0.0.1:2379`, `{Addr: "10.0.0.1:2379"`, `Get "https://10.0.0.1:2379/…"`. */
export function dialedEndpoint(text: string): string | null {
  return (
    /(?:dial tcp |Addr:? ?"|Err :connection error: .{0,80}?tcp |https?:\/\/|\{)((?:\[[0-9a-fA-F:]{2,45}\]|[\w.-]{1,253}):\d{1,5})\b/.exec(
      text.slice(0, 2000),
    )?.[1] ?? null
  );
}

/** The fields of a `certificate-error`; null: the text names no certificate, or a connection without one. */
export function certificateFields(
  text: string,
): Pick<SystemRecord, 'message' | 'reason' | 'currentTime' | 'limitTime'> | null {
  const fault = certificateFault(text);
  return fault === null || fault.reason === 'protocol' ? null : { ...fault, message: text.slice(0, MESSAGE_LIMIT) };
}
