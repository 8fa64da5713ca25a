import { code, heading, list, paragraph, type Block, type Text } from '../document.js';
import { renderMarkdown } from '../markdown.js';
import type { Output } from '../output.js';
import { foundCauses, sentence } from '../sections/verdicts.js';
import { timesOf } from '../times.js';
import { alertsFor, forecastBasis } from './alert-rules.js';

/** What keeps it from happening again: remedies of the causes at possible or above, what started it first. */
export const remedies: Output = {
  name: 'prevention-readme',
  file: 'prevention/README.md',
  *render(made) {
    const { report } = made;
    const blocks: Block[] = [heading(1, 'Prevention')];
    const causes = foundCauses(report.causes).filter((cause) => cause.remedies.length > 0);
    if (causes.length === 0) blocks.push(paragraph('No cause with verdict possible or higher has a remedy.'));
    for (const cause of causes) {
      const subject: Text = cause.subject === null ? '' : [', ', code(cause.subject)];
      blocks.push(
        heading(2, cause.title),
        paragraph(`${cause.role}, ${cause.verdict}`, subject),
        list(cause.remedies.map(sentence)),
      );
    }
    const rules = alertsFor(made);
    if (rules.length > 0) {
      blocks.push(
        heading(2, 'Alerts'),
        paragraph(code('alerts.yaml'), ' holds:'),
        list(rules.map((rule): Text => [code(rule.alert), `: ${rule.summary}`])),
        ...forecastBasis(made, timesOf(report.window)).map((text) => paragraph(text)),
      );
    }
    yield renderMarkdown(blocks);
  },
};
