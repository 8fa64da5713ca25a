import type { Cause } from '../../../model/report.js';
import { code, emphasis, joined, list, paragraph, strong, type Block, type Text } from '../../document.js';
import { lowerFirst } from '../headline.js';
import { firstReasons, foundCauses, sentence } from '../verdicts.js';
import type { View } from '../view.js';

const MOST = 4;
const SHORT = 200;

/** Explanations that reviewers ask about first. */
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

/** Refuted causes, the ones that are blamed most often first. */
export function refutedCauses(causes: readonly Cause[]): readonly Cause[] {
  const rank = (cause: Cause): number =>
    OFTEN_BLAMED.includes(cause.id) ? OFTEN_BLAMED.indexOf(cause.id) : OFTEN_BLAMED.length;
  return causes.filter((cause) => cause.verdict === 'refuted').sort((a, b) => rank(a) - rank(b));
}

/** The most common rejected explanations; all of them are in the section Causes. */
export function notTheCause({ report }: View): readonly Block[] {
  const refuted = refutedCauses(report.causes);
  const blocks: Block[] = [];
  if (refuted.length > 0) {
    const shown = refuted
      .slice(0, MOST)
      .map((cause): Text => [code(cause.id), ': ', sentence(firstReasons(cause, SHORT))]);
    blocks.push(paragraph(strong('Not the cause:')), list(shown));
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
    blocks.push(paragraph(strong('Side effects:'), ' ', joined(names, '; '), '.'));
  }
  return blocks;
}
