import type { Output } from '../output.js';
import { HEALTH_CHECK } from './health-check-script.js';

/** A script for a timer: it looks, says what is wrong, and changes nothing unless somebody asks for it at a terminal. */
export const healthCheck: Output = {
  name: 'prevention-health-check',
  file: 'prevention/etcd-health.sh',
  *render() {
    yield HEALTH_CHECK;
  },
};
