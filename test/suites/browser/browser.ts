import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type BrowserContext, type Page } from 'playwright-core';

/** A browser of the system: none is downloaded. */
export const CHROMIUM = [
  process.env['CHROMIUM'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((path) => path !== '' && existsSync(path));

const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A page with what it did wrong: errors, violations of its policy, requests to anywhere. */
export interface Visit {
  readonly page: Page;
  readonly wrong: readonly string[];
}

export interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly dark?: boolean;
  readonly script?: boolean;
}

/** Opens reports from disk, as people do. */
export class Reader {
  private readonly folder = mkdtempSync(join(tmpdir(), 'report-'));
  private context: BrowserContext | null = null;
  private count = 0;

  async start(): Promise<void> {
    this.context = await chromium.launchPersistentContext(join(this.folder, 'profile'), {
      executablePath: CHROMIUM ?? '',
      headless: true,
      chromiumSandbox: process.getuid?.() !== 0,
      args: FLAGS,
    });
  }

  async open(html: string, look: Look = {}): Promise<Visit> {
    this.count += 1;
    const file = join(this.folder, `report-${this.count}.html`);
    writeFileSync(file, look.script === false ? withoutScript(html) : html);
    if (this.context === null) throw new Error('the browser was not started');
    const page = await this.context.newPage();
    await page.setViewportSize({ width: look.width ?? 1280, height: look.height ?? 800 });
    await page.emulateMedia({ colorScheme: look.dark === true ? 'dark' : 'light' });
    const address = pathToFileURL(file).href;
    const wrong: string[] = [];
    page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
    page.on('console', (message) => wrong.push(`console: ${message.text()}`));
    page.on('dialog', (dialog) => {
      wrong.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('request', (request) => {
      if (request.url() !== address) wrong.push(`request: ${request.url().slice(0, 100)}`);
    });
    await page.addInitScript(
      "window.violations = []; addEventListener('securitypolicyviolation', (e) => violations.push(e.violatedDirective + ' ' + e.blockedURI))",
    );
    await page.goto(address);
    return { page, wrong };
  }

  /** What went wrong in a visit so far. */
  async troubles({ page, wrong }: Visit): Promise<readonly string[]> {
    return [...wrong, ...(await page.evaluate<string[]>('window.violations'))];
  }

  /** A picture for people to look at, where SCREENSHOTS names a folder. */
  async keep(page: Page, name: string, whole = false): Promise<void> {
    const folder = process.env['SCREENSHOTS'];
    if (folder !== undefined) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: whole });
  }

  async stop(): Promise<void> {
    await this.context?.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** What a viewer of tickets leaves of a page. */
const withoutScript = (html: string): string =>
  html.replace(/<(style|script)\b[^>]*>[^]*?<\/\1>/g, '').replace(/<meta http-equiv[^>]*>/, '');

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** What axe-core calls serious or critical, a line each. */
export async function accessibilityTroubles(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const found = await page.evaluate<
    readonly { id: string; impact: string; nodes: { target: string[]; failureSummary: string }[] }[]
  >('axe.run().then(({ violations }) => violations)');
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(
      ({ id, impact, nodes }) =>
        `${impact} ${id}: ${nodes
          .slice(0, 3)
          .map(({ target, failureSummary }) => `${target.join(' ')} ${failureSummary}`)
          .join('; ')}`,
    );
}
