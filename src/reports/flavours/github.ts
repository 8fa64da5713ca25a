import { renderMarkdown } from '../markdown.js';
import type { Flavour } from './flavour.js';
import { mermaid } from './mermaid.js';

/** From here on a section is worth folding. */
const LONG = 1500;

/** GitHub's and GitLab's Markdown: `report.md` unless another flavour is asked for. */
export const github: Flavour = {
  longest: 65_536,
  blocks: renderMarkdown,
  section(blocks) {
    const [head, ...body] = blocks;
    const text = renderMarkdown(body);
    if (head?.type !== 'heading' || text.length < LONG) return renderMarkdown(blocks);
    const title = renderMarkdown([head]);
    return `${title}\n<details>\n<summary>Show</summary>\n\n${text}\n</details>\n`;
  },
  chain: mermaid,
  closing: (cut) => (/^<details>$/m.test(cut) && !/^<\/details>$/m.test(cut) ? '\n</details>\n' : ''),
  beforeHeading: '\n\n#',
};
