import { readFigures } from '../figures.js';
import { PROMISES } from './promises.js';

const cell = (text: string): string => text.replace(/\|/g, '\\|');

/** docs/reliability.md: what is promised, which test holds it, and what was measured. */
export function reliabilityDoc(): string {
  const figures = Object.entries(readFigures());
  const lines = [
    '# Hostile, broken, huge',
    '',
    'Logs are text that strangers wrote, evidence is kept for long, and inputs arrive torn. What is promised of that, the test that holds it, and what was measured. Made by `npm run reliability`; suites are run by hand and in CI, everything else by `npm test`.',
    '',
  ];
  for (const { title, rows } of PROMISES) {
    lines.push(`## ${title}`, '', '| promise | held by | measured |', '|---|---|---|');
    for (const { promise, tests, figures: prefixes, gap } of rows) {
      const measured = figures
        .filter(([name]) => prefixes.some((prefix) => name.startsWith(prefix)))
        .map(([name, figure]) => {
          const rest = name.slice(name.indexOf(': ') + 2);
          return name.includes(': ') ? `${rest}: ${figure}` : figure;
        });
      const told = gap === undefined ? promise : `${promise}. ${gap}`;
      lines.push(
        `| ${cell(told)} | ${tests.map((one) => `\`${one.replace(/^test\//, '')}\``).join(', ')} | ${cell(measured.join('; '))} |`,
      );
    }
    lines.push('');
  }
  return `${lines.join('\n').trimEnd()}\n`;
}
