import { readdirSync } from 'node:fs';
import { expect } from 'chai';
import type { Page } from 'playwright-core';
import { DEFAULT_THRESHOLDS } from '../../../src/model/thresholds.js';
import { analyze } from '../../../src/pipeline/analyze.js';
import type { Postmortem } from '../../../src/pipeline/options.js';
import { htmlReport } from '../../../src/reports/html/html-report.js';
import { parseTime } from '../../../src/reports/times.js';
import { eventful, hostile, longTimeline } from '../../reports/html/eventful.js';
import { accessibilityTroubles, CHROMIUM, Reader } from './browser.js';

const render = (postmortem: Postmortem): string => [...htmlReport.render(postmortem)].join('');

async function analysed(inputs: readonly string[], capturedAt: string | null): Promise<Postmortem> {
  return analyze(inputs, {
    ...{ since: null, until: null, timezone: null, year: null, namespace: null, jobs: 1 },
    capturedAt: capturedAt === null ? null : parseTime(capturedAt),
    thresholds: DEFAULT_THRESHOLDS,
  });
}

const SAMPLE = 'fixtures/incident';
const INCIDENTS: readonly (readonly [name: string, made: () => Promise<Postmortem>])[] = [
  [
    'sample',
    () =>
      analysed(
        readdirSync(SAMPLE)
          .filter((file) => !file.endsWith('.md'))
          .map((file) => `${SAMPLE}/${file}`),
        '2024-12-15T03:20:00Z',
      ),
  ],
  ['refused-writes', () => analysed(['fixtures/cli/refused-writes/master-1.etcd.stderr.log'], null)],
  ['eventful', () => Promise.resolve(eventful())],
];

const SHOWN = "document.querySelector('.stretch').textContent";

const TITLES = "[...document.querySelectorAll('#picture-drawing text.title')]";

/** A place in the picture, as a share of the plot and the middle of a lane's title row or below. */
async function pointIn(page: Page, share: number, title: string, below = 30): Promise<readonly [number, number]> {
  const titled = page.locator('#picture-drawing text.title', { hasText: title }).first();
  // the lowest lanes may be below the window
  await page.evaluate(
    `${TITLES}.find((one) => one.textContent.includes(${JSON.stringify(title)}))?.scrollIntoView({ block: 'center' })`,
  );
  const box = await page.locator('#picture-drawing').boundingBox();
  const lane = await titled.boundingBox();
  if (box === null || lane === null) throw new Error(`no lane ${title}`);
  return [box.x + 62 + share * (box.width - 62 - 168), lane.y + below];
}

