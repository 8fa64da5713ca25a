import type { Make } from './candidate.js';
import { LATENCY_ALERTS } from './latency-alerts.js';
import { MEMBER_ALERTS } from './member-alerts.js';
import { SPACE_ALERTS } from './space-alerts.js';

/** Thresholds of the etcd mixin (contrib/mixin/alerts of 3.6) where it has one; what is fitted says so in its summary. */
export const CANDIDATES: readonly Make[] = [...SPACE_ALERTS, ...MEMBER_ALERTS, ...LATENCY_ALERTS];
