import { code, paragraph, type Block } from '../document.js';
import type { View } from './view.js';

/** Names once the folder that is left out of all paths. */
export function relativePaths({ sharedFolder }: View): readonly Block[] {
  return sharedFolder === null ? [] : [paragraph('Paths are relative to ', code(sharedFolder), '.')];
}
