import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { keepFigure } from '../figures.js';

interface Answer {
  readonly metadata?: { readonly vulnerabilities: Readonly<Record<string, number>> };
  readonly vulnerabilities?: Readonly<Record<string, { readonly severity: string }>>;
}

describe('known weaknesses of dependencies', () => {
  it('none, as far as the registry in use knows them', function () {
    const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], { encoding: 'utf8', timeout: 60_000 });
    const answer = answerIn(stdout);
    // Many mirrors have no such endpoint: npm says so in JSON of another shape.
    if (answer.metadata === undefined) {
      console.log('    SKIPPED: the registry in use answers no audits');
      return this.skip();
    }
    const found = Object.entries(answer.vulnerabilities ?? {}).map(([name, { severity }]) => `${name}: ${severity}`);
    expect(found).to.deep.equal([]);
    keepFigure('audit', 'no known weakness in what an installation brings');
  }).timeout(90_000);
});

function answerIn(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch {
    return {};
  }
}
