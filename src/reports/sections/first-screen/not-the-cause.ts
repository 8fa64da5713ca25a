import type { Cause } from '../../../model/report.js';
import { code, emphasis, joined, list, paragraph, strong, type Block, type Text } from '../../document.js';
import { lowerFirst } from '../headline.js';
import { firstReasons, foundCauses, sentence } from '../verdicts.js';
import type { View } from '../view.js';

const MOST = 4;
const SHORT = 200;

/** What meetings ask about first; the other refuted ones follow by name. */
const OFTEN_BLAMED = [
  'missing-defragmentation',
  'large-objects',
  'alarm-left-armed',
  'slow-disk',
  'quota-change-ineffective',
  'quota-too-low',
  'event-flood',
  'leader-flapping',
  'compaction-disabled',
  'pod-restart-storm',
  'disk-full',
];

/** The refuted, what is blamed most often first. */
export function refutedCauses(causes: readonly Cause[]): readonly Cause[] {
  const rank = (cause: Cause): number =>
    OFTEN_BLAMED.includes(cause.id) ? OFTEN_BLAMED.indexOf(cause.id) : OFTEN_BLAMED.length;
  return causes.filter((cause) => cause.verdict === 'refuted').sort((a, b) => rank(a) - rank(b));
}

/** Explanations that were looked for and rejected: half of the meeting is about them. */
export function notTheCause({ report }: View): readonly Block[] {
  const refuted = refutedCauses(report.causes);
  const blocks: Block[] = [];
  if (refuted.length > 0) {
    // By id: a title says that it happened, and would have to be read against its verdict.
    const told = refuted
      .slice(0, MOST)
      .map((cause): Text => [code(cause.id), ': ', sentence(firstReasons(cause, SHORT))]);
    const rest = refuted.slice(MOST).map((cause) => code(cause.id));
    const more: Text[] = rest.length === 0 ? [] : [['Also refuted: ', joined(rest, ', '), '.']];
    blocks.push(paragraph(strong('Not the cause:')), list([...told, ...more]));
  }
  const after = foundCauses(report.causes).filter(
    (cause) => cause.role === 'consequence' || cause.role === 'amplifier',
  );
  if (after.length > 0) {
    const names = after.map((cause): Text => [
      lowerFirst(cause.title),
      ' (',
      cause.role,
      ', ',
      emphasis(cause.verdict),
      ')',
    ]);
    blocks.push(paragraph(strong('Came with it, did not start it:'), ' ', joined(names, '; '), '.'));
  }
  return blocks;
}
