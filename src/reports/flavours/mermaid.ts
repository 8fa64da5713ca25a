import { visible } from '../../model/evidence.js';
import type { Chain } from './causal-chain.js';

/** The chain as a flowchart. No character of a label that could mean something reaches Mermaid unescaped. */
export function mermaid({ nodes, edges }: Chain): string {
  const lines = [
    'flowchart LR',
    ...nodes.map(({ id, label }) => `  ${id}["${label.map(escaped).join('<br>')}"]`),
    ...edges.map(({ from, to, sure, label }) => `  ${from} ${sure ? '-->' : '-.->'}|"${escaped(label)}"| ${to}`),
  ];
  return `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\`\n`;
}

/**
 * What means nothing within words and numbers: `auto-compaction-retention`, `13:17:52`, `64.3`, `98 %`. Elsewhere `1. x`
 * is a list to the Markdown that Mermaid reads in labels, `fa:fa-ban` an icon, `www.` a link. References are not used
 * throughout, because a label that is drawn as SVG text and not as HTML shows some of them as they are written.
 */
const PLAIN = /(?<=[\p{L}\p{N}])-(?=[\p{L}\p{N}])|(?<=\p{N})[.:](?=\p{N})|(?<=\p{N} )%(?=$|[ ,)])/u;

const ESCAPED = new RegExp(`(${PLAIN.source})|[^\\p{L}\\p{N} ,/()]`, 'gu');

/** Mermaid's own references: `#35;`. */
const escaped = (text: string): string =>
  visible(text).replace(ESCAPED, (c, plain: string | undefined) =>
    plain === undefined ? `#${c.codePointAt(0) ?? 63};` : c,
  );
