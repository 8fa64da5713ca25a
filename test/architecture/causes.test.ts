import fs from 'node:fs';
import { expect } from 'chai';
import { contradictionChecks } from '../../src/contradictions/registry.js';
import { DEFAULT_THRESHOLDS, THRESHOLDS, type Threshold } from '../../src/model/thresholds.js';
import { rules } from '../../src/rules/registry.js';

const TEXT = fs.readFileSync('docs/causes.md', 'utf8');

/** The table's line for a threshold. */
const row = ({ name, value, unit, means, source, usedBy }: Threshold): string =>
  `| \`${name}\` | ${value} | ${unit} | ${means} | ${source} | ${usedBy.map((one) => `\`${one}\``).join(', ')} |`;

describe('docs/causes.md', () => {
  for (const { id, title } of rules)
    it(`says of ${id} what it looks for, what refutes it, where that is known from, and its limits`, () => {
      const start = TEXT.indexOf(`\n### \`${id}\`\n`);
      expect(start, `no section ### \`${id}\``).to.be.above(0);
      const section = TEXT.slice(start + 1, TEXT.indexOf('\n#', start + 2));
      expect(section, 'title').to.include(`\n**${title}**\n`);
      for (const part of ['Looks for: ', 'Refuted by: ', 'Known from: ', 'Limits: '])
        expect(section, part).to.include(`\n${part}`);
    });

  it('has no section of a rule that there isn’t', () => {
    const told = [...TEXT.matchAll(/^### `([a-z-]+)`$/gm)].map((match) => match[1]);
    expect(told.filter((id) => !rules.some((rule) => rule.id === id))).to.deep.equal([]);
  });

  it('lists every threshold as it is', () => {
    expect(THRESHOLDS.map(row).filter((line) => !TEXT.includes(`${line}\n`))).to.deep.equal([]);
  });
});

describe('the table of thresholds', () => {
  const known = new Set([...rules, ...contradictionChecks].map(({ id }) => id));
  for (const { name, value, unit, means, source, usedBy } of THRESHOLDS as readonly Threshold[])
    it(`${name} has a source, and users that there are`, () => {
      expect([means, source, ...usedBy]).to.not.include('');
      expect(usedBy.filter((id) => !known.has(id))).to.deep.equal([]);
      expect(usedBy).to.not.have.length(0);
      if (unit === 'ratio') expect(value).to.be.within(0, 1);
    });

  const files = (fs.readdirSync('src/rules', { recursive: true }) as string[]).map((name) =>
    name.replaceAll('\\', '/'),
  );
  const fileOf = (id: string): string => `src/rules/${files.find((name) => name.endsWith(`/${id}.ts`)) ?? id}`;

  it('knows all rules that use one', () => {
    const missing = (THRESHOLDS as readonly Threshold[]).flatMap(({ name, usedBy }) =>
      rules
        .filter(({ id }) => new RegExp(`\\b${name}\\b`).test(fs.readFileSync(fileOf(id), 'utf8')))
        .filter(({ id }) => !usedBy.includes(id))
        .map(({ id }) => `${name}: ${id}`),
    );
    expect(missing).to.deep.equal([]);
  });

  it('names each once', () => {
    expect(Object.keys(DEFAULT_THRESHOLDS)).to.have.length(THRESHOLDS.length);
  });
});
