import { visible } from '../../model/evidence.js';
import type { Chain } from './causal-chain.js';

/** The chain as a flowchart. No character of a label but letters, digits and a few more reaches Mermaid unescaped. */
export function mermaid({ nodes, edges }: Chain): string {
  const lines = [
    'flowchart LR',
    ...nodes.map(({ id, label }) => `  ${id}["${label.map(escaped).join('<br>')}"]`),
    ...edges.map(({ from, to, sure, label }) => `  ${from} ${sure ? '-->' : '-.->'}|"${escaped(label)}"| ${to}`),
  ];
  return `\`\`\`mermaid\n${lines.join('\n')}\n\`\`\`\n`;
}

/** Mermaid's own references: `#35;`. They also keep a label from being read as Markdown. */
const escaped = (text: string): string =>
  visible(text).replace(/[^\p{L}\p{N} ,/()]/gu, (c) => `#${c.codePointAt(0) ?? 63};`);
