import type { Cause } from '../../model/report.js';
import { code, emphasis, heading, joined, list, paragraph, strong, table, type Block, type Text } from '../document.js';
import { percent, plural } from '../sizes.js';
import { places, quote } from './cite.js';
import { arithmetic, blamedCauses, FIRST_REASONS, firstReasons, foundCauses, reasons, sentence } from './verdicts.js';
import type { View } from './view.js';

/** Every hypothesis that was tested: what speaks for it, what against, what would change the verdict. */
export function hypotheses(view: View): readonly Block[] {
  const { causes } = view.report;
  if (causes.length === 0) return [];
  const found = foundCauses(causes);
  const refuted = causes.filter((cause) => cause.verdict === 'refuted');
  const open = causes.filter((cause) => cause.verdict === 'undetermined');
  return [
    heading(2, 'Causes'),
    paragraph(
      `${plural(causes.length, 'hypothesis was', 'hypotheses were')} tested: ${found.length} at possible or above, ${refuted.length} refuted, ${open.length} undetermined.`,
    ),
    ...found.slice(0, view.limits.causes).flatMap((cause) => weighed(view, cause)),
    ...(found.length > view.limits.causes ? [overflow(found.slice(view.limits.causes))] : []),
    ...ruledOut(refuted),
    ...undetermined(open),
  ];
}

function weighed(view: View, cause: Cause): readonly Block[] {
  const items: Text[] = [];
  for (const evidence of cause.evidence.slice(0, view.limits.evidence))
    items.push([strong('for'), ' ', quote(view, evidence)]);
  items.push(...more(cause.evidence.length - view.limits.evidence, 'for'));
  for (const evidence of cause.counterEvidence.slice(0, view.limits.evidence)) {
    items.push([strong('against'), ' ', quote(view, evidence)]);
  }
  items.push(...more(cause.counterEvidence.length - view.limits.evidence, 'against'));
  if (cause.counterEvidence.length === 0) items.push([strong('against'), ' nothing found']);
  const settling = view.report.gaps.filter((gap) => gap.wouldSettle.includes(cause.id));
  for (const gap of settling) items.push([strong('open question'), ' ', gap.question]);
  const share: Text = cause.share === null ? '' : [', explains ', percent(cause.share)];
  const odds = arithmetic(cause);
  const confidence =
    cause.confidence === null ? '' : `, confidence ${cause.confidence.toFixed(2)}${odds === '' ? '' : ` (${odds})`}`;
  return [
    heading(3, cause.title),
    paragraph(
      code(cause.id),
      ': ',
      emphasis(cause.verdict),
      confidence,
      `, ${cause.role}`,
      share,
      '.',
      ...beyondFirstScreen(cause),
    ),
    list(items),
  ];
}

/** The reasons of trigger, contributing and prolonging causes are on the first screen, if they are short. */
export function shownOnFirstScreen(cause: Cause): boolean {
  return blamedCauses([cause]).length > 0 && firstReasons(cause, FIRST_REASONS) === reasons(cause);
}

function beyondFirstScreen(cause: Cause): readonly Text[] {
  return shownOnFirstScreen(cause)
    ? []
    : [cause.subject === null ? '' : [' ', code(cause.subject), '.'], ' ', sentence(reasons(cause))];
}

function more(count: number, side: string): Text[] {
  return count > 0 ? [`${plural(count, 'more line')} ${side} it in report.json`] : [];
}

function overflow(causes: readonly Cause[]): Block {
  const names = causes.map((cause): Text => [code(cause.id), ' ', emphasis(cause.verdict)]);
  return paragraph('More causes in report.json: ', joined(names, ', '), '.');
}

export function ruledOut(causes: readonly Cause[]): readonly Block[] {
  if (causes.length === 0) return [];
  const rows = causes.map((cause): readonly Text[] => [
    code(cause.id),
    cause.because,
    places(cause.counterEvidence, 2),
  ]);
  return [heading(3, 'Refuted'), table(['id', 'because', 'against'], rows)];
}

export function undetermined(causes: readonly Cause[]): readonly Block[] {
  if (causes.length === 0) return [];
  // One reason often holds for many: the inputs that would show them are missing.
  const byReason = new Map<string, Cause[]>();
  for (const cause of causes) byReason.set(cause.because, [...(byReason.get(cause.because) ?? []), cause]);
  const items = [...byReason].map(([because, group]): Text => [
    joined(
      group.map((cause) => code(cause.id)),
      ', ',
    ),
    `: ${because}`,
  ]);
  return [heading(3, 'Undetermined'), list(items)];
}
