/** Exit statuses of the contract. */
export const EXIT = {
  analysed: 0,
  internalError: 1,
  usage: 2,
  /** An input could not be read to its end or at all, was empty, or nothing was recognised anywhere. */
  incomplete: 3,
  /** With `--fail-on`: a cause at or above that verdict. */
  causeFound: 4,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];
