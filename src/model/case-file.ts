/** The case file, a file a subject in `case-file/`. */
export type * from './case-file/case-file.js';
export type * from './case-file/coverage.js';
export type * from './case-file/bursts.js';
export type * from './case-file/indicators.js';
export type * from './case-file/onsets.js';
export type * from './case-file/writes.js';
export type * from './case-file/objects.js';
export type * from './case-file/api-writes.js';
export type * from './case-file/events.js';
export type * from './case-file/space.js';
export type * from './case-file/statements.js';
export type * from './case-file/store.js';
export type * from './case-file/judgement.js';
