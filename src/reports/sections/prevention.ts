import { alertsFor, forecastBasis } from '../prevention/alert-rules.js';
import { code, heading, joined, list, paragraph, type Block, type Text } from '../document.js';
import { firstRemedies } from './first-screen/remedies.js';
import { foundCauses, sentence } from './verdicts.js';
import type { View } from './view.js';

/** Remedies past the first screen, and the alerts that would have fired. */
export function prevention(view: View): readonly Block[] {
  const { report } = view;
  const told = new Set(firstRemedies(report).map(({ remedy }) => remedy));
  const items: Text[] = foundCauses(report.causes).flatMap((cause) =>
    cause.remedies
      .filter((remedy) => !told.has(remedy) && told.add(remedy))
      .map((remedy): Text => [sentence(remedy), ' (', code(cause.id), ')']),
  );
  const alerts = alertsPart(view);
  if (items.length === 0) return alerts;
  return [heading(2, 'Prevention'), list(items), ...alerts.slice(1)];
}

/** The alerts alone, for a report that shows the remedies with their causes. */
export function alertsPart(view: View): readonly Block[] {
  const alerts = alertsFor(view);
  if (alerts.length === 0) return [];
  const names = alerts.map((alert) => code(alert.alert));
  return [
    heading(2, 'Prevention'),
    paragraph('Alerts in ', code('prevention/alerts.yaml'), ': ', joined(names, ', '), '.'),
    ...forecastBasis(view, view.times).map((text) => paragraph(text)),
  ];
}
