import fs from 'node:fs';

/** Where suites leave what they measured, for docs/reliability.md. */
export const FIGURES = 'fixtures/reliability/figures.json';

export type Figures = Readonly<Record<string, string>>;

export const readFigures = (): Figures =>
  fs.existsSync(FIGURES) ? (JSON.parse(fs.readFileSync(FIGURES, 'utf8')) as Figures) : {};

/** Only where asked: a run on another machine changes no file. */
export function keepFigure(name: string, figure: string): void {
  if (process.env['KEEP_FIGURES'] === undefined) return;
  const all = { ...readFigures(), [name]: figure };
  fs.mkdirSync('fixtures/reliability', { recursive: true });
  fs.writeFileSync(
    FIGURES,
    `${JSON.stringify(Object.fromEntries(Object.entries(all).sort(([a], [b]) => (a < b ? -1 : 1))), null, 2)}\n`,
  );
}
