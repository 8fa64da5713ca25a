import fs from 'node:fs';
import { expect } from 'chai';
import { FRAMES } from '../../src/decoders/frame/registry.js';
import { UNWRAPPERS } from '../../src/decoders/unwrap/registry.js';
import { PARSERS } from '../../src/parsers/registry.js';
import { rules } from '../../src/rules/registry.js';
import { VERSION } from '../../src/model/version.js';

/** What the documents leave out of a list of ids. */
const missing = (file: string, ids: readonly string[]): string[] => {
  const text = fs.readFileSync(file, 'utf8');
  return ids.filter((id) => !text.includes(`\`${id}\``));
};
const idsOf = (list: readonly { readonly id: string }[]): string[] => list.map(({ id }) => id);

describe('the documents', () => {
  it('name every dialect, frame and wrapping', () => {
    expect(
      missing(
        'docs/formats.md',
        idsOf([...PARSERS.lines, ...PARSERS.blocks, ...FRAMES, ...UNWRAPPERS.sure, ...UNWRAPPERS.loose]),
      ),
    ).to.deep.equal([]);
  });

  it('name every hypothesis', () => {
    expect(missing('README.md', idsOf(rules))).to.deep.equal([]);
  });

  it('are of the version that the program says', () => {
    const manifest = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
    expect(VERSION).to.equal(manifest.version);
    expect(fs.readFileSync('CHANGELOG.md', 'utf8')).to.contain(`## ${VERSION}`);
  });
});
