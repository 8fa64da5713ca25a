import { heading, paragraph, strong, type Block } from '../document.js';
import { assumed } from './first-screen/assumed.js';
import { keyMoments } from './first-screen/key-moments.js';
import { contradicted, notKnown } from './first-screen/not-known.js';
import { notTheCause } from './first-screen/not-the-cause.js';
import { doNow } from './first-screen/do-now.js';
import { incomplete, subtitle } from './first-screen/subtitle.js';
import { why } from './first-screen/why.js';
import { headline } from './headline.js';
import { whatFailed } from './symptoms.js';
import { relativePaths } from './relative-paths.js';
import type { View } from './view.js';

/** All that a reader with one minute needs: what, why, since when, what it was not, what to do, what is unknown. */
export function firstScreen(view: View): readonly Block[] {
  return [
    heading(1, headline(view.report, view.file, view.times)),
    paragraph(subtitle(view)),
    ...incomplete(view),
    ...whatFailed(view),
    ...why(view),
    ...keyMoments(view),
    ...notTheCause(view),
    ...contradicted(view),
    ...doNow(view),
    ...notKnown(view),
    ...relativePaths(view),
    ...(view.report.window === null ? [] : [paragraph(strong('Assumed:'), ' ', assumed(view))]),
  ];
}
