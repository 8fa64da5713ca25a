import { clientHttpPort } from '../../model/advice/version-settings.js';
import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { watchLag } from '../queries/open-questions.js';
import { burstsOf, firstLines, refusalOf, versionsOf } from '../queries/event-bursts.js';
import { indicatorLines, indicatorsOf } from '../queries/silence.js';
import { counted, listed } from '../queries/phrases.js';

/**
 * Large answers over TLS starve the watches of the same connection. It shows as watches that lag, while etcd itself is
 * quick: in metrics, and in what API servers write of watchers that they have to close.
 */
export const watchStarvation: Rule = {
  id: 'watch-starvation',
  title: 'Watch starvation',
  explains: 'latency',
  judge(file) {
    const affected = affectedVersions(file);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: null,
      share: null,
      arguments: argumentsFor(file, affected),
      remedies: [
        `${clientHttpPort(versionsOf(file))} Make the answers smaller: pages, and informers that share a cache.`,
      ],
      ask: watchLag(),
      atMost: { confidence: 0.6, because: 'only metrics show how far watches lag' },
    });
  },
};

function argumentsFor(file: CaseFile, affected: readonly string[]): Argument[] {
  const slow = indicatorsOf(file, 'watch-slow');
  if (slow.length === 0) return [];
  const lines = slow.reduce((sum, indicator) => sum + indicator.count, 0);
  const told: Argument = {
    says: `${counted(lines, 'line')} of API servers about watchers that did not keep up`,
    factor: 5,
    basis: 'client lines',
    evidence: indicatorLines(slow),
  };
  const started = burstsOf(file, 'member-started').filter(
    ({ record }) => 'version' in record && record.version != null,
  );
  if (started.length === 0) return [told];
  const evidence = firstLines(started);
  return affected.length > 0
    ? [
        told,
        { says: `etcd ${listed(affected)} still starves watches under TLS`, factor: 2, basis: 'start lines', evidence },
      ]
    : [told, { says: 'the versions seen have the fix', factor: 1 / 10, basis: 'start lines', evidence }];
}

/** The frame scheduler changed in 3.4.25 and 3.5.8; what is older still is affected too. */
function affectedVersions(file: CaseFile): string[] {
  const versions = burstsOf(file, 'member-started').flatMap(({ record }) =>
    record.kind === 'member-started' && record.version != null ? [record.version] : [],
  );
  return [...new Set(versions)].filter((version) => {
    const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
    if (major !== 3) return false;
    return minor < 4 || (minor === 4 && patch < 25) || (minor === 5 && patch < 8);
  });
}
