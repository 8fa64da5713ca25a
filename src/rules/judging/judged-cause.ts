import type { Exemplar } from '../../model/origin.js';
import type { Cause } from '../../model/report.js';

/** A cause of the report, its lines still exemplars. */
export interface JudgedCause extends Omit<Readonly<Cause>, 'evidence' | 'counterEvidence' | 'remedies'> {
  readonly evidence: readonly Exemplar[];
  readonly counterEvidence: readonly Exemplar[];
  readonly remedies: readonly string[];
}
