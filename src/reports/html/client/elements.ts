import type { Shape } from '../../picture/drawing/shape.js';
import type { Box, Page } from './page.js';

declare const document: Page;

/** An element with words in it, never with markup. */
export function element(tag: string, name = '', text = ''): Box {
  const made = document.createElement(tag);
  if (name !== '') made.className = name;
  if (text !== '') made.textContent = text;
  return made;
}

/** A drawing as elements of the page. */
export function drawn(one: Shape): Box {
  const made = document.createElementNS('http://www.w3.org/2000/svg', one.tag);
  for (const [name, value] of Object.entries(one.attributes)) made.setAttribute(name, String(value));
  if (one.text !== '') made.textContent = one.text;
  else made.append(...one.children.map(drawn));
  return made;
}

/** A button that does one thing. */
export function pushButton(label: string, does: () => void, title = ''): Box {
  const made = element('button', '', label);
  made.setAttribute('type', 'button');
  if (title !== '') {
    made.setAttribute('title', title);
    made.setAttribute('aria-label', title);
  }
  made.addEventListener('click', does);
  return made;
}

/** `13:11:09.402`, with its date where the report covers several days. */
export function momentText(time: number, date: string): string {
  const iso = new Date(time).toISOString();
  return iso.startsWith(date) && date !== '' ? iso.slice(11, 23) : `${iso.slice(0, 10)} ${iso.slice(11, 23)}`;
}
