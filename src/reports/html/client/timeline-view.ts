import { element, momentText, pushButton } from './elements.js';
import type { Box, EntryData, Page, Timeline, TimelineData } from './page.js';

declare const document: Page;

/** The timeline with its filters. Of ten thousand entries the page holds a few hundred at a time. */
export function setUpTimeline(data: TimelineData): Timeline {
  const app = document.getElementById('timeline-app');
  const field = (id: string): Box => document.getElementById(`filter-${id}`) ?? element('input');
  const list = element('ol', 'entries');
  const count = element('p', 'count');
  count.setAttribute('role', 'status');
  const page = 100;
  let seen: { from: number; to: number } | null = null;
  let matches: readonly number[] = [];
  let first = 0;
  let last = 0;
  const earlier = pushButton('', () => grow(-1));
  const more = pushButton('', () => grow(1));
  app?.append(count, earlier, list, more);

  list.tabIndex = 0;
  list.setAttribute('aria-label', 'Entries of the timeline');
  list.addEventListener('scroll', () => {
    if (last < matches.length && list.scrollTop + list.clientHeight > list.scrollHeight - 600) grow(1);
  });

  const texts = data.entries.map((entry) => searchedText(entry, data));
  const byNumber = new Map(data.entries.map((entry, i) => [entry[9], i]));
  fillChoice(field('kind'), data.kinds);
  fillChoice(field('source'), [...data.sources, ...data.members]);
  for (const id of ['text', 'kind', 'source', 'severity', 'from', 'to', 'picture']) {
    field(id).addEventListener('input', apply);
  }
  document.getElementById('filter-clear')?.addEventListener('click', () => {
    clear();
    apply();
  });

  function clear(): void {
    for (const id of ['text', 'kind', 'source', 'severity', 'from', 'to']) field(id).value = '';
    field('picture').checked = false;
  }
  function apply(): void {
    const wanted = field('text')
      .value.toLowerCase()
      .split(/\s+/)
      .filter((word) => word !== '');
    const kind = field('kind').value;
    const source = field('source').value;
    const severity = field('severity').value;
    const within = field('picture').checked ? seen : null;
    const from = Math.max(within?.from ?? -Infinity, timeOf(field('from').value, -Infinity));
    const to = Math.min(within?.to ?? Infinity, timeOf(field('to').value, Infinity));
    const found: number[] = [];
    for (const [i, entry] of data.entries.entries()) {
      if (kind !== '' && data.kinds[entry[5]] !== kind) continue;
      if (source !== '' && data.sources[entry[3]] !== source && data.members[entry[4]] !== source) continue;
      if (severity !== '' && entry[6] > Number(severity)) continue;
      if (entry[0] > to || Math.max(entry[0], entry[1]) < from) continue;
      const text = texts[i] ?? '';
      if (wanted.every((word) => text.includes(word))) found.push(i);
    }
    matches = found;
    first = 0;
    last = Math.min(page, matches.length);
    render();
  }
  function grow(direction: number): void {
    if (direction < 0) {
      const from = Math.max(0, first - page);
      list.prepend(...matches.slice(from, first).map(rowOf));
      first = from;
    } else {
      const to = Math.min(matches.length, last + page);
      list.append(...matches.slice(last, to).map(rowOf));
      last = to;
    }
    tell();
  }
  function render(): void {
    list.replaceChildren(...matches.slice(first, last).map(rowOf));
    tell();
  }
  function tell(): void {
    const all = data.entries.length;
    const part = matches.length === all ? `${all}` : `${matches.length} of ${all}`;
    count.textContent = `${part} ${all === 1 ? 'entry' : 'entries'}${last - first < matches.length ? `, shown: ${first + 1} to ${last}` : ''}`;
    earlier.hidden = first === 0;
    earlier.textContent = `${Math.min(page, first)} earlier`;
    more.hidden = last >= matches.length;
    more.textContent = `${Math.min(page, matches.length - last)} more`;
  }
  function rowOf(index: number): Box {
    return entryRow(data, data.entries[index] as EntryData, index);
  }

  apply();
  return {
    show(entry, place, text) {
      const index = byNumber.get(entry);
      if (index === undefined) return;
      if (!matches.includes(index)) {
        clear();
        apply();
      }
      const at = matches.indexOf(index);
      if (at < first || at >= last) {
        first = Math.max(0, at - 20);
        last = Math.min(matches.length, first + page);
        render();
      }
      const row = document.getElementById(`entry-${index}`);
      if (row !== null) pointOut(row, place, text, list);
    },
    follow(from, to) {
      seen = { from, to };
      if (field('picture').checked) apply();
    },
  };
}

