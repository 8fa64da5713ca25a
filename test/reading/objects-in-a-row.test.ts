import { expect } from 'chai';
import { readLines } from '../decoders/read-lines.js';

/** `jq '.[]'` takes the brackets off: objects one after another, each begun by a lone brace that many dialects know. */
describe('pretty-printed objects one after another', () => {
  const status = (port: number): string =>
    JSON.stringify(
      { Endpoint: `http://10.0.0.1:${port}`, Status: { header: { revision: 7 }, version: '3.4.20', dbSize: 4096 } },
      null,
      2,
    );

  it('are each read', () => {
    const { rows, counts } = readLines(`${[2379, 2380, 2381].map(status).join('\n')}\n`);
    expect(rows.map(({ kind }) => kind)).to.deep.equal(['member-status', 'member-status', 'member-status']);
    expect(counts.unrecognised).to.equal(0);
  });

  it('counts among them', () => {
    const { rows } = readLines(`${status(2379)}\n{\n "secrets": "37518",\n "pods": "412"\n}\n`);
    expect(rows.map(({ kind }) => kind)).to.deep.equal(['member-status', 'object-count', 'object-count']);
  });
});
