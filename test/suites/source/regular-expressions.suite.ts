import { expect } from 'chai';
import { ESLint } from 'eslint';

/** The rules of eslint-plugin-regexp that find what may take more than a time in proportion to a text. */
const LINEAR = ['regexp/no-super-linear-backtracking', 'regexp/no-super-linear-move'];

describe('regular expressions of src', () => {
  it('are linear, but for a few on texts of a known length that say so', async () => {
    const linter = new ESLint({ ruleFilter: ({ ruleId }) => LINEAR.includes(ruleId) });
    const results = await linter.lintFiles(['src/**/*.ts']);
    const found = results.flatMap(({ filePath, messages }) =>
      messages.filter(({ ruleId }) => LINEAR.includes(ruleId ?? '')).map(({ line }) => `${filePath}:${line}`),
    );
    expect(found).to.deep.equal([]);
    const spared = results.flatMap(({ suppressedMessages }) =>
      suppressedMessages.filter(({ ruleId }) => LINEAR.includes(ruleId ?? '')),
    );
    expect(results.length).to.be.above(300);
    expect(spared.length).to.be.at.most(5);
    for (const { suppressions } of spared)
      expect(suppressions.map(({ justification }) => justification)).to.not.include('');
  }).timeout(180_000);
});