describe('report.html in a browser', function () {
  const reader = new Reader();
  const pages = new Map<string, string>();

  before(async function () {
    if (CHROMIUM === undefined) {
      console.warn('      no chromium on this machine (CHROMIUM=… names one): the browser tests are skipped');
      this.skip();
    }
    await reader.start();
    for (const [name, made] of INCIDENTS) pages.set(name, render(await made()));
  });
  after(() => reader.stop());

  for (const [name] of INCIDENTS) {
    const open = (look = {}): ReturnType<Reader['open']> => reader.open(pages.get(name) ?? '', look);

    it(`${name}: the first screen has the verdict, the facts and the picture, and nothing goes wrong`, async () => {
      const visit = await open();
      const { page } = visit;
      await reader.keep(page, `${name}-light`);
      for (const selector of ['h1', '.facts', '#picture-drawing svg']) {
        const box = await page.locator(selector).boundingBox();
        expect(box?.y, selector).to.be.below(400);
        expect(box?.height, selector).to.be.above(20);
      }
      expect(await page.locator('.facts dt').allTextContents()).to.have.length(5);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(1280);
      expect(await reader.troubles(visit)).to.deep.equal([]);
      await page.close();
    });

    for (const dark of [false, true])
      it(`${name}: axe-core finds nothing serious in the ${dark ? 'dark' : 'light'}`, async () => {
        const { page } = await open({ dark });
        await reader.keep(page, `${name}-${dark ? 'dark' : 'light'}-whole`, true);
        expect(await accessibilityTroubles(page)).to.deep.equal([]);
        await page.close();
      });

    it(`${name}: reads at phone width`, async () => {
      const { page } = await open({ width: 390, height: 844 });
      await reader.keep(page, `${name}-phone`);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(390);
      const texts = await page.evaluate<number[]>(
        "[...document.querySelectorAll('#picture-drawing text')].map((t) => t.getBoundingClientRect().right)",
      );
      expect(Math.max(...texts)).to.be.at.most(391);
      expect(await accessibilityTroubles(page)).to.deep.equal([]);
      await page.close();
    });

    it(`${name}: words of the picture don't cover each other`, async () => {
      for (const width of [1280, 390]) {
        const { page } = await open({ width });
        const overlaps = await page.evaluate<string[]>(`(() => {
          const all = [...document.querySelectorAll('#picture-drawing text:not(.inside)')].map((t) => [t.textContent, t.getBoundingClientRect()]);
          const found = [];
          for (const [i, [a, x]] of all.entries()) for (const [b, y] of all.slice(i + 1)) {
            const w = Math.min(x.right, y.right) - Math.max(x.left, y.left), h = Math.min(x.bottom, y.bottom) - Math.max(x.top, y.top);
            if (w > 2 && h > 5) found.push(a + ' | ' + b);
          }
          return found;
        })()`);
        expect(overlaps, `${width} px`).to.deep.equal([]);
        await page.close();
      }
    });

    it(`${name}: prints`, async () => {
      const { page } = await open();
      const pdf = await page.pdf({ format: 'A4' });
      expect(pdf.subarray(0, 5).toString()).to.equal('%PDF-');
      await page.emulateMedia({ media: 'print' });
      expect(await page.locator('#timeline .static').isVisible()).to.equal(true);
      expect(await page.locator('#timeline-app').isVisible()).to.equal(false);
      expect(await page.locator('#picture-drawing svg').isVisible()).to.equal(true);
      await page.setViewportSize({ width: 760, height: 1000 });
      await reader.keep(page, `${name}-print`);
      await page.close();
    });

    it(`${name}: says all without its style and script`, async () => {
      const { page } = await open({ script: false });
      await reader.keep(page, `${name}-bare`);
      expect(await page.locator('#picture-drawing svg').isVisible()).to.equal(true);
      expect(await page.locator('#timeline table').isVisible()).to.equal(true);
      expect(await page.locator('#timeline-app').isVisible()).to.equal(false);
      await page.close();
    });

    it(`${name}: zooms and pans by pointer and keys, and goes back`, async () => {
      const visit = await open();
      const { page } = visit;
      const shown = (): Promise<string> => page.evaluate<string>(SHOWN);
      const before = await shown();
      const [x, y] = await pointIn(page, 0.3, 'writes per second');
      await page.mouse.move(x, y);
      await page.mouse.down();
      await page.mouse.move(x + 250, y + 10, { steps: 4 });
      await page.mouse.up();
      await page.waitForTimeout(80);
      const zoomed = await shown();
      expect(zoomed).not.to.equal(before);
      await reader.keep(page, `${name}-zoomed`);
      await page.keyboard.press('ArrowRight');
      await page.waitForTimeout(80);
      expect(await shown()).not.to.equal(zoomed);
      await page.keyboard.press('+');
      await page.mouse.wheel(0, -200);
      await page.waitForTimeout(80);
      await page.keyboard.press('0');
      await page.waitForTimeout(80);
      expect(await shown()).to.equal(before);
      expect(await reader.troubles(visit)).to.deep.equal([]);
      await page.close();
    });

    it(`${name}: shows the values of all lanes under the pointer, and tells them to the keyboard`, async () => {
      const { page } = await open();
      const [x, y] = await pointIn(page, 0.4, 'writes per second');
      await page.mouse.move(x, y);
      const lanes = await page.locator('.readout .lane-name').allTextContents();
      expect(lanes).to.include('writes per second');
      expect(lanes.length).to.be.at.least(3);
      await reader.keep(page, `${name}-hover`);
      await page.mouse.move(5, 5);
      await page.locator('#picture-drawing').focus();
      await page.keyboard.press('Shift+ArrowRight');
      expect(await page.locator('#picture-drawing [aria-live]').textContent()).to.contain('writes per second');
      await page.close();
    });

    it(`${name}: a click goes to the line that proves it`, async () => {
      const { page } = await open();
      const [x, y] = await pointIn(page, 0.5, 'alarms', 18);
      await page.mouse.click(x, y);
      const entry = page.locator('.entry.pointed');
      expect(await entry.count()).to.equal(1);
      const line = entry.locator('details.line[open] pre').first();
      expect(await line.isVisible()).to.equal(true);
      const box = await entry.boundingBox();
      expect(box?.y).to.be.within(0, 800);
      await reader.keep(page, `${name}-clicked`);
      await page.close();
    });

    it(`${name}: filters its timeline by text, kind, severity and the picture`, async () => {
      const { page } = await open();
      const total = await page.locator('.entry').count();
      await page.locator('#filter-severity').selectOption('0');
      for (const shown of await page.locator('.entry .severity').allTextContents()) expect(shown).to.equal('critical');
      await page.locator('#filter-clear').click();
      await page.locator('#filter-text').fill('nospace');
      const some = await page.locator('.entry').count();
      expect(some).to.be.within(1, total);
      for (const text of await page.locator('.entry').allTextContents())
        expect(text.toLowerCase()).to.contain('nospace');
      await page.locator('#filter-text').fill('no such words anywhere');
      expect(await page.locator('.entry').count()).to.equal(0);
      expect(await page.locator('#timeline-app .count').textContent()).to.match(/^0 of /);
      await page.close();
    });

    it(`${name}: sorts its writers`, async () => {
      const { page } = await open();
      const panel = page.locator('.writers-panel:not(.other)');
      await panel.locator('th button', { hasText: 'puts' }).click();
      const down = await page.evaluate<number[]>(
        "[...document.querySelectorAll('.writers-panel:not(.other) tbody tr:not([data-last]) td:nth-child(2)')].map((c) => Number(c.dataset.value))",
      );
      expect(down).to.deep.equal([...down].sort((a, b) => b - a));
      expect(await panel.locator('th[aria-sort=descending]').count()).to.equal(1);
      await page.locator('#writers-bar button').last().click();
      expect(await page.locator('.writers-panel:not(.other)').count()).to.equal(1);
      await page.close();
    });
  }

  const HOSTILE = [
    '</script><script>alert(1)</script><img src=x onerror=alert(2)>',
    '<a href="javascript:alert(3)">click</a>"><svg onload=alert(4)>',
    '\u202egnp.exe\u2066 \u2028${alert(5)}{{7*7}} \u0007',
    `${'very-long-name-'.repeat(400)}`,
  ];
  for (const text of HOSTILE)
    it(`keeps text a text in every field: ${JSON.stringify(text.slice(0, 24))}`, async () => {
      const visit = await reader.open(render(hostile(text)));
      const { page } = visit;
      await page.locator('#picture-drawing').hover();
      await page.mouse.click(500, 400);
      await page.locator('#filter-text').fill('a');
      await page.waitForTimeout(50);
      await reader.keep(page, `hostile-${HOSTILE.indexOf(text)}`);
      expect(await reader.troubles(visit)).to.deep.equal([]);
      expect(await page.locator('main script, main img, main iframe, main a:not([href^="#"])').count()).to.equal(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).to.be.at.most(1280);
      await page.close();
    });

  it('filters ten thousand entries at once', async () => {
    const { page } = await reader.open(render(longTimeline(10_000)));
    const times = await page.evaluate<number[]>(`['pod-77', '', 'line 9 long', '', 'no such line'].map((text) => {
      const field = document.getElementById('filter-text');
      const start = performance.now();
      field.value = text;
      field.dispatchEvent(new Event('input', { bubbles: true }));
      void document.body.offsetHeight;
      return performance.now() - start;
    })`);
    expect(Math.max(...times)).to.be.below(200);
    await page.locator('#filter-text').fill('');
    expect(await page.locator('.entry').count()).to.be.below(500);
    expect(await page.locator('#timeline-app .count').textContent()).to.contain('10000 entries');
    await page.locator('#timeline-app > button').last().click();
    expect(await page.locator('.entry').count()).to.be.at.least(200);
    await page.close();
  });
});
