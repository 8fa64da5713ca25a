import type { Consequence } from '../report.js';

/** A message with a fixed meaning: what etcd's or Kubernetes' maintainers say that it means, and what they say to do. */
export interface KnownMessage {
  /** The kind of its records. */
  readonly kind: string;
  /** Where one kind has messages of several meanings: the one meant. Absent: all. */
  readonly text?: RegExp;
  readonly meaning: string;
  /** What it does to the member or to its clients while it continues. */
  readonly consequence: Consequence | null;
  /** What ends it; null: nothing of its own, another message says it. */
  readonly action: string | null;
  /** Where that is said. */
  readonly source: string;
}
