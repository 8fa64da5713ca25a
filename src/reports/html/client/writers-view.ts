import { pushButton } from './elements.js';
import type { Box, Page } from './page.js';

declare const document: Page;

/** One table at a time, and each sorted by any of its columns. */
export function setUpWriters(): void {
  const bar = document.getElementById('writers-bar');
  const panels = [...document.querySelectorAll('.writers-panel')];
  if (bar === null || panels.length === 0) return;
  const buttons = panels.map((panel, chosen) => {
    const name = panel.dataset['by'] ?? '';
    const button = pushButton(`by ${name}`, () => choose(chosen));
    return button;
  });
  const choose = (chosen: number): void => {
    for (const [i, panel] of panels.entries()) panel.classList.toggle('other', i !== chosen);
    for (const [i, button] of buttons.entries()) button.setAttribute('aria-pressed', String(i === chosen));
  };
  bar.replaceChildren(...buttons);
  choose(0);
  for (const panel of panels) for (const table of panel.querySelectorAll('table')) makeSortable(table);
}

export function makeSortable(table: Box): void {
  const heads = [...table.querySelectorAll('thead th')];
  const body = table.querySelector('tbody');
  if (body === null) return;
  for (const [column, head] of heads.entries()) {
    if (head.dataset['sort'] === undefined) continue;
    const name = head.textContent ?? '';
    head.replaceChildren(
      pushButton(name, () => {
        const down = head.dataset['down'] !== 'yes';
        for (const other of heads) {
          other.removeAttribute('aria-sort');
          other.removeAttribute('data-down');
        }
        head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
        if (down) head.setAttribute('data-down', 'yes');
        sortRows(body, column, down);
      }),
    );
  }
}

/** Numbers by size, words by name; what was added up as `(other)` stays at the end. */
export function sortRows(body: Box, column: number, down: boolean): void {
  const rows = [...body.children].map((row) => {
    const cell = [...row.children][column];
    return { row, value: cell?.dataset['value'] ?? cell?.textContent ?? '', last: row.dataset['last'] === 'yes' };
  });
  const numeric = rows.every(({ value }) => value === '' || !Number.isNaN(Number(value)));
  rows.sort((a, b) => {
    if (a.last !== b.last) return a.last ? 1 : -1;
    const order = numeric ? Number(a.value) - Number(b.value) : a.value < b.value ? -1 : a.value > b.value ? 1 : 0;
    return down ? -order : order;
  });
  body.append(...rows.map(({ row }) => row));
}
