import type { Cause } from '../../../model/report.js';
import { code, list, paragraph, strong, type Block } from '../../document.js';
import { blamedCauses, sentence } from '../verdicts.js';
import type { View } from '../view.js';

const MOST = 4;

/** The first remedy of each cause; the others are under Prevention. */
export function firstRemedies(report: View['report']): readonly { readonly cause: Cause; readonly remedy: string }[] {
  const seen = new Set<string>();
  return blamedCauses(report.causes).flatMap((cause) => {
    const remedy = cause.remedies[0];
    if (remedy === undefined || seen.has(remedy) || seen.size >= MOST) return [];
    seen.add(remedy);
    return [{ cause, remedy }];
  });
}

/** What to do before anything else. */
export function doNow({ report }: View): readonly Block[] {
  const remedies = firstRemedies(report);
  if (remedies.length === 0) return [];
  return [
    paragraph(strong('Do now:')),
    list(remedies.map(({ cause, remedy }) => [sentence(remedy), ' (', code(cause.id), ')'])),
  ];
}
