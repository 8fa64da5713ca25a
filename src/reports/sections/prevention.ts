import { alertsFor, foresight } from '../prevention/alert-rules.js';
import { code, heading, joined, list, paragraph, type Block, type Text } from '../document.js';
import { firstRemedies } from './first-screen/remedies.js';
import { foundCauses, sentence } from './verdicts.js';
import type { View } from './view.js';

/** Remedies past the first screen, and the alerts that would have told. */
export function prevention(view: View): readonly Block[] {
  const { report } = view;
  const told = new Set(firstRemedies(report).map(({ remedy }) => remedy));
  const items: Text[] = foundCauses(report.causes).flatMap((cause) =>
    cause.remedies
      .filter((remedy) => !told.has(remedy) && told.add(remedy))
      .map((remedy): Text => [sentence(remedy), ' (', code(cause.id), ')']),
  );
  const alerts = alertsFor(report);
  if (items.length === 0 && alerts.length === 0) return [];
  const blocks: Block[] = [heading(2, 'Prevention')];
  if (items.length > 0) blocks.push(list(items));
  if (alerts.length > 0) {
    blocks.push(
      paragraph(
        'Alerts in ',
        code('prevention/alerts.yaml'),
        ': ',
        joined(
          alerts.map((alert) => code(alert.alert)),
          ', ',
        ),
        '.',
      ),
    );
    blocks.push(...foresight(report, view.times).map((text) => paragraph(text)));
  }
  return blocks;
}
