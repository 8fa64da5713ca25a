import { htmlReport } from './html/html-report.js';
import { json } from './json.js';
import type { Output } from './output.js';
import { alertTests } from './prevention/alert-tests.js';
import { alerts } from './prevention/alerts.js';
import { healthCheck } from './prevention/health-check.js';
import { remedies } from './prevention/remedies.js';
import { runbook } from './prevention/runbook.js';
import { settingsPage } from './prevention/settings-page.js';
import { settingsPatch } from './prevention/settings-patch.js';
import { markdown } from './report-md.js';
import { timelineCsv } from './timeline-csv.js';
import { writesCsv } from './writes-csv.js';

/** What `--out DIR` gets, in the order of writing; the manifest, which has the hashes of these, comes last. */
export const OUTPUTS: readonly Output[] = [
  json,
  markdown,
  htmlReport,
  timelineCsv,
  writesCsv,
  remedies,
  alerts,
  alertTests,
  settingsPage,
  settingsPatch,
  healthCheck,
  runbook,
];
