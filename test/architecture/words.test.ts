import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';

/** Literary turns that a reader of outputs, help and documents should not meet. */
const BANNED =
  /\b(?:anew|for want of|whoever|nought|oftener|to be had|thrown out|made anew|red herring|albeit|thereof|held against|go in again|went in again|came with it)\b/i;

/** Turns that comments should not have either. */
const BANNED_IN_COMMENTS = /\b(?:anew|for want of|whoever|nought|oftener|to be had|nobody)\b/i;

const SOURCES = ['reports', 'cli', 'contradictions', 'timeline', 'rules', 'model/known-messages', 'model/advice'];

/** Lists of words and of names are no sentences. */
const WORD_LISTS = 'redaction/public-words.ts';

/** String literals of a file, without its comments. */
function stringsOf(file: string): string[] {
  const text = fs.readFileSync(file, 'utf8').replace(/\/\*[^]*?\*\/|(?<=^|\s)\/\/.*$/gm, '');
  return text.match(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g) ?? [];
}

const filesBelow = (folder: string): string[] =>
  (fs.readdirSync(folder, { recursive: true }) as string[]).map((name) => path.join(folder, name));

describe('the words that people read', () => {
  it('have no literary turns in outputs, help and messages', () => {
    const found = SOURCES.flatMap((folder) => filesBelow(path.join('src', folder)))
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => stringsOf(file).flatMap((text) => (BANNED.test(text) ? [`${file}: ${text}`] : [])));
    expect(found).to.deep.equal([]);
  });

  it('have none in comments', () => {
    const found = filesBelow('src')
      .filter((file) => file.endsWith('.ts') && !file.endsWith(WORD_LISTS))
      .flatMap((file) =>
        fs
          .readFileSync(file, 'utf8')
          .split('\n')
          .filter((line) => /^\s*(?:\*|\/[/*])/.test(line) && BANNED_IN_COMMENTS.test(line))
          .map((line) => `${file}: ${line.trim()}`),
      );
    expect(found).to.deep.equal([]);
  });

  it('have none in the documents', () => {
    const documents = ['README.md', 'CONTRIBUTING.md', ...filesBelow('docs').filter((file) => file.endsWith('.md'))];
    const found = documents.flatMap((file) =>
      fs
        .readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => BANNED.test(line))
        .map((line) => `${file}: ${line}`),
    );
    expect(found).to.deep.equal([]);
  });
});
