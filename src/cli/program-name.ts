/** As the manual, the documents and messages on standard error call it. */
export const PROGRAM = 'etcd-postmortem';

/** What somebody typed to get here: kubectl runs `kubectl-etcd_postmortem` of the PATH for `kubectl etcd-postmortem`. */
export function programName(path = process.argv[1] ?? ''): string {
  return /(?:^|[\\/])kubectl-etcd[-_]postmortem(?:\.\w+)?$/.test(path) ? `kubectl ${PROGRAM}` : PROGRAM;
}
