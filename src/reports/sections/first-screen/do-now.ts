import { code, list, paragraph, strong, type Block, type Text } from '../../document.js';
import { sentence } from '../verdicts.js';
import type { View } from '../view.js';
import { stepsNow } from './end-of-refusal.js';

/** What to do before anything else. */
export function doNow(view: View): readonly Block[] {
  const steps = stepsNow(view).map(({ of, remedy }): Text =>
    of === null ? sentence(remedy) : [sentence(remedy), ' (', code(of), ')'],
  );
  return steps.length === 0 ? [] : [paragraph(strong('Do now:')), list(steps)];
}
