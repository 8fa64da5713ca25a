import type { Exemplar } from './origin.js';
import type { EpochMicros } from './units.js';

export type AuditVerdict = 'right' | 'without effect' | 'missing' | 'dangerous' | 'not shown';

/** One thing that a recovery has to do, and how it was done here. */
export interface AuditedStep {
  readonly id: string;
  readonly verdict: AuditVerdict;
  readonly says: string;
  readonly time: EpochMicros | null;
  readonly evidence: readonly Exemplar[];
}

/** A step that stops a member, or all writes, while it runs. */
export interface BlockedStretch {
  readonly what: 'defragmentation' | 'restart' | 'election';
  readonly member: string | null;
  readonly from: EpochMicros;
  readonly to: EpochMicros;
  /** Of the leader, and so of all writes. */
  readonly wasLeader: boolean | null;
  readonly evidence: readonly Exemplar[];
}

export interface RecoveryAudit {
  readonly refused: EpochMicros;
  /** The first thing that somebody did about it; null: the inputs show none. */
  readonly firstAction: {
    readonly time: EpochMicros;
    readonly what: string;
    readonly evidence: readonly Exemplar[];
  } | null;
  /** The first thing that shows that somebody looked. */
  readonly firstLook: {
    readonly time: EpochMicros;
    readonly what: string;
    readonly evidence: readonly Exemplar[];
  } | null;
  readonly recovered: EpochMicros | null;
  readonly steps: readonly AuditedStep[];
  readonly blocked: readonly BlockedStretch[];
}
