import { list, paragraph, strong, type Block } from '../document.js';
import type { Chain } from './causal-chain.js';

/** The chain in words, a step a line, where nothing draws it. */
export function chainBlocks({ nodes, edges }: Chain): readonly Block[] {
  const named = new Map(nodes.map(({ id, label }) => [id, label.join(', ')]));
  const items = edges.map(
    ({ from, to, sure, label }) =>
      `${named.get(from) ?? from} → ${label}${sure ? '' : ' (possibly)'} → ${named.get(to) ?? to}`,
  );
  return [paragraph(strong('Causal chain.')), list(items)];
}
