import fs from 'node:fs';
import { expect } from 'chai';
import { formatGroups } from '../../src/cli/format-list.js';
import { withFormats } from '../../src/dev/formats-doc.js';

describe('docs/formats.md', () => {
  const document = fs.readFileSync('docs/formats.md', 'utf8');

  it('is as `npm run docs:formats` writes it', async () => {
    expect(withFormats(document, await formatGroups())).to.equal(document);
  });

  it('has a place for every sort of format', async () => {
    for (const { id } of await formatGroups()) expect(document).to.contain(`<!-- formats: ${id} -->`);
  });

  it('keeps what is written by hand, and escapes what a table would take for its own', () => {
    const group = {
      id: 'dialects',
      title: 'Dialects',
      formats: [
        {
          id: 'a',
          title: 'one | two *.x <y>',
          sample: 'first\n  second',
          versions: '3.4',
          takes: ['leader-lost', 'leader-changed', 'claim', 'log'],
        },
      ],
    } as const;
    expect(withFormats('before\n<!-- formats: dialects -->\nold\n<!-- end -->\nafter', [group])).to.equal(
      [
        'before\n<!-- formats: dialects -->\n',
        '| id | what | versions | kinds of records |',
        '| --- | --- | --- | --- |',
        '| `a` | one \\| two \\*.x &lt;y> | 3.4 | `leader-lost`, `-changed`, statements (checked against other inputs), `log` |',
        '\n```\na  first\n     second\n```\n',
        '<!-- end -->\nafter',
      ].join('\n'),
    );
  });
});
