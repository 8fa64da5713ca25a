import type { Cause } from '../../model/report.js';
import { code, emphasis, heading, joined, paragraph, type Text } from '../document.js';
import { html } from '../escape.js';
import { percent, plural } from '../sizes.js';
import { quote } from '../sections/cite.js';
import { firstRemedies } from '../sections/first-screen/remedies.js';
import { ruledOut, shownOnFirstScreen, undetermined } from '../sections/hypotheses.js';
import { arithmetic, foundCauses, reasons, sentence } from '../sections/verdicts.js';
import type { View } from '../sections/view.js';
import { blockHtml, blocksHtml, inlineHtml, listHtml } from './blocks.js';

/** Every hypothesis: those that hold as cards, the others in a table and a list. */
export function causesHtml(view: View): string {
  const { causes } = view.report;
  if (causes.length === 0) return '';
  const found = foundCauses(causes);
  const refuted = causes.filter((cause) => cause.verdict === 'refuted');
  const open = causes.filter((cause) => cause.verdict === 'undetermined');
  const told = new Set(firstRemedies(view.report).map(({ remedy }) => remedy));
  const cards = found.slice(0, view.limits.causes).map((cause) => card(view, cause, told));
  const rest = found.slice(view.limits.causes);
  return [
    blocksHtml([
      heading(2, 'Causes'),
      paragraph(
        `${plural(causes.length, 'hypothesis was', 'hypotheses were')} tested: ${found.length} at possible or above, ${refuted.length} refuted, ${open.length} undetermined.`,
      ),
    ]),
    cards.length === 0 ? '' : `<div class="cards">\n${cards.join('\n')}\n</div>`,
    rest.length === 0 ? '' : blockHtml(overflow(rest)),
    blocksHtml([...ruledOut(refuted), ...undetermined(open)]),
  ].join('\n');
}

const overflow = (rest: readonly Cause[]): ReturnType<typeof paragraph> =>
  paragraph(
    'More causes in report.json: ',
    joined(
      rest.map((cause): Text => [code(cause.id), ' ', emphasis(cause.verdict)]),
      ', ',
    ),
    '.',
  );

function card(view: View, cause: Cause, told: ReadonlySet<string>): string {
  const settling = view.report.gaps.filter((gap) => gap.wouldSettle.includes(cause.id));
  const remedies = cause.remedies.filter((remedy) => !told.has(remedy));
  const share = cause.share === null ? '' : ` · explains ${percent(cause.share)}`;
  const odds = arithmetic(cause);
  return [
    `<article class="card ${cause.verdict}">`,
    `<h3>${html(cause.title)}</h3>`,
    `<p><span class="verdict">${cause.verdict}</span>${meter(cause)} · ${cause.role}${html(share)}<br>${inlineHtml([
      code(cause.id),
      cause.subject === null ? '' : [', ', code(cause.subject)],
    ])}</p>`,
    shownOnFirstScreen(cause) ? '' : `<p>${inlineHtml(sentence(reasons(cause)))}</p>`,
    odds === '' ? '' : `<p>${inlineHtml(`Confidence: ${odds}.`)}</p>`,
    part('For', lines(view, cause.evidence, 'for')),
    part('Against', lines(view, cause.counterEvidence, 'against')),
    part(
      'Open questions',
      settling.map((gap) => gap.question),
    ),
    part('Remedies', remedies.map(sentence)),
    '</article>',
  ]
    .filter((piece) => piece !== '')
    .join('\n');
}

function part(name: string, items: readonly Text[]): string {
  if (items.length === 0) return name === 'Against' ? '<h4>Against: nothing found</h4>' : '';
  return `<h4>${name}</h4>\n${listHtml(items)}`;
}

function lines(view: View, evidence: Cause['evidence'], side: string): readonly Text[] {
  const shown = evidence.slice(0, view.limits.evidence).map((one) => quote(view, one));
  const more = evidence.length - shown.length;
  return more > 0 ? [...shown, `${plural(more, 'more line')} ${side} it in report.json`] : shown;
}

/** How sure, as a bar; the number is beside it. */
function meter({ confidence }: Cause): string {
  if (confidence === null) return '';
  const width = Math.round(Math.min(1, Math.max(0, confidence)) * 80);
  return ` ${confidence.toFixed(2)} <svg class="meter" viewBox="0 0 84 10" aria-hidden="true"><rect x="1" y="1" width="82" height="8" fill="#eee" stroke="#777"/><rect class="value" x="2" y="2" width="${width}" height="6" fill="#2b333c"/></svg>`;
}
