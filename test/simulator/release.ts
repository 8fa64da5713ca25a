/** What differs between versions of etcd in what they log and refuse. */
export interface Release {
  readonly version: string;
  readonly minor: number;
  readonly logger: 'zap' | 'capnslog';
  readonly stampDigits: 3 | 6;
  /** `alarm raised` and `alarm disarmed`: gone in 3.6. */
  readonly logsAlarms: boolean;
  /** `finished scheduled compaction` with sizes: 3.4.31, 3.5.12, 3.6. */
  readonly compactionSizes: boolean;
  /** Deletes pass the quota's gate: 3.4.20, 3.5.7, 3.6. */
  readonly deletesPass: boolean;
  /** `request stats` at warn level above 300 ms: 3.5. */
  readonly warnsOfSlowRequests: boolean;
  readonly snapshotCount: number;
}

export function releaseOf(version: string, logger: Release['logger'] = 'zap'): Release {
  const [, minor = 0, patch = 0] = version.split('.').map(Number);
  const since = (at34: number, at35: number): boolean =>
    minor >= 6 || (minor === 5 && patch >= at35) || (minor === 4 && patch >= at34);
  return {
    version,
    minor,
    logger: minor >= 5 ? 'zap' : logger,
    stampDigits: minor >= 5 ? 6 : 3,
    logsAlarms: minor < 6,
    compactionSizes: since(31, 12),
    deletesPass: since(20, 7),
    warnsOfSlowRequests: minor >= 5,
    snapshotCount: minor >= 6 ? 10_000 : 100_000,
  };
}
