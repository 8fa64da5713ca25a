import type { Cause } from '../../../src/model/report.js';
import type { Postmortem } from '../../../src/pipeline/options.js';
import { rules } from '../../../src/rules/registry.js';
import { POSTMORTEMS } from '../postmortem-fixture.js';

/** The incident in which everything happened at once, on members of a version: every alert and setting follows from it. */
export function everyCause(version: string): Postmortem {
  const [, made] = POSTMORTEMS.find(([name]) => name === 'refused-writes') as (typeof POSTMORTEMS)[number];
  const causes = rules.map(({ id, title }): Cause => ({
    id,
    title,
    role: 'contributing',
    verdict: 'likely',
    confidence: 0.8,
    because: 'Made up.',
    subject: null,
    share: null,
    evidence: [],
    counterEvidence: [],
    remedies: ['Mend it.'],
  }));
  const members = made.report.members.map((member) => ({ ...member, version }));
  const { coverage } = made.file;
  const file = {
    ...made.file,
    coverage: { ...coverage, etcdLogs: coverage.etcdLogs.map((log) => ({ ...log, version })) },
  };
  return { ...made, file, report: { ...made.report, causes, members } };
}
