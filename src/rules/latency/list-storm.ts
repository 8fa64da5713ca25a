import type { CaseFile, Rule } from '../../model/case-file.js';
import type { Exemplar } from '../../model/origin.js';
import type { Argument } from '../judging/confidence.js';
import { conclude } from '../judging/confidence.js';
import { largeReads } from '../queries/open-questions.js';
import { burstsOf, firstLines, refusalOf, total, worstLines } from '../queries/event-bursts.js';
import { readsOf } from '../queries/reads.js';
import { indicatorLines, indicatorsOf, silenceOf } from '../queries/silence.js';
import { count, counted, percent, size } from '../queries/phrases.js';

const RESTARTED = /apiserver/i;

/** Clients list everything again and again, or all at once after a restart: reads with large answers, and hardly a write. */
export const listStorm: Rule = {
  id: 'list-storm',
  title: 'LIST request storm',
  explains: 'latency',
  judge(file) {
    const reads = readsOf(file);
    const large = reads.slow.filter((read) => (read.bytes ?? 0) >= file.thresholds.largeResponseBytes);
    return conclude({
      role: refusalOf(file) === null ? 'trigger' : 'amplifier',
      subject: large[0]?.prefix ?? null,
      share: reads.all === 0 ? null : reads.reads / reads.all,
      arguments: argumentsFor(file),
      remedies: [
        'Let clients read from the watch cache (resourceVersion=0), use pagination (limit), and run one informer each. Limit other LIST requests with API priority and fairness, and start API servers one at a time.',
      ],
      ask: largeReads(file),
      atMost:
        large.length === 0
          ? { confidence: 0.5, because: 'no line shows a large response; a slow read may wait for the leader' }
          : null,
    });
  },
};

function argumentsFor(file: CaseFile): Argument[] {
  const reads = readsOf(file);
  const basis = 'slow apply lines' as const;
  if (reads.all === 0) return silenceOf(file, 'no request was slow');
  const part = reads.reads / reads.all;
  const told = `reads were ${count(reads.reads)} of ${counted(reads.all, 'slow request')} (${percent(part)})`;
  // A few pasted lines show nothing about the rest; a log that covers the time does.
  if (part < 0.5 && reads.all < file.thresholds.slowReads) return silenceOf(file, told);
  if (part < 0.5) return [{ says: `${told}: writes dominate`, factor: 1 / 20, basis, evidence: reads.writeLines }];
  const large = reads.slow.filter((read) => (read.bytes ?? 0) >= file.thresholds.largeResponseBytes);
  const known = reads.slow.filter((read) => read.bytes !== null);
  const [most] = large;
  if (most === undefined && known.length >= 5) {
    const largest = Math.max(...known.map((read) => read.bytes ?? 0));
    const says = `${told}, and the largest response had ${size(largest)}: the reads waited for something else`;
    return [{ says, factor: 1 / 10, basis, evidence: known.map((read) => read.line) }];
  }
  const many: Argument[] =
    reads.reads >= file.thresholds.slowReads
      ? [{ says: told, factor: part >= 0.8 ? 4 : 2, basis, evidence: reads.slow.map((read) => read.line) }]
      : [];
  if (most === undefined) return [...many, ...relists(file), ...refusedAsTooMany(file)];
  const free = large.filter((read) => !read.isLimited);
  const sums = { all: reads.large?.all ?? 0, unlimited: reads.large?.unlimited ?? 0 };
  const without = free.length > 0 ? `, ${count(Math.max(free.length, sums.unlimited))} of them without a limit` : '';
  const says = `${counted(Math.max(large.length, sums.all), 'response')} of up to ${size(most.bytes ?? 0)}${without}`;
  return [
    { says, factor: free.length > 0 ? 8 : 4, basis, evidence: large.map((read) => read.line) },
    ...many,
    ...relists(file),
    ...refusedAsTooMany(file),
    ...pressed(file),
  ];
}

/** Watches that were thrown back to a list, API servers that started and filled their caches. */
function relists(file: CaseFile): Argument[] {
  const indicators = indicatorsOf(file, 'relist');
  const starts = burstsOf(file, 'service-started', 'service-restarted', 'container-killed').filter(({ record }) =>
    RESTARTED.test('unit' in record ? record.unit : 'name' in record ? (record.name ?? '') : ''),
  );
  const lines: Exemplar[] = [...indicatorLines(indicators), ...firstLines(starts)];
  if (lines.length === 0) return [];
  const says = indicators.length > 0 ? 'watches had to relist (410, compacted revision)' : 'API servers restarted';
  return [{ says, factor: 4, basis: 'client lines', evidence: lines }];
}

function refusedAsTooMany(file: CaseFile): Argument[] {
  const bursts = burstsOf(file, 'too-many-requests');
  if (bursts.length === 0) return [];
  return [
    {
      says: `${counted(total(bursts), 'request')} refused with "too many requests"`,
      factor: 2,
      basis: 'other client lines',
      evidence: worstLines(bursts),
    },
  ];
}

/** Reads wait behind writes that press. */
function pressed(file: CaseFile): Argument[] {
  const onset = file.onsets.writePressure;
  if (onset === null || onset.evidence.length === 0) return [];
  return [
    { says: 'the write load was high at that time', factor: 1 / 3, basis: 'request lines', evidence: onset.evidence },
  ];
}
