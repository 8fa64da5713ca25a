import { htmlReport } from './html.js';
import { json } from './json.js';
import { markdown } from './markdown.js';
import type { Output } from './output.js';
import { alerts } from './prevention/alerts.js';
import { remedies } from './prevention/remedies.js';
import { timelineCsv } from './timeline-csv.js';
import { writesCsv } from './writes-csv.js';

/** What `--out DIR` gets, in the order of writing; the manifest, which has the hashes of these, comes last. */
export const OUTPUTS: readonly Output[] = [json, markdown, htmlReport, timelineCsv, writesCsv, remedies, alerts];
