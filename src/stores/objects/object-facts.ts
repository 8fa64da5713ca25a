/**
 * What the value of a key says of its object, apart from its contents: who owns it, who wrote it, and the moments in it
 * that its writer took from a clock as it wrote.
 */
export interface KubeObject {
  readonly kind: string | null;
  readonly owner: ObjectOwner | null;
  /** The entry of managedFields with the latest time: who wrote this revision, as far as the object shows. */
  readonly manager: Manager | null;
  /** The object that an Event is about. */
  readonly involved: InvolvedObject | null;
  /** Microseconds since the epoch: `Lease.spec.renewTime`, an event's last occurrence. null: none. */
  readonly written: number | null;
  /** By how much `written` may lie before the write: one second where the stamp has whole seconds only. */
  readonly precision: number;
  /** Microseconds since the epoch, whole seconds: when an API server created the object. null: not told. */
  readonly created: number | null;
  /** Whose clock stamped it: the holder of a lease, the component of an event. */
  readonly clock: string | null;
  /** Of the contents without versions, times of managers, renewals and heartbeats; 0: not computed. */
  readonly contentHash: number;
}

export interface ObjectOwner {
  readonly kind: string;
  readonly name: string;
}

export interface Manager {
  readonly name: string;
  readonly subresource: string;
}

export interface InvolvedObject {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly reason: string;
}
