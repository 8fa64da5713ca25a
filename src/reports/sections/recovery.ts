import { compareOrigins } from '../../model/origin.js';
import type { TimelineEntry } from '../../model/report.js';
import { code, heading, list, paragraph, table, type Block, type Text } from '../document.js';
import { duration } from '../durations.js';
import { size } from '../sizes.js';
import { millisBetween } from '../times.js';
import { place, places } from './cite.js';
import { refusals } from './headline.js';
import { auditBlocks } from './recovery-audit.js';
import type { View } from './view.js';

const STEP =
  /^(?:quota-set|auto-compaction-set|member-started|member-stopped|compaction-(?:requested|finished|failed)|defragmentation-(?:started|finished|failed)|nospace-alarm-(?:raised|disarmed)|service-(?:started|stopped|failed|restarted))$/;
const MOST = 40;

/** What was done from the first refusal on, what it changed, and whether writes were still refused after it. */
export function recovery(view: View): readonly Block[] {
  const { report, times } = view;
  const first = refusals(report)[0]?.spaceExceeded?.time;
  if (first === undefined) return [];
  const disarmed = report.timeline.find(
    (entry) => entry.kind === 'nospace-alarm-disarmed' && entry.time >= first,
  )?.time;
  const all = report.timeline.filter(
    (entry) =>
      STEP.test(entry.kind) &&
      (entry.end ?? entry.time) >= first &&
      // The alarm that began it is no step; one that comes back after a disarm is what went wrong with one.
      (entry.kind !== 'nospace-alarm-raised' || (disarmed !== undefined && entry.time > disarmed)),
  );
  const steps = withoutRepeats(all);
  const recovered = refusals(report).at(-1)?.recovery ?? null;
  if (steps.length === 0) {
    const nothing = paragraph('No input shows a recovery step with a time after the first refusal.');
    return [heading(2, 'Recovery steps'), nothing, ...loggedSteps(view), ...auditBlocks(view)];
  }
  const rows = steps
    .slice(0, MOST)
    .map((step, i): readonly Text[] => [
      times.exact(step.time),
      step.member ?? '',
      [code(step.kind), step.count > 1 ? ` ×${step.count}` : '', step.summary === '' ? '' : [': ', step.summary]],
      took(step),
      sizeAfter(view, step, steps.slice(i + 1)),
      recovered === null || step.time < recovered.time ? 'refused' : 'accepted',
      places(step.evidence, 1),
    ]);
  const rest = steps.length > MOST ? [paragraph(`${steps.length - MOST} later steps are in timeline.csv.`)] : [];
  return [
    heading(2, 'Recovery steps'),
    table(['time', 'member', 'step', 'took', 'file size after', 'writes', 'evidence'], rows),
    ...rest,
    ...disarm(view, steps, recovered?.time ?? null),
    ...loggedSteps(view),
    ...auditBlocks(view),
  ];
}

function took(step: TimelineEntry): string {
  if (step.end === null) return '';
  const ms = millisBetween(step.time, step.end);
  return ms > 0 ? duration(ms) : '';
}

/** After a compaction, the member's first sample before its file changes again; other steps contain their sizes. */
function sizeAfter({ report }: View, step: TimelineEntry, later: readonly TimelineEntry[]): string {
  if (step.kind !== 'compaction-finished') return '';
  const from = step.end ?? step.time;
  const until = later.find((one) => one.kind === 'defragmentation-finished' && one.member === step.member)?.time;
  const sample = report.space.series.find(
    (one) => one.time >= from && one.member === step.member && (until === undefined || one.time < until),
  );
  if (sample === undefined) return '';
  const used = sample.dbSizeInUseBytes === null ? '' : `, ${size(sample.dbSizeInUseBytes)} in use`;
  return `${size(sample.dbSizeBytes)}${used}`;
}

/** A start logs its settings in more than one line. */
function withoutRepeats(steps: readonly TimelineEntry[]): readonly TimelineEntry[] {
  return steps.filter((step, i) => {
    const same = steps
      .slice(0, i)
      .findLast((one) => one.kind === step.kind && one.member === step.member && one.summary === step.summary);
    return same === undefined || millisBetween(same.time, step.time) > 5000;
  });
}

/** The one step that is forgotten most. */
function disarm({ times }: View, steps: readonly TimelineEntry[], recovered: string | null): readonly Block[] {
  const last = steps.filter((step) => step.kind === 'nospace-alarm-disarmed').at(-1);
  if (last === undefined) return [paragraph('No input shows that the NOSPACE alarm was disarmed.')];
  if (recovered === null)
    return [
      paragraph(`The alarm was disarmed at ${times.exact(last.time)}; no input shows an accepted write after it.`),
    ];
  if (last.time === recovered) return []; // its row says so
  const wait = Math.abs(millisBetween(last.time, recovered));
  return [
    paragraph(
      `The alarm was disarmed at ${times.exact(last.time)}, ${duration(wait)} ${last.time <= recovered ? 'before' : 'after'} the first accepted write.`,
    ),
  ];
}

/** Commands that change etcd, as people run them. */
const CHANGES =
  /\betcdctl\b.*\b(?:compact(?:ion)?|defrag|disarm|put|del|move-leader|snapshot|member)\b|\bsystemctl\s+(?:re)?(?:start|stop|load)\s+etcd\b/;

/** What a pasted transcript or a written account says was run, in its order; no line has the time of it. */
function loggedSteps({ file }: View): readonly Block[] {
  const steps: Text[] = [];
  for (const { claim, exemplar } of [...file.claims].sort((a, b) => compareOrigins(a.exemplar, b.exemplar))) {
    const where = place(exemplar);
    if (claim.what === 'command' && CHANGES.test(claim.command)) {
      const [first] = claim.output;
      steps.push([code(where), ' ', code(claim.command), first === undefined ? '' : [' printed ', code(first)]]);
    } else if (claim.what === 'phase') {
      steps.push([code(where), ` phase ${claim.name}, ${duration(claim.minutes * 60_000)}`]);
    }
  }
  if (steps.length === 0) return [];
  return [paragraph('Steps without a time, in the order of the text:'), list(steps.slice(0, MOST))];
}
