import type { InputKind } from '../../simulator/recording.js';

/** What really happened in an incident, and what its inputs can show of it. */
export interface Label {
  /** What set it off: naming any of them first is right. Empty: nothing is wrong. */
  readonly triggers: readonly string[];
  /** What had a part in it besides, in whatever role; also what is true and harmless. */
  readonly also: readonly string[];
  /**
   * What may be said as well as not: that a quota of some tens of MiB is too low, that evicted pods are recreated
   * and again. Saying it is not untrue, and not saying it neither; calibration leaves it out.
   */
  readonly arguable: readonly string[];
  /** When the writes began to rise, and the first write was refused; milliseconds since the epoch. null: never. */
  readonly writePressure: number | null;
  readonly spaceExceeded: number | null;
  /** Accepted puts by resource as shares; null where no request log is among the inputs. */
  readonly shares: ReadonlyMap<string, number> | null;
  /** At the refusal, of the member that refused first. */
  readonly space: { readonly quotaBytes: number; readonly dbSizeBytes: number } | null;
}

export interface LabelledInput {
  readonly name: string;
  readonly kind: InputKind;
  readonly member: string | null;
  readonly read: () => string | Buffer;
}

/** Inputs with a label. */
export interface LabelledIncident {
  readonly name: string;
  readonly made: 'simulated' | 'recorded';
  readonly inputs: readonly LabelledInput[];
  /** When the inputs were taken, ISO 8601; and the zone of stamps without one. */
  readonly capturedAt: string | null;
  readonly timezone: string | null;
  readonly label: Label;
}

/** Known only where it is made: making one takes a while, and holding all of them would take much memory. */
export interface IncidentMaker {
  readonly name: string;
  readonly make: () => LabelledIncident;
}
