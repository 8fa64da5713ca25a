/**
 * What a cause can account for where writes were refused because the database was full. A full explanation has one of the rate and
 * one of the retention; or one that stands alone, since live data need no history to fill a file, and a quota that is too
 * low needs neither. `compaction-blocked-by-nospace` begins with the refusal, and accounts for none of it.
 */
export const RATE: ReadonlySet<string> = new Set([
  ...['pod-restart-storm', 'evict-recreate-loop', 'job-pileup', 'event-flood', 'event-ttl-renewal'],
  ...['large-event-leases', 'lease-churn', 'controller-hot-loop', 'no-op-writes', 'object-accumulation'],
  ...['bulk-rewrite', 'large-objects', 'co-tenant', 'node-status-churn'],
]);

export const RETENTION: ReadonlySet<string> = new Set([
  ...['compaction-disabled', 'compaction-too-late', 'compaction-stalled', 'member-not-compacting'],
  ...['missing-defragmentation', 'long-read-pins-pages'],
]);

/** Live data that alone fill a file, and limits that are too low. */
export const ALONE: ReadonlySet<string> = new Set([
  ...['object-accumulation', 'large-objects', 'job-pileup', 'co-tenant'],
  ...['quota-too-low', 'quota-change-ineffective', 'disk-full'],
]);
