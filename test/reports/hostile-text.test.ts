import { expect } from 'chai';
import fc from 'fast-check';
import { OUTPUTS } from '../../src/reports/registry.js';
import { terminalSummary } from '../../src/reports/terminal.js';
import { widthOf } from '../../src/reports/terminal-text.js';
import { POSTMORTEMS, withHostileText } from './postmortem-fixture.js';

const HOSTILE = [
  '</code></td><script>alert(1)</script>',
  '@everyone [click](javascript:alert(1)) ![x](http://evil/x.png) <img src=x onerror=alert(1)>',
  '=HYPERLINK("http://evil")',
  '`| x |\n# heading\n- [ ] task',
  '\u001b]0;title\u0007\u001b[2J\u202etxt',
  'x'.repeat(100_000),
  '漢字'.repeat(200),
];

const textOf = (name: string, postmortem: Parameters<(typeof OUTPUTS)[number]['render']>[0]): string => {
  const output = OUTPUTS.find((one) => one.name === name);
  return output === undefined ? '' : [...output.render(postmortem)].join('');
};

describe('reports: text from logs', () => {
  for (const hostile of HOSTILE) {
    const name = JSON.stringify(hostile.slice(0, 30));
    const postmortem = withHostileText(hostile);

    it(`stays text in HTML: ${name}`, () => {
      const whole = textOf('html', postmortem);
      // The page's own script and style hold no text of logs; its data does, and can't end its element.
      const text = whole.replace(/<(style|script)\b([^>]*)>[^]*?<\/\1>/g, '<$1$2></$1>');
      expect(text.match(/<script\b[^>]*>/g)).to.deep.equal(['<script type="application/json" id="data">', '<script>']);
      const tags = new Set(text.match(/<\/?[a-z][a-z0-9]*/gi));
      const known =
        'html head meta title style script body main section article nav figure figcaption h1 h2 h3 h4 p ul li a br dl dt dd table thead tbody tr th td code pre div span strong em button label input select option svg g defs pattern path line rect circle text clipPath';
      for (const tag of tags) expect(known.split(' ')).to.include(tag.replace(/[</]/g, ''));
      expect(text).not.to.match(/<[^>]*\son\w+=/);
    });

    it(`keeps the Markdown's shape and length: ${name}`, () => {
      const text = textOf('markdown', postmortem);
      expect(text.length).to.be.below(65_536);
      expect(text.match(/^# /gm)).to.have.length(1);
      expect(text).not.to.match(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    });

    it(`can't drive the terminal: ${name}`, () => {
      for (const line of [...terminalSummary(postmortem)].join('').trimEnd().split('\n')) {
        expect(line).not.to.match(/[\u0000-\u001f\u007f-\u009f\u202e]/);
        expect(widthOf(line)).to.be.at.most(80);
      }
    });

    it(`starts no formula: ${name}`, () => {
      for (const output of ['timeline-csv', 'writes-csv'])
        expect(textOf(output, postmortem)).not.to.match(/(?:^|,)"?[=@+]/m);
    });
  }

  it('any text keeps every output printable and the Markdown below 65,536 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const postmortem = withHostileText(text);
        for (const output of OUTPUTS) expect([...output.render(postmortem)].join('')).to.be.a('string');
        expect(textOf('markdown', postmortem).length).to.be.below(65_536);
      }),
      { numRuns: 30 },
    );
  });

  it('the same bytes twice, and every file once', () => {
    expect(new Set(OUTPUTS.map((output) => output.file)).size).to.equal(OUTPUTS.length);
    for (const [, postmortem] of POSTMORTEMS) {
      for (const output of OUTPUTS)
        expect([...output.render(postmortem)]).to.deep.equal([...output.render(postmortem)]);
    }
  });
});
