/** Files that may be one rotated log, as far as their names show: the oldest first. */
export interface LogSet {
  readonly files: readonly {
    readonly input: string;
    /** Which it is by number, the file in use being 0 (or -1 where there is a `.0`); null: its name has none. */
    readonly number: number | null;
  }[];
}
