import type { ContradictionCheck } from '../model/case-file.js';

export const contradictionChecks: readonly ContradictionCheck[] = [];
