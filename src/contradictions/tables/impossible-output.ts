/** Output that a command has no way of printing, and why; `command` shows which invocations, by words and flags. */
export interface ImpossibleOutput {
  readonly words: readonly string[];
  /** A flag that the invocation must have, or must not have. */
  readonly flag?: { readonly name: RegExp; readonly present: boolean };
  readonly output: RegExp;
  readonly why: string;
}

const REMOTE = /\brpc error\b|database space exceeded|context deadline exceeded/i;
/**
 * As an error of the command itself, and the whole of what it printed: values of keys and lines of logs quote the text, and
 * are on lines of their own too.
 */
const NO_SPACE = /^(?:Error: |Failed to |\{"level":)[^\n]*database space exceeded/i;

/** Only Put, Txn and LeaseGrant test the quota (`v3rpc/quota.go`); a defragmentation doesn't (`v3rpc/maintenance.go`). */
export const IMPOSSIBLE_OUTPUT: readonly ImpossibleOutput[] = [
  {
    words: ['defrag'],
    flag: { name: /--data-dir\b/, present: true },
    output: REMOTE,
    why: 'with --data-dir it defragments the files offline, without any RPC (on a running member it waits for the file lock), and reports "Failed to defragment etcd data[..]"',
  },
  {
    words: ['defrag'],
    flag: { name: /--data-dir\b/, present: false },
    output: NO_SPACE,
    why: 'a defragmentation has no quota check, so it is never refused for lack of space, and it reports "Failed to defragment etcd member[..]"',
  },
  {
    words: ['compact(?:ion)?'],
    output: NO_SPACE,
    why: 'etcd accepts compactions while the NOSPACE alarm is active, because they have no quota check',
  },
  {
    words: ['alarm', '(?:disarm|list)'],
    output: NO_SPACE,
    why: 'alarms are listed and disarmed without a quota check',
  },
  {
    words: ['endpoint', '(?:status|hashkv)'],
    output: NO_SPACE,
    why: 'it only reads, and reads are not refused for lack of space',
  },
  { words: ['get'], output: NO_SPACE, why: 'reads are not refused for lack of space' },
  { words: ['del'], output: NO_SPACE, why: 'deletes are not refused for lack of space' },
  { words: ['snapshot', 'save'], output: NO_SPACE, why: 'a snapshot only reads' },
];
