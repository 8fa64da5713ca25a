import { drawPicture, type Drawing } from '../../picture/drawing/draw-picture.js';
import { fullTime } from '../../picture/drawing/scale.js';
import type { Picture } from '../../picture/picture.js';
import { citedAt, readingsAt } from '../../picture/readings.js';
import { drawn, element, momentText, pushButton } from './elements.js';
import type { Box, EventBurst, Page, Timeline } from './page.js';

declare const document: Page;
declare const window: Box & { requestAnimationFrame(does: () => void): number };

/** Zoom, pan, the values under the pointer, and the way to the lines behind a mark. */
export function setUpPicture(picture: Picture, timeline: Timeline): void {
  const figure = document.getElementById('picture');
  const holder = document.getElementById('picture-drawing');
  if (figure === null || holder === null) return;
  const full = { from: picture.from, to: picture.to };
  const shown = { from: picture.view[0], to: picture.view[1] };
  const label = holder.querySelector('title')?.textContent ?? '';
  let drawing: Drawing | null = null;
  let cursor: number | null = null;
  let dragged: { readonly x: number; readonly pan: boolean; readonly from: number; readonly to: number } | null = null;
  let waiting = false;

  const rule = element('div', 'cursor');
  const range = element('div', 'range');
  const readout = element('div', 'readout');
  const said = element('p', 'hidden-text');
  const behind = element('div', 'behind');
  said.setAttribute('aria-live', 'polite');
  behind.setAttribute('role', 'status');
  for (const box of [rule, range, readout]) box.setAttribute('aria-hidden', 'true');
  const canvas = element('div', 'canvas');
  holder.replaceChildren(canvas, rule, range, readout, said);
  holder.tabIndex = 0;
  holder.setAttribute('role', 'application');
  holder.setAttribute(
    'aria-label',
    'Picture of the incident over time. Plus and minus zoom, arrow keys move, Shift and arrow keys show values, Enter shows the source line, 0 resets.',
  );

  const bar = document.getElementById('picture-bar');
  const stretch = element('span', 'stretch');
  bar?.replaceChildren(
    pushButton('+', () => zoom(0.5), 'Zoom in'),
    pushButton('−', () => zoom(2), 'Zoom out'),
    pushButton('◀', () => pan(-0.25), 'Earlier'),
    pushButton('▶', () => pan(0.25), 'Later'),
    pushButton('Reset', () => set(picture.view[0], picture.view[1])),
    ...(full.from < picture.view[0] || full.to > picture.view[1]
      ? [pushButton('All', () => set(full.from, full.to), 'All: the whole time range')]
      : []),
    stretch,
  );
  figure.append(behind);

  function set(from: number, to: number): void {
    const least = Math.min(full.to - full.from, 20);
    const length = Math.min(full.to - full.from, Math.max(least, to - from));
    const middle = (from + to) / 2;
    const start = Math.min(full.to - length, Math.max(full.from, to - from === length ? from : middle - length / 2));
    shown.from = Math.round(start);
    shown.to = Math.round(start + length);
    later();
    timeline.follow(shown.from, shown.to);
  }
  function zoom(factor: number, at = (shown.from + shown.to) / 2): void {
    set(at - (at - shown.from) * factor, at + (shown.to - at) * factor);
  }
  function pan(share: number): void {
    const by = (shown.to - shown.from) * share;
    set(shown.from + by, shown.to + by);
  }
  function later(): void {
    if (waiting) return;
    waiting = true;
    window.requestAnimationFrame(() => {
      waiting = false;
      draw();
    });
  }
  function draw(): void {
    const width = Math.max(300, Math.floor(holder?.clientWidth ?? 1000));
    drawing = drawPicture(picture, { width, from: shown.from, to: shown.to, id: 'live', label });
    canvas.replaceChildren(drawn(drawing.root));
    stretch.textContent = `${fullTime(shown.from)} to ${fullTime(shown.to)} UTC`;
    showCursor(cursor, null);
  }
  function timeAt(happened: EventBurst): number {
    const box = canvas.getBoundingClientRect();
    const { left, right } = drawing as Drawing;
    const share = (happened.clientX - box.left - left) / (right - left);
    return shown.from + Math.min(1, Math.max(0, share)) * (shown.to - shown.from);
  }
  function laneAt(happened: EventBurst): string {
    const y = happened.clientY - canvas.getBoundingClientRect().top;
    return drawing?.lanes.find((lane) => y >= lane.top && y <= lane.bottom + 8)?.id ?? '';
  }
  function placeOf(time: number): number {
    const { left, right } = drawing as Drawing;
    return left + ((time - shown.from) / (shown.to - shown.from)) * (right - left);
  }
  function near(): number {
    return ((shown.to - shown.from) / 1000) * 6;
  }
  function showCursor(time: number | null, at: EventBurst | null): void {
    cursor = time;
    const inside = time !== null && time >= shown.from && time <= shown.to && drawing !== null;
    rule.hidden = !inside;
    readout.hidden = !inside || at === null;
    if (!inside || drawing === null) return;
    const x = placeOf(time);
    rule.style['left'] = `${x}px`;
    if (at === null) return;
    readout.replaceChildren(...readoutRows(time));
    const width = drawing.width;
    const right = x > width / 2;
    readout.style['left'] = right ? 'auto' : `${x + 14}px`;
    readout.style['right'] = right ? `${width - x + 14}px` : 'auto';
  }
  function readoutRows(time: number): Box[] {
    const rows = [element('strong', '', `${momentText(time, '')} UTC`)];
    for (const { title, values } of readingsAt(picture, time, near())) {
      const row = element('div', 'reading');
      row.append(element('span', 'lane-name', title));
      for (const [name, value] of values)
        row.append(element('span', 'value', name === '' ? value : `${name} ${value}`));
      rows.push(row);
    }
    return rows;
  }
  function sayValues(time: number): void {
    const parts = readingsAt(picture, time, near()).map(
      ({ title, values }) => `${title}: ${values.map(([name, value]) => `${name} ${value}`.trim()).join(', ')}`,
    );
    said.textContent = `${momentText(time, '')}. ${parts.join('. ')}`;
  }
  function proof(time: number, lane: string): void {
    const one = picture.lanes.find(({ id }) => id === lane);
    const onsets = picture.onsets.map(({ time: at, cite }) => [at, at, cite] as const);
    const bands = picture.lanes.filter(({ type }) => type === 'band').flatMap(({ cites }) => cites);
    const cited = citedAt(
      one === undefined ? (lane === 'phases' || onsets.length > 0 ? onsets : bands) : one.cites,
      time,
    );
    const line = picture.cited[cited];
    const title = one?.title ?? 'onsets';
    if (line === undefined) {
      behind.replaceChildren(element('p', '', `No source line for ${title} near ${momentText(time, '')}.`));
      return;
    }
    const head = element('p', '', `Nearest source line for “${title}” at ${momentText(time, '')}: `);
    head.append(element('code', '', line.place));
    const text = element('pre', 'proof', line.text);
    text.tabIndex = 0;
    behind.replaceChildren(head, text);
    if (line.entry >= 0) timeline.show(line.entry, line.place, line.text);
    else text.focus();
  }

  holder.addEventListener('pointermove', (happened) => {
    if (drawing === null) return;
    if (dragged === null) {
      showCursor(timeAt(happened), happened);
      return;
    }
    const moved = happened.clientX - dragged.x;
    if (dragged.pan) {
      const { left, right } = drawing;
      const by = (-moved / (right - left)) * (dragged.to - dragged.from);
      set(dragged.from + by, dragged.to + by);
      return;
    }
    const box = canvas.getBoundingClientRect();
    const a = Math.min(dragged.x, happened.clientX) - box.left;
    range.hidden = Math.abs(moved) < 5;
    range.style['left'] = `${a}px`;
    range.style['width'] = `${Math.abs(moved)}px`;
    readout.hidden = true;
  });
  holder.addEventListener('pointerdown', (happened) => {
    if (drawing === null || happened.button !== 0 || happened.pointerType === 'touch') return;
    dragged = { x: happened.clientX, pan: happened.shiftKey, from: shown.from, to: shown.to };
    holder.setPointerCapture(happened.pointerId);
  });
  holder.addEventListener('pointerup', (happened) => {
    const begun = dragged;
    dragged = null;
    range.hidden = true;
    if (drawing === null || begun === null) return;
    if (Math.abs(happened.clientX - begun.x) < 5) {
      proof(timeAt(happened), laneAt(happened));
      return;
    }
    if (begun.pan) return;
    const end = timeAt(happened);
    const start = timeAt({ ...happened, clientX: begun.x });
    if (Math.abs(end - start) > 0) set(Math.min(start, end), Math.max(start, end));
  });
  // A finger scrolls the page; a tap is a click, which no pointer was captured for.
  holder.addEventListener('click', (happened) => {
    if (happened.pointerType === 'touch' && drawing !== null) {
      showCursor(timeAt(happened), happened);
      proof(timeAt(happened), laneAt(happened));
    }
  });
  holder.addEventListener('pointercancel', () => {
    dragged = null;
    range.hidden = true;
  });
  holder.addEventListener('pointerleave', () => {
    if (dragged === null) showCursor(null, null);
  });
  holder.addEventListener('dblclick', () => set(picture.view[0], picture.view[1]));
  // The page scrolls as it always does until the picture was chosen, by a click or the keyboard, or Ctrl is held.
  let chosen = false;
  holder.addEventListener('focus', () => (chosen = true));
  holder.addEventListener('blur', () => (chosen = false));
  holder.addEventListener(
    'wheel',
    (happened) => {
      if (drawing === null || !(chosen || happened.ctrlKey || happened.metaKey)) return;
      happened.preventDefault();
      if (happened.shiftKey || Math.abs(happened.deltaX) > Math.abs(happened.deltaY)) {
        pan(Math.sign(happened.deltaX || happened.deltaY) * 0.1);
      } else zoom(happened.deltaY > 0 ? 1.25 : 0.8, timeAt(happened));
    },
    { passive: false },
  );
  holder.addEventListener('keydown', (happened) => {
    if (happened.ctrlKey || happened.metaKey || happened.altKey) return;
    const step = (shown.to - shown.from) / 50;
    const at = cursor ?? (shown.from + shown.to) / 2;
    const moves: Readonly<Record<string, () => void>> = {
      '+': () => zoom(0.5, at),
      '=': () => zoom(0.5, at),
      '-': () => zoom(2, at),
      '0': () => set(picture.view[0], picture.view[1]),
      Home: () => set(full.from, full.to),
      Escape: () => set(picture.view[0], picture.view[1]),
      ArrowLeft: () => (happened.shiftKey ? read(at - step) : pan(-0.2)),
      ArrowRight: () => (happened.shiftKey ? read(at + step) : pan(0.2)),
      Enter: () => proof(at, ''),
    };
    const move = moves[happened.key];
    if (move === undefined) return;
    happened.preventDefault();
    move();
  });
  function read(time: number): void {
    const inside = Math.min(shown.to, Math.max(shown.from, time));
    showCursor(inside, { clientX: 0 } as EventBurst);
    sayValues(inside);
  }
  window.addEventListener('resize', later);
  // Print shows what the report opens with, regardless of the current view.
  window.addEventListener('beforeprint', () => {
    shown.from = picture.view[0];
    shown.to = picture.view[1];
    showCursor(null, null);
    draw();
  });
  rule.hidden = true;
  range.hidden = true;
  readout.hidden = true;
  draw();
}
