import type { Box, Page, PageData, Timeline } from './page.js';
import { setUpPicture } from './picture-view.js';
import { setUpTimeline } from './timeline-view.js';
import { setUpWriters } from './writers-view.js';

declare const document: Page;

/** Runs once, at the end of the page. What it can't do leaves the page as it is without a script. */
export function start(): void {
  const holder = document.getElementById('data');
  if (holder === null) return;
  const data = JSON.parse(holder.textContent ?? 'null') as PageData | null;
  if (data === null) return;
  document.documentElement.classList.add('js');
  for (const one of document.querySelectorAll('[data-script]')) one.hidden = false;
  const timeline = setUpTimeline(data.timeline);
  if (data.picture !== null) setUpPicture(data.picture, timeline);
  setUpWriters();
  linkPlaces(data, timeline);
}

/** Places of cited lines anywhere in the page lead to the entry of the timeline that they prove. */
export function linkPlaces(data: PageData, timeline: Timeline): void {
  const known = new Map<string, { readonly entry: number; readonly text: string }>();
  for (const entry of data.timeline.entries)
    for (const [input, after, text] of entry[8]) {
      const place = `${data.timeline.inputs[input] ?? ''}${after}`;
      if (!known.has(place)) known.set(place, { entry: entry[9], text });
    }
  for (const line of data.picture?.cited ?? [])
    if (line.entry >= 0 && !known.has(line.place)) known.set(line.place, line);
  const places: Box[] = [];
  for (const code of document.querySelectorAll('main section:not(#timeline) code')) places.push(code);
  for (const code of places) {
    const place = code.textContent ?? '';
    const found = known.get(place);
    if (found === undefined) continue;
    const link = document.createElement('a');
    link.setAttribute('href', '#timeline');
    link.setAttribute('title', 'Show in the timeline');
    link.addEventListener('click', (happened) => {
      happened.preventDefault();
      timeline.show(found.entry, place, found.text);
    });
    code.replaceWith(link);
    link.append(code);
  }
}
