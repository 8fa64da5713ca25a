import { expect } from 'chai';
import fc from 'fast-check';
import { html, markdownCode, markdownFence, markdownLine, markdownText, yamlString } from '../../src/reports/escape.js';
import { renderMarkdown } from '../../src/reports/markdown.js';
import { code, list, paragraph, table } from '../../src/reports/document.js';

describe('reports: escape', () => {
  const TEXTS: readonly (readonly [name: string, text: string, markdown: string])[] = [
    ['plain words', 'in use = size until 13:12:06', 'in use = size until 13:12:06'],
    ['a mention', 'ask @oncall now', 'ask `@oncall` now'],
    ['an issue', 'see #12 and o/r#7', 'see `#12` and `o/r#7`'],
    ['a link', '[x](http://evil)', '`[x](http://evil)`'],
    ['a bare link', 'www.evil.example', '`www.evil.example`'],
    ['an image', '![x](y)', '!\\[x\\](y)'.replace('!', '\\!')],
    ['a tag', '<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['emphasis', '*a* _b_ snake_case', '\\*a\\* \\_b\\_ snake_case'],
    ['a pipe outside of a table', 'a|b', 'a|b'],
    ['a line break', 'a\nb', 'a␊b'],
    ['an escape sequence', '\u001b[31mred', '␛\\[31mred'],
    ['an entity', '&lt;', '&amp;lt;'],
  ];
  for (const [name, text, markdown] of TEXTS) it(`text: ${name}`, () => expect(markdownText(text)).to.equal(markdown));

  const CODES: readonly (readonly [name: string, text: string, markdown: string])[] = [
    ['a path', 'a/b.log:12', '`a/b.log:12`'],
    ['backticks', 'a `b` ``c``', '``` a `b` ``c`` ```'],
    ['a pipe outside of a table', 'a | b', '`a | b`'],
    ['nothing', '', ''],
  ];
  for (const [name, text, markdown] of CODES) it(`code: ${name}`, () => expect(markdownCode(text)).to.equal(markdown));

  it('code with a pipe in a table has no pipe', () => {
    expect(markdownCode('a \\| `b` <i>', true)).to.equal('<code>a &#92;&#124; &#96;b&#96; &#60;i&#62;</code>');
  });

  it('text in a table has no pipe', () =>
    expect(markdownText('a|b @c|d', true)).to.equal('a&#124;b <code>&#64;c&#124;d</code>'));

  it('a line never starts a list, a heading or a rule', () => {
    expect(markdownLine('- x')).to.equal('\\- x');
    expect(markdownLine('12. x')).to.equal('12\\. x');
    expect(markdownLine('---')).to.equal('\\---');
    expect(markdownLine(markdownText('# x'))).to.equal('\\# x');
  });

  it('a fence is longer than any run of backticks in it', () => {
    expect(markdownFence(['````', 'x'])).to.equal('`````text\n````\nx\n`````');
  });

  const logText = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.string({
      unit: fc.constantFrom(
        '`',
        '|',
        '\\',
        '<',
        '>',
        '[',
        ']',
        '(',
        ')',
        '!',
        '@',
        '#',
        '*',
        '_',
        '-',
        '\n',
        ' ',
        'a',
        '~',
        '$',
        '&',
      ),
    }),
  );

  it('no text breaks a table: as many cells as columns, whatever stands in them', () => {
    fc.assert(
      fc.property(logText, logText, (a, b) => {
        const lines = renderMarkdown([table(['x', 'y'], [[a, code(b)]])])
          .trimEnd()
          .split('\n');
        expect(lines).to.have.length(3);
        // As GFM splits: a backslash takes the next character with it.
        const bars = (lines[2] ?? '').replace(/\\./g, '').match(/\|/g) ?? [];
        expect(bars).to.have.length(3);
      }),
    );
  });

  it('no text leaves its line or brings tags, links or mentions along', () => {
    fc.assert(
      fc.property(logText, (text) => {
        const [line = '', ...more] = renderMarkdown([paragraph(text)])
          .trimEnd()
          .split('\n');
        expect(more).to.deep.equal([]);
        // As CommonMark reads, from left to right: a code span, or a backslash with what it escapes.
        const outside = line.replace(/<code>[^<]*<\/code>|(?<!`)(`+)(?!`)[\s\S]*?(?<!`)\1(?!`)|\\./g, ' ');
        expect(outside).not.to.match(/[<>[\]]|@\w|:\/\//);
        const [item = '', ...rest] = renderMarkdown([list([text])])
          .trimEnd()
          .split('\n');
        expect(rest).to.deep.equal([]);
        expect(item).to.match(/^-( |$)/);
      }),
    );
  });

  it('HTML has no markup of its own and YAML stays one scalar', () => {
    fc.assert(
      fc.property(logText, (text) => {
        expect(html(text)).not.to.match(/[<>"'`]|&(?!#\d+;)/);
        expect(yamlString(text).split('\n')).to.have.length(1);
      }),
    );
  });
});
