import { html } from '../escape.js';
import type { Shape } from './drawing/shape.js';

/** A drawing as SVG: for a file of its own, or in a page. */
export function svgText({ tag, attributes, children, text }: Shape): string {
  const head = Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${html(String(value))}"`)
    .join('');
  if (text !== '') return `<${tag}${head}>${html(text)}</${tag}>`;
  return children.length === 0 ? `<${tag}${head}/>` : `<${tag}${head}>${children.map(svgText).join('\n')}</${tag}>`;
}
