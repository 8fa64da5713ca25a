import { code, list, paragraph, strong, type Block, type Text } from '../../document.js';
import { sentence } from '../verdicts.js';
import type { View } from '../view.js';
import { endOfRefusal } from './end-of-refusal.js';
import { firstRemedies } from './remedies.js';

/** What to do before anything else. */
export function doNow(view: View): readonly Block[] {
  const end = endOfRefusal(view);
  const steps: Text[] = [
    ...(end === null ? [] : [sentence(end)]),
    ...firstRemedies(view.report).map(({ of, remedy }): Text => [sentence(remedy), ' (', code(of), ')']),
  ];
  return steps.length === 0 ? [] : [paragraph(strong('Do now:')), list(steps)];
}
