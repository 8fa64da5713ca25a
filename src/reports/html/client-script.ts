import * as bands from '../picture/drawing/draw-bands.js';
import * as dots from '../picture/drawing/draw-dots.js';
import * as line from '../picture/drawing/draw-line.js';
import * as pictures from '../picture/drawing/draw-picture.js';
import * as stack from '../picture/drawing/draw-stack.js';
import * as frame from '../picture/drawing/frame.js';
import * as scale from '../picture/drawing/scale.js';
import * as shapes from '../picture/drawing/shape.js';
import * as readings from '../picture/readings.js';
import * as elements from './client/elements.js';
import * as pictureView from './client/picture-view.js';
import * as begin from './client/start.js';
import * as timelineView from './client/timeline-view.js';
import * as writersView from './client/writers-view.js';

/** What draws here and in the page alike, and what only the page runs. */
const DRAWING = [shapes, scale, frame, stack, line, dots, bands, pictures, readings];
const PAGE = [elements, pictureView, timelineView, writersView, begin];

/**
 * The one script of the page, out of functions of this program: each as its own source, so that the page draws with the
 * very code that drew the static picture, and nothing has to be bundled. It asks of those modules that all they need at
 * run time is an exported function, which a test holds them to.
 */
function sourceOf(modules: readonly object[]): string {
  return modules.flatMap((one) => Object.values(one).map(String)).join('\n');
}

/** Only what draws: tests compare it with what this program draws. */
export const DRAWING_SCRIPT = sourceOf(DRAWING);

export const SCRIPT = `(() => {\n'use strict';\n${DRAWING_SCRIPT}\n${sourceOf(PAGE)}\nstart();\n})();`;