/** All that the text filter looks at. */
export function searchedText(entry: EntryData, data: TimelineData): string {
  const lines = entry[8].map(([input, after, text]) => `${data.inputs[input] ?? ''}${after} ${text}`).join(' ');
  const names = `${data.kinds[entry[5]] ?? ''} ${data.sources[entry[3]] ?? ''} ${data.members[entry[4]] ?? ''}`;
  return `${entry[7]} ${names} ${new Date(entry[0]).toISOString()} ${lines}`.toLowerCase();
}

/** A field of a date and a time, read as UTC. */
export function timeOf(value: string, none: number): number {
  const time = value === '' ? NaN : Date.parse(`${value}${/T\d\d:\d\d$/.test(value) ? ':00' : ''}Z`);
  return Number.isNaN(time) ? none : time;
}

export function fillChoice(choice: Box, names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of [...names].sort()) {
    if (seen.has(name)) continue;
    seen.add(name);
    const option = element('option', '', name);
    option.value = name;
    choice.append(option);
  }
}

export function entryRow(data: TimelineData, entry: EntryData, index: number): Box {
  const [time, end, count, source, member, kind, severity, summary, evidence] = entry;
  const row = element('li', `entry ${['critical', 'warning', 'info'][severity] ?? 'info'}`);
  row.id = `entry-${index}`;
  const until = end > time ? ` to ${momentText(end, data.date).slice(0, -4)}` : '';
  row.append(
    element('span', 'when', `${momentText(time, data.date)}${until}`),
    element('span', 'where', data.members[member] ?? data.sources[source] ?? ''),
    element('span', 'severity', severity < 2 ? ['critical', 'warning'][severity] : ''),
  );
  const what = element('div', 'what');
  what.append(
    element('code', '', data.kinds[kind] ?? ''),
    `${count > 1 ? ` ×${count}` : ''} `,
    element('span', '', summary),
  );
  for (const [input, after, text] of evidence) what.append(lineBox(`${data.inputs[input] ?? ''}${after}`, text));
  row.append(what);
  return row;
}

/** A cited line: its place, and the line itself one click away. */
export function lineBox(place: string, text: string): Box {
  if (text === '') return element('code', 'place', place);
  const box = element('details', 'line');
  const head = element('summary');
  head.append(element('code', '', place));
  box.append(head, element('pre', '', text));
  return box;
}

/** Scrolls to an entry, opens the line that was asked for, and marks it. */
export function pointOut(row: Box, place: string, text: string, list: Box): void {
  for (const marked of list.querySelectorAll('.pointed')) marked.classList.remove('pointed');
  for (const added of list.querySelectorAll('.added')) added.remove();
  let found = false;
  for (const line of row.querySelectorAll('details.line')) {
    if (line.querySelector('code')?.textContent !== place) continue;
    line.open = true;
    line.classList.add('pointed');
    found = true;
  }
  if (!found && text !== '') {
    const line = lineBox(place, text);
    line.open = true;
    line.classList.add('pointed');
    line.classList.add('added');
    row.querySelector('.what')?.append(line);
  }
  row.classList.add('pointed');
  row.tabIndex = -1;
  row.scrollIntoView({ block: 'center' });
  row.focus({ preventScroll: true });
}
