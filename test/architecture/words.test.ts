import fs from 'node:fs';
import path from 'node:path';
import { expect } from 'chai';

/** Literary turns that a reader of outputs, help and documents should not meet. */
const BANNED =
  /\b(?:anew|for want of|whoever|nought|oftener|to be had|thrown out|made anew|red herring|albeit|thereof|held against|go in again|went in again|came with it)\b/i;

const SOURCES = ['reports', 'cli', 'contradictions', 'timeline/recovery', 'timeline/space', 'rules/judging'];

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

  it('have none in the documents', () => {
    const documents = [
      'README.md',
      'CONTRIBUTING.md',
      ...['architecture', 'report', 'formats', 'causes'].map((name) => `docs/${name}.md`),
    ];
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
