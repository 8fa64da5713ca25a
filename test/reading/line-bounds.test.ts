import { expect } from 'chai';
import { fixtures, readAll } from './read-all.js';

/** Runs `work` and answers the words that were looked for past the end of a line, in a buffer of at least so many bytes. */
function searchedPastLine(least: number, work: () => void): Set<string> {
  const found = new Set<string>();
  type Search = (this: Buffer, word: string | number | Uint8Array, from?: number) => number;
  const prototype = Buffer.prototype as unknown as { indexOf: Search };
  const { indexOf } = prototype;
  const watched: Search = function (word, from) {
    const at = indexOf.call(this, word, from);
    if (typeof word !== 'number' && this.length >= least) {
      const feed = indexOf.call(this, 10, from);
      if (feed !== -1 && (at === -1 || at > feed)) found.add(String(word));
    }
    return at;
  };
  prototype.indexOf = watched;
  try {
    work();
  } finally {
    prototype.indexOf = indexOf;
  }
  return found;
}

describe('a look at a line', () => {
  it('does not go past its end: what no dialect takes costs the same in any chunk', () => {
    for (const { name, bytes } of fixtures()) {
      const past = searchedPastLine(bytes.length, () => void readAll(bytes));
      expect([...past], name).to.deep.equal([]);
    }
  });

  it('the check itself sees one that does', () => {
    const bytes = Buffer.from('one\ntwo\n');
    expect([...searchedPastLine(8, () => void bytes.indexOf('w'))]).to.deep.equal(['w']);
    expect([...searchedPastLine(8, () => void bytes.indexOf('n'))]).to.deep.equal([]);
  });
});
