/**
 * How much a tally holds exactly. Beyond that it sums up a rest, and says so: see `src/timeline/bounds.ts`. Together
 * these are what keeps memory below what docs/reliability.md promises.
 */

/** Distinct keys that were written; past it, keys that differ only in a random suffix are one. */
export const KEY_LIMIT = 131_072;
/** Keys without their random suffix. */
export const STEM_LIMIT = 32_768;
/** Names of pairs (resource and namespace), and of workloads. */
export const NAME_LIMIT = 32_768;
/** With more workloads a piece is not read out of turn: each thread would hold as many names again. */
export const CROWDED_NAMES = 16_384;
export const CLIENT_LIMIT = 4_096;
/** Objects that were updated through the API servers, by dialect. */
export const API_OBJECT_LIMIT = 8_192;
/** Resources times writers, by dialect. */
export const API_PAIR_LIMIT = 4_096;
/** Tables that count keys or objects, and rows of one of them. */
export const STORE_TABLE_LIMIT = 256;
export const STORE_ROW_LIMIT = 2_048;
/** Databases and snapshots of etcd, and groups of each list of one of them. */
export const STORE_FILE_LIMIT = 64;
export const STORE_GROUP_LIMIT = 200;
/** Distinct events; past it they are summed by workload and reason. */
export const EVENT_LIMIT = 32_768;
export const EVENT_GROUP_LIMIT = 4_096;
