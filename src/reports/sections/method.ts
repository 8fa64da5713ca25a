import { DEFAULT_THRESHOLDS, type Thresholds } from '../../model/thresholds.js';
import { code, heading, list, type Block, type Text } from '../document.js';
import { duration } from '../durations.js';
import { number, percent, plural } from '../sizes.js';
import { boundsText } from './bounds.js';
import type { View } from './view.js';

/** How the numbers were made. */
export function method({ report, file, resolved }: View): readonly Block[] {
  const { writes } = report;
  const items: Text[] = [];
  if (writes.count > 0) {
    items.push(
      `A write is counted once, even if several members, copies or formats show it: ${plural(writes.duplicates, 'duplicate')} removed. Refused writes and failed compares are counted separately and have no share.`,
    );
    items.push(
      `Puts are counted in buckets of ${duration(writes.series.bucketMs)}; the write increase is the last sustained change of that rate before the refusal.`,
    );
  }
  if (writes.estimate !== null) {
    const { count, low, high, because } = writes.estimate;
    items.push(
      `Estimate of puts: ${number(count)} (${number(low)} to ${number(high)}): ${because}. Shares and time series are corrected in the same way.`,
    );
  }
  items.push(...boundsText(file));
  items.push(
    'Basis of a figure: measured figures are in a line of the inputs; inferred figures follow from such lines; modelled figures need an assumption, which is stated.',
  );
  items.push(
    `Verdicts: confirmed from ${percent(0.9)} confidence with two independent sources or kinds of line, likely from ${percent(0.7)}, possible from ${percent(0.3)}, refuted at ${percent(0.1)} or below with a line against it; undetermined otherwise.`,
  );
  if (resolved.since !== null || resolved.until !== null) {
    items.push(
      `Only lines ${resolved.since === null ? '' : `from ${resolved.since} `}${resolved.until === null ? '' : `to ${resolved.until}`}`.trim() +
        '.',
    );
  }
  const changed = (Object.keys(DEFAULT_THRESHOLDS) as (keyof Thresholds)[]).filter(
    (name) => file.thresholds[name] !== DEFAULT_THRESHOLDS[name],
  );
  if (changed.length > 0) {
    items.push([
      'Changed thresholds: ',
      changed.map((name, i): Text => [i === 0 ? '' : ', ', code(`${name}: ${file.thresholds[name]}`)]),
      '.',
    ]);
  }
  items.push([
    'Written by ',
    code(`etcd-postmortem ${report.tool.version}`),
    '; hashes of inputs and outputs, and the options that repeat this run, are in ',
    code('manifest.json'),
    '.',
  ]);
  return [heading(2, 'Methodology'), list(items)];
}
