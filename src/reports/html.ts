import { createHash } from 'node:crypto';
import { clip, withCode, type Block, type Text } from './document.js';
import { html } from './escape.js';
import { STYLE } from './html-style.js';
import type { Output } from './output.js';
import { headline } from './sections/headline.js';
import { SECTIONS } from './sections/registry.js';
import { LIMITS, viewOf } from './sections/view.js';

/** Nothing is loaded and nothing runs; the one style that applies is the one below, by its hash. */
const POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash('sha256').update(STYLE).digest('base64')}'`,
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** The report as one file that opens anywhere, without scripts and without a network. */
export const htmlReport: Output = {
  name: 'html',
  file: 'report.html',
  *render(postmortem) {
    const view = viewOf(postmortem, {
      ...LIMITS[0],
      timeline: 200,
      inputs: 500,
      evidence: 5,
      causes: 40,
      contradictions: 100,
    });
    const title = html(headline(view.report, view.file, view.times));
    yield `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${html(POLICY)}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
`;
    for (const section of SECTIONS) {
      const blocks = section(view);
      if (blocks.length > 0) yield `<section>\n${blocks.map(blockHtml).join('\n')}\n</section>\n`;
    }
    yield '</main>\n</body>\n</html>\n';
  },
};

function blockHtml(block: Block): string {
  switch (block.type) {
    case 'heading':
      return `<h${block.level}>${inline(block.text)}</h${block.level}>`;
    case 'paragraph':
      return `<p>${inline(block.text)}</p>`;
    case 'list':
      return `<ul>\n${block.items.map((item) => `<li>${inline(item)}</li>`).join('\n')}\n</ul>`;
    case 'chart':
      return `<pre>${block.lines.map(html).join('\n')}</pre>`;
    case 'table': {
      const cell = (name: 'th' | 'td', text: Text, i: number): string => {
        const attributes = `${name === 'th' ? ' scope="col"' : ''}${block.numeric?.includes(i) ? ' class="n"' : ''}`;
        return `<${name}${attributes}>${inline(text)}</${name}>`;
      };
      const head = block.head.map((text, i) => cell('th', text, i)).join('');
      const rows = block.rows.map((row) => `<tr>${row.map((text, i) => cell('td', text, i)).join('')}</tr>`).join('\n');
      // A wide table scrolls by itself, so that the page never does.
      return `<div class="table" tabindex="0"><table>\n<thead><tr>${head}</tr></thead>\n<tbody>\n${rows}\n</tbody>\n</table></div>`;
    }
  }
}

function inline(text: Text): string {
  if (typeof text === 'string') {
    return withCode(clip(text))
      .map((part) => (typeof part === 'string' ? html(part) : `<code>${html(part.text)}</code>`))
      .join('');
  }
  if (!('type' in text)) return text.map(inline).join('');
  switch (text.type) {
    case 'code':
      return `<code>${html(clip(text.text))}</code>`;
    case 'strong':
      return `<strong>${inline(text.text)}</strong>`;
    case 'emphasis':
      return `<em>${inline(text.text)}</em>`;
  }
}
