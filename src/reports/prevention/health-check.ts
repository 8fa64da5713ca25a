import type { Output } from '../output.js';
import { size } from '../sizes.js';
import { healthCheckScript } from './health-check-script.js';

/** A script for a timer: it looks, says what is wrong, and changes nothing unless somebody asks for it at a terminal. */
export const healthCheck: Output = {
  name: 'prevention-health-check',
  file: 'prevention/etcd-health.sh',
  *render({ report }) {
    const bytes = report.space.quotaBytes?.value ?? 0;
    yield healthCheckScript(bytes > 0 ? { bytes, source: `the quota of this incident (${size(bytes)})` } : null);
  },
};
