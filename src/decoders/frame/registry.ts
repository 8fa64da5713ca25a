import { criPartial } from './cri-partial.js';
import { csvExport } from './csv-export.js';
import { dockerPartial } from './docker-partial.js';
import type { Frame } from './frame.js';
import { jsonDocument } from './json-document.js';
import { journalExport } from './journal-export.js';
import { journalJsonPretty } from './journal-json-pretty.js';
import { journalVerbose } from './journal-verbose.js';
import { systemctlStatus } from './systemctl-status.js';

/** Wrappings of several lines, in the order in which they are asked about a line that no dialect claimed. */
export const FRAMES: readonly Frame[] = [
  journalVerbose,
  journalExport,
  // Asks the next one about a brace alone: what comes behind it decides.
  jsonDocument,
  journalJsonPretty,
  criPartial,
  dockerPartial,
  systemctlStatus,
  csvExport,
];
