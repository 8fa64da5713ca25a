import { analyzeCommand } from './analyze.js';
import { collectCommand } from './collect.js';
import type { Command } from './command.js';
import { diffCommand } from './diff.js';
import { explainCommand } from './explain.js';
import { foldCommand } from './fold.js';
import { mergeCommand } from './merge.js';
import { mcpCommand } from './mcp.js';
import { objectCommand } from './object.js';
import { planCommand } from './plan.js';
import { recordsCommand } from './records.js';
import { timelineCommand } from './timeline.js';
import { storeCommand } from './store.js';
import { topCommand } from './top.js';
import { verifyCommand } from './verify.js';
import { watchCommand } from './watch.js';

export const COMMANDS: readonly Command[] = [
  analyzeCommand,
  timelineCommand,
  recordsCommand,
  topCommand,
  storeCommand,
  objectCommand,
  explainCommand,
  verifyCommand,
  diffCommand,
  collectCommand,
  planCommand,
  foldCommand,
  mergeCommand,
  watchCommand,
  mcpCommand,
];
