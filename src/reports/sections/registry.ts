import type { Block } from '../document.js';
import { contradictions } from './contradictions.js';
import { firstScreen } from './first-screen.js';
import { gaps } from './gaps.js';
import { hypotheses } from './hypotheses.js';
import { inputs } from './inputs.js';
import { leadership } from './leadership.js';
import { method } from './method.js';
import { prevention } from './prevention.js';
import { recovery } from './recovery.js';
import { store } from './store.js';
import { space } from './space.js';
import { timeline } from './timeline.js';
import type { View } from './view.js';
import { writers } from './writers.js';

/** The report in the order in which it is read. */
export const SECTIONS: readonly ((view: View) => readonly Block[])[] = [
  firstScreen,
  timeline,
  writers,
  space,
  store,
  hypotheses,
  leadership,
  recovery,
  contradictions,
  gaps,
  prevention,
  inputs,
  method,
];
