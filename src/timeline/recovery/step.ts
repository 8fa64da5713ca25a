import type { AuditedStep } from '../../model/recovery-audit.js';
import type { Exemplar } from '../../model/origin.js';
import type { EpochMicros } from '../../model/units.js';

const EVIDENCE = 5;

/** One thing that was done or left out, at the time of its first line unless another is named. */
export const step = (
  id: string,
  verdict: AuditedStep['verdict'],
  says: string,
  evidence: readonly Exemplar[],
  time: EpochMicros | null = evidence[0]?.time ?? null,
): AuditedStep => ({ id, verdict, says, time, evidence: evidence.slice(0, EVIDENCE) });

export const mib = (bytes: number): string =>
  bytes >= 1024 ** 3 ? `${(bytes / 1024 ** 3).toFixed(1)} GiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;

export const listed = (names: readonly string[]): string =>
  names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

export const named = (member: string | null): string => member ?? 'a member';
