/** What `--format-help` and docs/formats.md say of a format, beside how it is read. */
export interface Described<Taken extends string = string> {
  /** The id that `FORMAT:PATH`, `inputs[].records` and `records` use. */
  readonly id: string;
  readonly title: string;
  /** A real sample line. */
  readonly sample: string;
  /** Versions of the program that writes it: `3.4 to 3.7`, `systemd 219 on`. Absent if the format has none, or it is unknown. */
  readonly versions?: string;
  /** What is taken from it: kinds of records (`log` aside, which any of them has); of a wrapper, what it says about the line. */
  readonly takes?: readonly Taken[];
  /**
   * With which characters its lines can begin, if not with any: `A-Z[` of printable ASCII, blank and tab. It isn't asked
   * about others, so one that notes lines which aren't its own has none.
   */
  readonly begins?: string;
}

/** What a wrapper may say about the line inside; `package`: of etcd's old logger, as journald keeps it. */
export type MetadataField = 'time' | 'host' | 'program' | 'process id' | 'unit' | 'priority' | 'package';
